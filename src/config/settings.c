/* SPDX-License-Identifier: MIT
 *
 * The table. A name or default in it is a promise to users: see README.md, "Settings".
 */
#include "config/settings.h"

#include "base/macros.h"
#include "config/objections.h"
#include "config/tunnels.h"

/* The kind follows from the member's type: a type without a kind does not compile. */
#define KIND_OF(value) \
    _Generic((value), \
        const char *: KIND_TEXT, \
        int: KIND_NUMBER, \
        bool: KIND_YES_NO, \
        unsigned: KIND_CHOICE, \
        struct screen_size: KIND_SCREEN, \
        struct display_number: KIND_DISPLAY, \
        struct time_of_day: KIND_TIME)
#define MEMBER(member) .offset = offsetof(struct config, member), .kind = KIND_OF(((struct config *) 0)->member)

static const char *const trading_modes[] = {
    [TRADING_PAPER] = "paper", [TRADING_LIVE] = "live", [TRADING_BOTH] = "both", NULL
};
static const char *const session_drivers[] = {
    [SESSION_DRIVER_AUTO] = "auto", [SESSION_DRIVER_IBC] = "ibc", [SESSION_DRIVER_NATIVE] = "native", NULL
};
static const char *const twofa_timeout_actions[] = { [TWOFA_TIMEOUT_EXIT] = "exit", [TWOFA_TIMEOUT_RESTART] = "restart", NULL };
static const char *const existing_session_actions[] = {
    [EXISTING_SESSION_PRIMARY] = "primary", [EXISTING_SESSION_PRIMARY_OVERRIDE] = "primaryoverride",
    [EXISTING_SESSION_SECONDARY] = "secondary", [EXISTING_SESSION_MANUAL] = "manual", NULL
};
static const char *const ssh_tunnels[] = {
    [SSH_TUNNEL_NONE] = "no", [SSH_TUNNEL_YES] = "yes", [SSH_TUNNEL_BOTH] = "both", NULL
};
static const char *const log_formats[] = { [LOG_FORMAT_TEXT] = "text", [LOG_FORMAT_JSON] = "json", NULL };
static const char *const hook_failures[] = {
    [HOOK_FAILURE_STOP] = "stop", [HOOK_FAILURE_CONTINUE] = "continue", NULL
};
static const char *const programs[] = { [PROGRAM_GATEWAY] = "gateway", [PROGRAM_TWS] = "tws", NULL };

