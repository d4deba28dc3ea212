/* SPDX-License-Identifier: MIT
 *
 * The table. A name or default in it is a promise to users: see README.md, "Settings".
 */
#include "config/settings.h"

#include "base/cidr.h"
#include "base/macros.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
static const char *const programs[] = { [PROGRAM_GATEWAY] = "gateway", [PROGRAM_TWS] = "tws", NULL };

static const char *object_to_time_zone(const char *value)
{
    char path[256];
    struct stat about;
    if (value[0] == '/' || text_contains_ignoring_case(value, "..")) return "is not a name of the time zone database";
    text_print(path, "/usr/share/zoneinfo/%s", value);
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode)) return NULL;
    return "is not a name of the time zone database (or the package tzdata is missing)";
}

static const char *object_to_address(const char *value)
{
    struct in6_addr address;
    if (inet_pton(AF_INET, value, &address) == 1 || inet_pton(AF_INET6, value, &address) == 1) return NULL;
    return "is not an IPv4 or IPv6 address";
}

/* The sentence stays valid until the next call. */
static const char *object_to_blocks(const char *value)
{
    static char why[256];
    struct cidr_list list;
    return cidr_list_parse(value, &list, why, sizeof why) ? NULL : why;
}

static const char *object_to_control_characters(const char *value)
{
    for (; *value; value++)
        if ((unsigned char) *value < 0x20 || *value == 0x7f) return "holds a control character";
    return NULL;
}

static const char *object_to_path(const char *value)
{
    return value[0] == '/' ? object_to_control_characters(value) : "is not an absolute path";
}

static const char *object_to_base32(const char *value)
{
    size_t digits = 0;
    for (; *value; value++) {
        bool is_digit = (*value >= 'A' && *value <= 'Z') || (*value >= 'a' && *value <= 'z') || (*value >= '2' && *value <= '7');
        if (!is_digit && *value != ' ' && *value != '=') return "is not base32: letters and the digits 2 to 7";
        digits += is_digit;
    }
    return digits >= 16 ? NULL : "is shorter than 16 characters of base32";
}

static bool is_clock(const char *value, int first_hour, int last_hour, size_t *length)
{
    int hour = -1, minute = -1, end = 0;
    if (sscanf(value, "%2d:%2d%n", &hour, &minute, &end) != 2 || !end) return false;
    *length = (size_t) end;
    bool is_two_digits = value[end - 3] == ':' && strspn(value, "0123456789:") == *length;
    return is_two_digits && hour >= first_hour && hour <= last_hour && minute >= 0 && minute <= 59;
}

static const char *object_to_twelve_hours(const char *value)
{
    size_t length = 0;
    if (!is_clock(value, 1, 12, &length)) return "is not HH:MM AM or HH:MM PM";
    bool ends_well = text_equal_ignoring_case(value + length, " AM") || text_equal_ignoring_case(value + length, " PM");
    return ends_well ? NULL : "is not HH:MM AM or HH:MM PM";
}

static const char *object_to_twenty_four_hours(const char *value)
{
    size_t length = 0;
    return is_clock(value, 0, 23, &length) && !value[length] ? NULL : "is not HH:MM from 00:00 to 23:59";
}

static const char *object_to_dialog_actions(const char *value)
{
    while (*value) {
        size_t length = strcspn(value, ";");
        const char *equals = memchr(value, '=', length);
        if (length && (!equals || equals == value || equals + 1 == value + length)) return "is not Title=Button;Title=Button";
        value += length + (value[length] == ';');
    }
    return object_to_control_characters(value);
}

static const char *object_to_heap_size(const char *value)
{
    char *end = NULL;
    if (text_equal_ignoring_case(value, "auto")) return NULL;
    long number = value[0] >= '1' && value[0] <= '9' ? strtol(value, &end, 10) : 0;
    if (number < 1 || number > 1048576) return "is neither auto nor a number of MiB";
    if (!*end || (strchr("mMgGkK", *end) && !end[1])) return NULL;
    return "is neither auto, nor a number of MiB, nor a number with k, m or g";
}

static const char *object_to_url(const char *value)
{
    bool is_http = text_starts_with(value, "http://") || text_starts_with(value, "https://");
    return is_http ? object_to_control_characters(value) : "begins with neither http:// nor https://";
}