const struct setting settings[] = {
    { .name = "PUID", MEMBER(puid), .section = SECTION_BASIC, .initial = "1000", .minimum = 0, .maximum = 2147483646,
      .example = "1000", .help = "user id everything runs as when started as root" },
    { .name = "PGID", MEMBER(pgid), .section = SECTION_BASIC, .initial = "1000", .minimum = 0, .maximum = 2147483646,
      .example = "1000", .help = "group id everything runs as when started as root" },
    { .name = "TZ", MEMBER(time_zone), .aliases = { "TIME_ZONE", "IB_TIMEZONE" }, .section = SECTION_BASIC,
      .initial = "America/New_York", .objection = object_to_time_zone, .example = "Europe/Berlin",
      .becomes = "jts.ini TimeZone, TZ of every service",
      .help = "time zone of the container, the JVM and the login" },
    { .name = "TRADING_MODE", MEMBER(trading_mode), .aliases = { "IBC_TradingMode" }, .section = SECTION_BASIC,
      .initial = "paper", .choices = trading_modes, .example = "paper", .becomes = "IBC TradingMode",
      .help = "paper, live, or both (two sessions in one container)" },
    { .name = "IB_USER", MEMBER(user), .aliases = { "TWS_USERID", "IB_USERNAME", "IB_ACCOUNT", "IBC_IbLoginId" },
      .section = SECTION_BASIC, .initial = "", .required = true, .audience = AUDIENCE_SESSION_0,
      .objection = object_to_secret, .example = "jdoe123", .becomes = "IBC IbLoginId",
      .help = "account's user name" },
    { .name = "IB_PASSWORD", MEMBER(password), .aliases = { "TWS_PASSWORD", "IBC_IbPassword" },
      .section = SECTION_BASIC, .initial = "", .required = true, .audience = AUDIENCE_SESSION_0,
      .objection = object_to_secret, .becomes = "IBC IbPassword",
      .help = "account's password; better as IB_PASSWORD_FILE" },
    { .name = "IB_USER_PAPER", MEMBER(user_paper), .aliases = { "TWS_USERID_PAPER" }, .section = SECTION_BASIC,
      .initial = "", .audience = AUDIENCE_SESSION_1, .objection = object_to_secret, .example = "jdoe456",
      .becomes = "IBC IbLoginId of the paper session",
      .help = "user name of the paper account, for TRADING_MODE=both" },
    { .name = "IB_PASSWORD_PAPER", MEMBER(password_paper), .aliases = { "TWS_PASSWORD_PAPER" },
      .section = SECTION_BASIC, .initial = "", .audience = AUDIENCE_SESSION_1, .objection = object_to_secret,
      .becomes = "IBC IbPassword of the paper session",
      .help = "password of the paper account, for TRADING_MODE=both" },

    { .name = "SESSION_DRIVER", MEMBER(session_driver), .section = SECTION_SESSION, .initial = "auto",
      .choices = session_drivers, .example = "native",
      .help = "who types the login and answers windows: ibc, native, or auto (ibc where IBC is installed)" },
    { .name = "READ_ONLY_API", MEMBER(read_only_api), .aliases = { "IBC_ReadOnlyApi" }, .section = SECTION_SESSION,
      .initial = "no", .example = "no", .becomes = "IBC ReadOnlyApi",
      .help = "yes: clients of the API may look but not trade; set in the program after each login" },
    { .name = "TWOFA_TIMEOUT_ACTION", MEMBER(twofa_timeout_action), .section = SECTION_SESSION, .initial = "exit",
      .choices = twofa_timeout_actions, .example = "restart",
      .help = "exit or restart when the second factor is not given in time" },
    { .name = "TWOFA_EXIT_INTERVAL", MEMBER(twofa_exit_interval),
      .aliases = { "IBC_SecondFactorAuthenticationExitInterval" }, .section = SECTION_SESSION, .initial = "60",
      .minimum = 1, .maximum = 3600, .example = "60", .becomes = "IBC SecondFactorAuthenticationExitInterval",
      .help = "seconds allowed for login to finish after the second factor was given" },
    { .name = "TWOFA_DEVICE", MEMBER(twofa_device), .aliases = { "SECOND_FACTOR_DEVICE", "IBC_SecondFactorDevice" },
      .section = SECTION_SESSION, .initial = "", .objection = object_to_secret, .example = "IB Key",
      .becomes = "IBC SecondFactorDevice", .help = "which second-factor device to choose" },
    { .name = "RELOGIN_AFTER_TWOFA_TIMEOUT", MEMBER(relogin_after_twofa_timeout),
      .aliases = { "RELOGIN_AFTER_2FA_TIMEOUT", "IBC_ReloginAfterSecondFactorAuthenticationTimeout" },
      .section = SECTION_SESSION, .initial = "no", .example = "yes",
      .becomes = "IBC ReloginAfterSecondFactorAuthenticationTimeout",
      .help = "log in again after a second-factor timeout" },
    { .name = "TOTP_SECRET", MEMBER(totp_secret), .aliases = { "TOTP_KEY", "TWOFACTOR_CODE" },
      .section = SECTION_SESSION, .initial = "", .audience = AUDIENCE_SESSION_0, .objection = object_to_base32,
      .help = "base32 secret of the one-time codes, which are then typed by themselves" },
    { .name = "TOTP_SECRET_PAPER", MEMBER(totp_secret_paper), .section = SECTION_SESSION, .initial = "",
      .audience = AUDIENCE_SESSION_1, .objection = object_to_base32,
      .help = "the same for the paper account of both" },
    { .name = "AUTO_RESTART_TIME", MEMBER(auto_restart_time), .aliases = { "IBC_AutoRestartTime" },
      .section = SECTION_SESSION, .initial = "", .objection = object_to_twelve_hours, .example = "11:45 PM",
      .becomes = "IBC AutoRestartTime", .help = "daily restart, HH:MM AM or HH:MM PM; no second factor needed" },
    { .name = "AUTO_LOGOFF_TIME", MEMBER(auto_logoff_time), .aliases = { "IBC_AutoLogoffTime" },
      .section = SECTION_SESSION, .initial = "", .objection = object_to_twelve_hours, .example = "11:45 PM",
      .becomes = "IBC AutoLogoffTime", .help = "daily logoff, HH:MM AM or HH:MM PM" },
    { .name = "AUTO_LOGON_TIME", MEMBER(auto_logon_time), .section = SECTION_SESSION, .initial = "",
      .objection = object_to_twelve_hours, .example = "08:00 AM",
      .help = "when to log in again after AUTO_LOGOFF_TIME; empty: a minute later" },
    { .name = "COLD_RESTART_TIME", MEMBER(cold_restart_time),
      .aliases = { "TWS_COLD_RESTART", "IBC_ColdRestartTime" }, .section = SECTION_SESSION, .initial = "",
      .objection = object_to_twenty_four_hours, .example = "17:30", .becomes = "IBC ColdRestartTime",
      .help = "Sunday full restart, HH:MM; second factor needed" },
    { .name = "BYPASS_WARNING", MEMBER(bypass_warning), .section = SECTION_SESSION, .initial = "yes",
      .example = "yes", .becomes = "IBC BypassOrderPrecautions and the other Bypass keys",
      .help = "tick the API \"bypass\" precautions" },
    { .name = "SAVE_TWS_SETTINGS", MEMBER(save_settings), .aliases = { "IBC_SaveTwsSettingsAt" },
      .section = SECTION_SESSION, .initial = "Every 30 mins", .objection = object_to_save_schedule,
      .example = "Every 30 mins", .becomes = "IBC SaveTwsSettingsAt",
      .help = "when the gateway's settings are saved: \"Every N mins\", \"Every N hours\" or \"HH:MM HH:MM\"" },
    { .name = "EXISTING_SESSION_DETECTED_ACTION", MEMBER(existing_session_action),
      .aliases = { "IBC_ExistingSessionDetectedAction" }, .section = SECTION_SESSION, .initial = "primary",
      .choices = existing_session_actions, .example = "primary", .becomes = "IBC ExistingSessionDetectedAction",
      .help = "primary, primaryoverride, secondary or manual when the account is logged in elsewhere" },
    { .name = "DIALOG_ACTIONS", MEMBER(dialog_actions), .section = SECTION_SESSION, .initial = "",
      .objection = object_to_dialog_actions, .example = "Daily Tips=Close;Survey=No thanks",
      .help = "how to answer windows this version does not know: Title=Button, separated by semicolons" },
    { .name = "LOGIN_BUDGET", MEMBER(login_budget), .section = SECTION_SESSION, .initial = "5", .minimum = 1,
      .maximum = 60, .example = "5", .help = "login attempts in an hour; kept over restarts of the container" },
    { .name = "HEALTH_CLIENT_ID", MEMBER(health_client_id), .section = SECTION_SESSION, .initial = "999",
      .maximum = 2147483000, .example = "999",
      .help = "client number of the API that gatehouse itself uses to see whether the servers are connected; 0: none" },
    { .name = "STOP_GRACE", MEMBER(stop_grace), .section = SECTION_SESSION, .initial = "90", .minimum = 5, .maximum = 600,
      .example = "10",
      .help = "seconds the container is given to stop (stop_grace_period, --stop-timeout); below 90 a login with second factor is not kept" },
    { .name = "SESSION_HASTE", MEMBER(session_haste), .section = SECTION_SESSION, .initial = "1", .minimum = 1,
      .maximum = 100, .example = "1", .help = "divides the session's patience; for tests with the simulator" },
    { .name = "CUSTOM_CONFIG", MEMBER(custom_config), .section = SECTION_SESSION, .initial = "no", .example = "yes",
      .help = "yes: use the mounted IBC and jts.ini files untouched" },

    { .name = "JAVA_HEAP_SIZE", MEMBER(java_heap_size), .section = SECTION_JVM, .initial = "auto",
      .objection = object_to_heap_size, .example = "1024", .becomes = "java -Xmx",
      .help = "MiB, or with unit (2g); auto: from the container's memory limit" },
    { .name = "JAVA_OPTS", MEMBER(java_options), .aliases = { "CUSTOM_JVM_OPTS" }, .section = SECTION_JVM,
      .initial = "", .objection = object_to_options, .example = "-Xmx2g -XX:+UseG1GC",
      .becomes = "java options, after all others", .help = "further options of the JVM; they win over the defaults" },

    { .name = "VNC_PWD", MEMBER(vnc_password), .aliases = { "VNC_SERVER_PASSWORD" }, .section = SECTION_DISPLAY,
      .initial = "", .audience = AUDIENCE_VNC, .objection = object_to_secret, .becomes = "service x11vnc",
      .help = "VNC password; without it no VNC server is started; VNC itself uses the first 8 characters" },
    { .name = "VNC_SCREEN_DIMENSION", MEMBER(screen), .section = SECTION_DISPLAY, .initial = "1600x1200x16",
      .example = "1600x1200x16", .becomes = "service xvfb", .help = "screen size, WIDTHxHEIGHTxDEPTH" },
    { .name = "RDP_PWD", MEMBER(rdp_password), .aliases = { "PASSWD" }, .section = SECTION_DISPLAY, .initial = "",
      .audience = AUDIENCE_RDP, .objection = object_to_secret, .becomes = "service rdp",
      .help = "RDP password of the user ibuser, for the image of TWS; without it no RDP server is started" },
    { .name = "DISPLAY", MEMBER(display), .section = SECTION_DISPLAY, .initial = ":0", .example = ":0",
      .becomes = "service xvfb", .help = "X display number" },

    { .name = "ENABLE_SOCAT", MEMBER(relay_enabled), .section = SECTION_NETWORK, .initial = "yes", .example = "yes",
      .becomes = "service relay", .help = "forward the external API ports to the gateway's loopback port" },
    { .name = "RELAY_ALLOW", MEMBER(relay_allow), .section = SECTION_NETWORK, .initial = "",
      .objection = object_to_blocks, .example = "192.168.1.0/24,10.0.0.7", .becomes = "service relay",
      .help = "addresses and CIDR blocks that may connect to the API; empty: everybody who can reach the port" },
    { .name = "RELAY_MAX_CLIENTS", MEMBER(relay_max_clients), .section = SECTION_NETWORK, .initial = "32",
      .minimum = 1, .maximum = 10000, .example = "32", .becomes = "service relay",
      .help = "clients of the API at a time; the gateway itself takes 32" },
    { .name = "BIND_ADDRESS", MEMBER(bind_address), .section = SECTION_NETWORK, .initial = "0.0.0.0",
      .objection = object_to_address, .example = "127.0.0.1", .becomes = "services relay, x11vnc and web",
      .help = "address that the API, VNC and the status page listen on" },

    { .name = "SSH_TUNNEL", MEMBER(ssh_tunnel), .section = SECTION_SSH, .initial = "", .choices = ssh_tunnels,
      .example = "yes", .becomes = "service tunnel",
      .help = "yes: tunnel only, relay off; both: tunnel and relay; empty or no: relay only" },
    { .name = "SSH_USER_TUNNEL", MEMBER(ssh_user_tunnel), .section = SECTION_SSH, .initial = "",
      .objection = object_to_ssh_targets, .example = "trader@client.example:2222", .becomes = "service tunnel",
      .help = "user@host or user@host:port where the API shall appear; several separated by commas" },
    { .name = "SSH_REMOTE_PORT", MEMBER(ssh_remote_port), .section = SECTION_SSH, .initial = "",
      .objection = object_to_ssh_ports, .example = "127.0.0.1:4001", .becomes = "ssh -R",
      .help = "port, or ADDR:PORT, that appears there; one for each tunnel; empty: the API's own port" },
    { .name = "SSH_VNC_PORT", MEMBER(ssh_vnc_port), .section = SECTION_SSH, .initial = "",
      .objection = object_to_ssh_ports, .example = "5900", .becomes = "ssh -R",
      .help = "port that appears there for VNC" },
    { .name = "SSH_RDP_PORT", MEMBER(ssh_rdp_port), .section = SECTION_SSH, .initial = "",
      .objection = object_to_ssh_ports, .example = "3389", .becomes = "ssh -R",
      .help = "port that appears there for RDP" },
    { .name = "SSH_PASSPHRASE", MEMBER(ssh_passphrase), .section = SECTION_SSH, .initial = "",
      .audience = AUDIENCE_TUNNEL, .objection = object_to_secret, .becomes = "service tunnel",
      .help = "passphrase of the key; a key without one works too" },
    { .name = "SSH_OPTIONS", MEMBER(ssh_options), .section = SECTION_SSH, .initial = "",
      .objection = ssh_options_objection, .example = "-o ProxyCommand='ssh bastion nc %h %p'",
      .becomes = "service tunnel", .help = "further options of ssh, split as a shell would" },
    { .name = "SSH_ALIVE_INTERVAL", MEMBER(ssh_alive_interval), .section = SECTION_SSH, .initial = "20", .minimum = 1,
      .maximum = 3600, .example = "20", .becomes = "ssh ServerAliveInterval",
      .help = "ServerAliveInterval, in seconds" },
    { .name = "SSH_ALIVE_COUNT", MEMBER(ssh_alive_count), .section = SECTION_SSH, .initial = "3", .minimum = 1,
      .maximum = 100, .example = "3", .becomes = "ssh ServerAliveCountMax", .help = "ServerAliveCountMax" },
    { .name = "SSH_RESTART", MEMBER(ssh_restart), .section = SECTION_SSH, .initial = "5", .minimum = 1,
      .maximum = 3600, .example = "5", .becomes = "service tunnel",
      .help = "seconds before a lost tunnel is dialled again" },
    { .name = "SSH_DIR", MEMBER(ssh_dir), .section = SECTION_SSH, .initial = "/home/ibuser/.ssh",
      .objection = object_to_path, .example = "/home/ibuser/.ssh", .becomes = "service tunnel",
      .help = "where keys and known_hosts are mounted" },
    { .name = "SSH_AUTH_SOCK", MEMBER(ssh_auth_sock), .section = SECTION_SSH, .initial = "",
      .objection = object_to_path, .example = "/run/ssh-agent.sock", .becomes = "service tunnel",
      .help = "socket of an ssh agent that is mounted, to use its keys" },

    { .name = "SUPERVISORD_UI_PORT", MEMBER(ui_port), .section = SECTION_PAGE, .initial = "", .minimum = 1,
      .maximum = 65535, .example = "9001", .becomes = "service web",
      .help = "port of the status page; empty: no page" },
    { .name = "SUPERVISORD_UI_USER", MEMBER(ui_user), .section = SECTION_PAGE, .initial = "",
      .audience = AUDIENCE_WEB, .objection = object_to_secret, .example = "admin", .becomes = "service web",
      .help = "user name asked for by the status page; with SUPERVISORD_UI_PASS" },
    { .name = "SUPERVISORD_UI_PASS", MEMBER(ui_password), .section = SECTION_PAGE, .initial = "",
      .audience = AUDIENCE_WEB, .objection = object_to_secret, .becomes = "service web",
      .help = "password asked for by the status page; with SUPERVISORD_UI_USER" },

    { .name = "LOG_FORMAT", MEMBER(log_format), .section = SECTION_EVENTS, .initial = "text", .choices = log_formats,
      .example = "json", .becomes = "service logger", .help = "form of the lines on standard output: text or json" },
    { .name = "NOTIFY_URL", MEMBER(notify_url), .section = SECTION_EVENTS, .initial = "", .audience = AUDIENCE_NOTIFY,
      .objection = object_to_url,
      .help = "where to POST a JSON object when a human is needed, and on other changes of the session" },
    { .name = "NOTIFY_COMMAND", MEMBER(notify_command), .section = SECTION_EVENTS, .initial = "",
      .objection = object_to_path, .example = "/data/notify",
      .help = "program to run on the same occasions, with the JSON object on its standard input" },
    { .name = "NOTIFY_CA", MEMBER(notify_ca), .section = SECTION_EVENTS, .initial = "", .objection = object_to_path,
      .example = "/data/ca.pem", .help = "certificates to trust for NOTIFY_URL instead of the system's" },
    { .name = "START_SCRIPTS", MEMBER(start_scripts), .section = SECTION_EVENTS, .initial = "",
      .objection = object_to_path, .example = "/data/start.d",
      .help = "folder of programs to run before everything else" },
    { .name = "X_SCRIPTS", MEMBER(x_scripts), .section = SECTION_EVENTS, .initial = "", .objection = object_to_path,
      .example = "/data/x.d", .help = "folder of programs to run once the display is there" },
    { .name = "IBC_SCRIPTS", MEMBER(ibc_scripts), .section = SECTION_EVENTS, .initial = "",
      .objection = object_to_path, .example = "/data/ibc.d",
      .help = "folder of programs to run before the gateway is started" },
    { .name = "HOOK_FAILURE", MEMBER(hook_failure), .section = SECTION_EVENTS, .initial = "stop",
      .choices = hook_failures, .example = "continue",
      .help = "what follows when such a program fails: stop (what comes after it is not started) or continue" },
    { .name = "PROGRAMS_DIR", MEMBER(programs_dir), .section = SECTION_EVENTS, .initial = "",
      .objection = object_to_path, .example = "/etc/gatehouse/programs.d",
      .help = "folder of files with [program:NAME] sections to run beside the gateway" },

    { .name = "PROGRAM", MEMBER(program), .aliases = { "GATEWAY_OR_TWS" }, .section = SECTION_PATHS,
      .initial = "gateway", .choices = programs, .example = "gateway", .help = "gateway or tws; the images set it" },
    { .name = "GATEWAY_PATH", MEMBER(gateway_path), .section = SECTION_PATHS, .initial = "/opt/Jts",
      .objection = object_to_path, .example = "/opt/Jts",
      .help = "where the gateway is installed: holds ibgateway/VERSION or VERSION" },
    { .name = "GATEWAY_VERSION", MEMBER(gateway_version), .section = SECTION_PATHS, .initial = "",
      .objection = object_to_control_characters, .example = "1045",
      .help = "folder of the version to start; empty: the only one there is" },
    { .name = "JAVA_HOME", MEMBER(java_home), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/usr/lib/jvm/default-java",
      .help = "Java to start the gateway with; empty: the gateway's own, else the system's" },
    { .name = "IBC_PATH", MEMBER(ibc_path), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/opt/ibc", .help = "where IBC is installed: holds IBC.jar; empty: /opt/ibc if it does" },
    { .name = "DATA_DIR", MEMBER(data_dir), .section = SECTION_PATHS, .initial = "/data", .objection = object_to_path,
      .example = "/data", .becomes = "HOME of every service",
      .help = "what must survive: settings of the gateway, state, logs" },
    { .name = "RUN_DIR", MEMBER(run_dir), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/run/gatehouse",
      .help = "sockets and state while running; empty: /run/gatehouse, else a private folder" },
    { .name = "LOG_DIR", MEMBER(log_dir), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/data/log", .becomes = "service logger", .help = "log files; empty: DATA_DIR/log" },
};

const size_t settings_count = ARRAY_LENGTH(settings);

_Static_assert(ARRAY_LENGTH(settings) <= SETTING_LIMIT, "struct config::values is too small");