const struct setting settings[] = {
    { .name = "PUID", MEMBER(puid), .section = SECTION_BASIC, .initial = "1000", .minimum = 0, .maximum = 2147483646,
      .example = "1000", .help = "user id everything runs as when started as root" },
    { .name = "PGID", MEMBER(pgid), .section = SECTION_BASIC, .initial = "1000", .minimum = 0, .maximum = 2147483646,
      .example = "1000", .help = "group id everything runs as when started as root" },
    { .name = "TZ", MEMBER(time_zone), .aliases = { "TIME_ZONE" }, .section = SECTION_BASIC,
      .initial = "America/New_York", .objection = object_to_time_zone, .example = "Europe/Berlin",
      .help = "time zone of the container, the JVM and the login" },
    { .name = "TRADING_MODE", MEMBER(trading_mode), .section = SECTION_BASIC, .initial = "paper",
      .choices = trading_modes, .example = "paper", .help = "paper, live, or both (two sessions in one container)" },
    { .name = "IB_USER", MEMBER(user), .aliases = { "TWS_USERID" }, .section = SECTION_BASIC, .initial = "",
      .required = true, .audience = AUDIENCE_SESSION_0, .objection = object_to_control_characters,
      .example = "jdoe123", .help = "account's user name" },
    { .name = "IB_PASSWORD", MEMBER(password), .aliases = { "TWS_PASSWORD" }, .section = SECTION_BASIC,
      .initial = "", .required = true, .audience = AUDIENCE_SESSION_0, .objection = object_to_control_characters,
      .help = "account's password; better as IB_PASSWORD_FILE" },
    { .name = "IB_USER_PAPER", MEMBER(user_paper), .aliases = { "TWS_USERID_PAPER" }, .section = SECTION_BASIC,
      .initial = "", .audience = AUDIENCE_SESSION_1, .objection = object_to_control_characters,
      .example = "jdoe456", .help = "user name of the paper account, for TRADING_MODE=both" },
    { .name = "IB_PASSWORD_PAPER", MEMBER(password_paper), .aliases = { "TWS_PASSWORD_PAPER" },
      .section = SECTION_BASIC, .initial = "", .audience = AUDIENCE_SESSION_1,
      .objection = object_to_control_characters, .help = "password of the paper account, for TRADING_MODE=both" },

    { .name = "SESSION_DRIVER", MEMBER(session_driver), .section = SECTION_SESSION, .initial = "auto",
      .choices = session_drivers, .example = "native",
      .help = "who types the login and answers windows: ibc, native, or auto (ibc where IBC is installed)" },
    { .name = "READ_ONLY_API", MEMBER(read_only_api), .section = SECTION_SESSION, .initial = "no", .example = "no",
      .help = "yes: clients of the API may look but not trade; set in the program after each login" },
    { .name = "TWOFA_TIMEOUT_ACTION", MEMBER(twofa_timeout_action), .section = SECTION_SESSION, .initial = "exit",
      .choices = twofa_timeout_actions, .example = "restart",
      .help = "exit or restart when the second factor is not given in time" },
    { .name = "TWOFA_EXIT_INTERVAL", MEMBER(twofa_exit_interval), .section = SECTION_SESSION, .initial = "60",
      .minimum = 1, .maximum = 3600, .example = "60",
      .help = "seconds allowed for login to finish after the second factor was given" },
    { .name = "TWOFA_DEVICE", MEMBER(twofa_device), .aliases = { "SECOND_FACTOR_DEVICE" }, .section = SECTION_SESSION,
      .initial = "", .objection = object_to_control_characters, .example = "IB Key",
      .help = "which second-factor device to choose" },
    { .name = "RELOGIN_AFTER_TWOFA_TIMEOUT", MEMBER(relogin_after_twofa_timeout), .section = SECTION_SESSION,
      .initial = "no", .example = "yes", .help = "log in again after a second-factor timeout" },
    { .name = "TOTP_SECRET", MEMBER(totp_secret), .section = SECTION_SESSION, .initial = "",
      .audience = AUDIENCE_SESSION_0, .objection = object_to_base32,
      .help = "base32 secret of the one-time codes, which are then typed by themselves" },
    { .name = "TOTP_SECRET_PAPER", MEMBER(totp_secret_paper), .section = SECTION_SESSION, .initial = "",
      .audience = AUDIENCE_SESSION_1, .objection = object_to_base32, .help = "the same for the paper account of both" },
    { .name = "AUTO_RESTART_TIME", MEMBER(auto_restart_time), .section = SECTION_SESSION, .initial = "",
      .objection = object_to_twelve_hours, .example = "11:45 PM",
      .help = "daily restart, HH:MM AM or HH:MM PM; no second factor needed" },
    { .name = "AUTO_LOGOFF_TIME", MEMBER(auto_logoff_time), .section = SECTION_SESSION, .initial = "",
      .objection = object_to_twelve_hours, .example = "11:45 PM", .help = "daily logoff, HH:MM AM or HH:MM PM" },
    { .name = "COLD_RESTART_TIME", MEMBER(cold_restart_time), .aliases = { "TWS_COLD_RESTART" },
      .section = SECTION_SESSION, .initial = "", .objection = object_to_twenty_four_hours, .example = "17:30",
      .help = "Sunday full restart, HH:MM; second factor needed" },
    { .name = "BYPASS_WARNING", MEMBER(bypass_warning), .section = SECTION_SESSION, .initial = "yes", .example = "yes",
      .help = "tick the API \"bypass\" precautions" },
    { .name = "SAVE_TWS_SETTINGS", MEMBER(save_settings), .section = SECTION_SESSION, .initial = "Every 30 mins",
      .objection = object_to_control_characters, .example = "Every 30 mins",
      .help = "when the gateway's settings are saved: \"Every N mins\", \"Every N hours\" or \"HH:MM HH:MM\"" },
    { .name = "EXISTING_SESSION_DETECTED_ACTION", MEMBER(existing_session_action), .section = SECTION_SESSION,
      .initial = "primary", .choices = existing_session_actions, .example = "primary",
      .help = "primary, primaryoverride, secondary or manual when the account is logged in elsewhere" },
    { .name = "DIALOG_ACTIONS", MEMBER(dialog_actions), .section = SECTION_SESSION, .initial = "",
      .objection = object_to_dialog_actions, .example = "Daily Tips=Close;Survey=No thanks",
      .help = "how to answer windows this version does not know: Title=Button, separated by semicolons" },
    { .name = "LOGIN_BUDGET", MEMBER(login_budget), .section = SECTION_SESSION, .initial = "5", .minimum = 1,
      .maximum = 60, .example = "5", .help = "login attempts in an hour; kept over restarts of the container" },
    { .name = "CUSTOM_CONFIG", MEMBER(custom_config), .section = SECTION_SESSION, .initial = "no", .example = "yes",
      .help = "yes: use the mounted IBC and jts.ini files untouched" },

    { .name = "JAVA_HEAP_SIZE", MEMBER(java_heap_size), .section = SECTION_JVM, .initial = "auto",
      .objection = object_to_heap_size, .example = "1024",
      .help = "MiB, or with unit (2g); auto: from the container's memory limit" },
    { .name = "JAVA_OPTS", MEMBER(java_options), .section = SECTION_JVM, .initial = "",
      .objection = object_to_control_characters, .example = "-Xmx2g -XX:+UseG1GC",
      .help = "further options of the JVM; they win over the defaults" },

    { .name = "VNC_PWD", MEMBER(vnc_password), .aliases = { "VNC_SERVER_PASSWORD" }, .section = SECTION_DISPLAY,
      .initial = "", .audience = AUDIENCE_VNC, .objection = object_to_control_characters,
      .help = "VNC password; without it no VNC server is started; VNC itself uses the first 8 characters" },
    { .name = "VNC_SCREEN_DIMENSION", MEMBER(screen), .section = SECTION_DISPLAY, .initial = "1600x1200x16",
      .example = "1600x1200x16", .help = "screen size, WIDTHxHEIGHTxDEPTH" },
    { .name = "RDP_PWD", MEMBER(rdp_password), .section = SECTION_DISPLAY, .initial = "", .audience = AUDIENCE_RDP,
      .objection = object_to_control_characters,
      .help = "RDP password, for the image of TWS; without it no RDP server is started" },
    { .name = "DISPLAY", MEMBER(display), .section = SECTION_DISPLAY, .initial = ":0", .example = ":0",
      .help = "X display number" },

    { .name = "ENABLE_SOCAT", MEMBER(relay_enabled), .section = SECTION_NETWORK, .initial = "yes", .example = "yes",
      .help = "forward the external API ports to the gateway's loopback port" },
    { .name = "RELAY_ALLOW", MEMBER(relay_allow), .section = SECTION_NETWORK, .initial = "",
      .objection = object_to_blocks, .example = "192.168.1.0/24,10.0.0.7",
      .help = "addresses and CIDR blocks that may connect to the API; empty: everybody who can reach the port" },
    { .name = "RELAY_MAX_CLIENTS", MEMBER(relay_max_clients), .section = SECTION_NETWORK, .initial = "32", .minimum = 1,
      .maximum = 10000, .example = "32", .help = "clients of the API at a time; the gateway itself takes 32" },
    { .name = "BIND_ADDRESS", MEMBER(bind_address), .section = SECTION_NETWORK, .initial = "0.0.0.0",
      .objection = object_to_address, .example = "127.0.0.1",
      .help = "address that the API, VNC and the status page listen on" },

    { .name = "SSH_TUNNEL", MEMBER(ssh_tunnel), .section = SECTION_SSH, .initial = "no", .choices = ssh_tunnels,
      .example = "yes", .help = "yes: tunnel only, relay off; both: tunnel and relay; empty or no: relay only" },
    { .name = "SSH_USER_TUNNEL", MEMBER(ssh_user_tunnel), .section = SECTION_SSH, .initial = "",
      .objection = object_to_control_characters, .example = "trader@client.example:2222",
      .help = "user@host or user@host:port where the API shall appear; several separated by commas" },
    { .name = "SSH_REMOTE_PORT", MEMBER(ssh_remote_port), .section = SECTION_SSH, .initial = "",
      .objection = object_to_control_characters, .example = "127.0.0.1:4001",
      .help = "port, or ADDR:PORT, that appears there; one for each tunnel; empty: the API's own port" },
    { .name = "SSH_VNC_PORT", MEMBER(ssh_vnc_port), .section = SECTION_SSH, .initial = "",
      .objection = object_to_control_characters, .example = "5900", .help = "port that appears there for VNC" },
    { .name = "SSH_RDP_PORT", MEMBER(ssh_rdp_port), .section = SECTION_SSH, .initial = "",
      .objection = object_to_control_characters, .example = "3389", .help = "port that appears there for RDP" },
    { .name = "SSH_PASSPHRASE", MEMBER(ssh_passphrase), .section = SECTION_SSH, .initial = "",
      .audience = AUDIENCE_TUNNEL, .objection = object_to_control_characters,
      .help = "passphrase of the key; a key without one works too" },
    { .name = "SSH_OPTIONS", MEMBER(ssh_options), .section = SECTION_SSH, .initial = "",
      .objection = object_to_control_characters, .example = "-o ProxyCommand='ssh bastion nc %h %p'",
      .help = "further options of ssh, split as a shell would" },
    { .name = "SSH_ALIVE_INTERVAL", MEMBER(ssh_alive_interval), .section = SECTION_SSH, .initial = "20", .minimum = 1,
      .maximum = 3600, .example = "20", .help = "ServerAliveInterval, in seconds" },
    { .name = "SSH_ALIVE_COUNT", MEMBER(ssh_alive_count), .section = SECTION_SSH, .initial = "3", .minimum = 1,
      .maximum = 100, .example = "3", .help = "ServerAliveCountMax" },
    { .name = "SSH_RESTART", MEMBER(ssh_restart), .section = SECTION_SSH, .initial = "5", .minimum = 1,
      .maximum = 3600, .example = "5", .help = "seconds before a lost tunnel is dialled again" },
    { .name = "SSH_DIR", MEMBER(ssh_dir), .section = SECTION_SSH, .initial = "/home/ibuser/.ssh",
      .objection = object_to_path, .example = "/home/ibuser/.ssh", .help = "where keys and known_hosts are mounted" },

    { .name = "SUPERVISORD_UI_PORT", MEMBER(ui_port), .section = SECTION_PAGE, .initial = "", .minimum = 1,
      .maximum = 65535, .example = "9001", .help = "port of the status page; empty: no page" },
    { .name = "SUPERVISORD_UI_USER", MEMBER(ui_user), .section = SECTION_PAGE, .initial = "",
      .audience = AUDIENCE_WEB, .objection = object_to_control_characters, .example = "admin",
      .help = "user name asked for by the status page; with SUPERVISORD_UI_PASS" },
    { .name = "SUPERVISORD_UI_PASS", MEMBER(ui_password), .section = SECTION_PAGE, .initial = "",
      .audience = AUDIENCE_WEB, .objection = object_to_control_characters,
      .help = "password asked for by the status page; with SUPERVISORD_UI_USER" },

    { .name = "LOG_FORMAT", MEMBER(log_format), .section = SECTION_EVENTS, .initial = "text", .choices = log_formats,
      .example = "json", .help = "form of the lines on standard output: text or json" },
    { .name = "NOTIFY_URL", MEMBER(notify_url), .section = SECTION_EVENTS, .initial = "", .audience = AUDIENCE_NOTIFY,
      .objection = object_to_url,
      .help = "where to POST a JSON object when a human is needed, and on other changes of the session" },
    { .name = "NOTIFY_COMMAND", MEMBER(notify_command), .section = SECTION_EVENTS, .initial = "",
      .objection = object_to_path, .example = "/data/notify",
      .help = "program to run on the same occasions, with the JSON object on its standard input" },
    { .name = "START_SCRIPTS", MEMBER(start_scripts), .section = SECTION_EVENTS, .initial = "",
      .objection = object_to_path, .example = "/data/start.d", .help = "folder of programs to run before everything else" },
    { .name = "X_SCRIPTS", MEMBER(x_scripts), .section = SECTION_EVENTS, .initial = "", .objection = object_to_path,
      .example = "/data/x.d", .help = "folder of programs to run once the display is there" },
    { .name = "IBC_SCRIPTS", MEMBER(ibc_scripts), .section = SECTION_EVENTS, .initial = "", .objection = object_to_path,
      .example = "/data/ibc.d", .help = "folder of programs to run before the gateway is started" },
    { .name = "PROGRAMS_DIR", MEMBER(programs_dir), .section = SECTION_EVENTS, .initial = "", .objection = object_to_path,
      .example = "/etc/gatehouse/programs.d", .help = "folder of files with [program:NAME] sections to run beside the gateway" },

    { .name = "PROGRAM", MEMBER(program), .section = SECTION_PATHS, .initial = "gateway", .choices = programs,
      .example = "gateway", .help = "gateway or tws; the images set it" },
    { .name = "GATEWAY_PATH", MEMBER(gateway_path), .section = SECTION_PATHS, .initial = "/opt/Jts",
      .objection = object_to_path, .example = "/opt/Jts",
      .help = "where the gateway is installed: holds ibgateway/VERSION or VERSION" },
    { .name = "GATEWAY_VERSION", MEMBER(gateway_version), .section = SECTION_PATHS, .initial = "",
      .objection = object_to_control_characters, .example = "1045",
      .help = "folder of the version to start; empty: the only one there is" },
    { .name = "JAVA_HOME", MEMBER(java_home), .section = SECTION_PATHS, .initial = "",
      .objection = object_to_path, .example = "/usr/lib/jvm/default-java",
      .help = "Java to start the gateway with; empty: the gateway's own, else the system's" },
    { .name = "IBC_PATH", MEMBER(ibc_path), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/opt/ibc", .help = "where IBC is installed: holds IBC.jar; empty: /opt/ibc if it does" },
    { .name = "DATA_DIR", MEMBER(data_dir), .section = SECTION_PATHS, .initial = "/data",
      .objection = object_to_path, .example = "/data", .help = "what must survive: settings of the gateway, state, logs" },
    { .name = "RUN_DIR", MEMBER(run_dir), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/run/gatehouse", .help = "sockets and state while running; empty: /run/gatehouse, else a private folder" },
    { .name = "LOG_DIR", MEMBER(log_dir), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/data/log", .help = "log files; empty: DATA_DIR/log" },
};

const size_t settings_count = ARRAY_LENGTH(settings);

const char *const settings_not_yet[] = {
    "SESSION_DRIVER",
    "TWOFA_TIMEOUT_ACTION",
    "TWOFA_EXIT_INTERVAL",
    "TWOFA_DEVICE", "SECOND_FACTOR_DEVICE",
    "RELOGIN_AFTER_TWOFA_TIMEOUT",
    "TOTP_SECRET", "TOTP_SECRET_PAPER",
    "AUTO_RESTART_TIME",
    "AUTO_LOGOFF_TIME",
    "COLD_RESTART_TIME", "TWS_COLD_RESTART",
    "BYPASS_WARNING",
    "SAVE_TWS_SETTINGS",
    "EXISTING_SESSION_DETECTED_ACTION",
    "DIALOG_ACTIONS",
    "LOGIN_BUDGET",
    "CUSTOM_CONFIG",
    "JAVA_HEAP_SIZE",
    "JAVA_OPTS",
    "RDP_PWD",
    "SSH_TUNNEL", "SSH_USER_TUNNEL", "SSH_REMOTE_PORT", "SSH_VNC_PORT", "SSH_RDP_PORT", "SSH_PASSPHRASE",
    "SSH_OPTIONS", "SSH_ALIVE_INTERVAL", "SSH_ALIVE_COUNT", "SSH_RESTART", "SSH_DIR",
    "LOG_FORMAT",
    "NOTIFY_URL", "NOTIFY_COMMAND",
    "START_SCRIPTS", "X_SCRIPTS", "IBC_SCRIPTS",
    "PROGRAMS_DIR",
    "IBC_",
    NULL
};

_Static_assert(ARRAY_LENGTH(settings) <= SETTING_LIMIT, "struct config::values is too small");
