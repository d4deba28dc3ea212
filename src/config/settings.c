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
#include <sys/stat.h>

/* The kind follows from the member's type: a type without a kind does not compile. */
#define KIND_OF(value) \
    _Generic((value), \
        const char *: KIND_TEXT, \
        int: KIND_NUMBER, \
        bool: KIND_YES_NO, \
        unsigned: KIND_CHOICE, \
        struct screen_size: KIND_SCREEN, \
        struct display_number: KIND_DISPLAY)
#define MEMBER(member) .offset = offsetof(struct config, member), .kind = KIND_OF(((struct config *) 0)->member)

static const char *const trading_modes[] = {
    [TRADING_PAPER] = "paper", [TRADING_LIVE] = "live", [TRADING_BOTH] = "both", NULL
};
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

    { .name = "READ_ONLY_API", MEMBER(read_only_api), .section = SECTION_SESSION, .initial = "no", .example = "no",
      .help = "yes: clients of the API may look but not trade; set in the program after each login" },

    { .name = "VNC_PWD", MEMBER(vnc_password), .aliases = { "VNC_SERVER_PASSWORD" }, .section = SECTION_DISPLAY,
      .initial = "", .audience = AUDIENCE_VNC, .objection = object_to_control_characters,
      .help = "VNC password; without it no VNC server is started; VNC itself uses the first 8 characters" },
    { .name = "VNC_SCREEN_DIMENSION", MEMBER(screen), .section = SECTION_DISPLAY, .initial = "1600x1200x16",
      .example = "1600x1200x16", .help = "screen size, WIDTHxHEIGHTxDEPTH" },
    { .name = "DISPLAY", MEMBER(display), .section = SECTION_DISPLAY, .initial = ":0", .example = ":0",
      .help = "X display number" },

    { .name = "ENABLE_SOCAT", MEMBER(relay_enabled), .section = SECTION_NETWORK, .initial = "yes", .example = "yes",
      .help = "forward the external API ports to the gateway's loopback port" },
    { .name = "RELAY_ALLOW", MEMBER(relay_allow), .section = SECTION_NETWORK, .initial = "",
      .objection = object_to_blocks, .example = "192.168.1.0/24,10.0.0.7",
      .help = "addresses and CIDR blocks that may connect to the API; empty: everybody who can reach the port" },
    { .name = "BIND_ADDRESS", MEMBER(bind_address), .section = SECTION_NETWORK, .initial = "0.0.0.0",
      .objection = object_to_address, .example = "127.0.0.1",
      .help = "address that the API, VNC and the status page listen on" },

    { .name = "SUPERVISORD_UI_PORT", MEMBER(ui_port), .section = SECTION_PAGE, .initial = "", .minimum = 1,
      .maximum = 65535, .example = "9001", .help = "port of the status page; empty: no page" },
    { .name = "SUPERVISORD_UI_USER", MEMBER(ui_user), .section = SECTION_PAGE, .initial = "",
      .audience = AUDIENCE_WEB, .objection = object_to_control_characters, .example = "admin",
      .help = "user name asked for by the status page; with SUPERVISORD_UI_PASS" },
    { .name = "SUPERVISORD_UI_PASS", MEMBER(ui_password), .section = SECTION_PAGE, .initial = "",
      .audience = AUDIENCE_WEB, .objection = object_to_control_characters,
      .help = "password asked for by the status page; with SUPERVISORD_UI_USER" },

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
    { .name = "DATA_DIR", MEMBER(data_dir), .section = SECTION_PATHS, .initial = "/data",
      .objection = object_to_path, .example = "/data", .help = "what must survive: settings of the gateway, state, logs" },
    { .name = "RUN_DIR", MEMBER(run_dir), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/run/gatehouse", .help = "sockets and state while running; empty: /run/gatehouse, else a private folder" },
    { .name = "LOG_DIR", MEMBER(log_dir), .section = SECTION_PATHS, .initial = "", .objection = object_to_path,
      .example = "/data/log", .help = "log files; empty: DATA_DIR/log" },
};

const size_t settings_count = ARRAY_LENGTH(settings);

const char *const settings_not_yet[] = {
    "TWOFA_TIMEOUT_ACTION", "TWOFA_EXIT_INTERVAL", "TWOFA_DEVICE", "SECOND_FACTOR_DEVICE", "RELOGIN_AFTER_TWOFA_TIMEOUT",
    "AUTO_RESTART_TIME", "AUTO_LOGOFF_TIME", "COLD_RESTART_TIME", "TWS_COLD_RESTART", "BYPASS_WARNING",
    "SAVE_TWS_SETTINGS", "EXISTING_SESSION_DETECTED_ACTION", "CUSTOM_CONFIG", "JAVA_HEAP_SIZE", "JAVA_OPTS", "SSH_TUNNEL",
    "SSH_USER_TUNNEL", "SSH_REMOTE_PORT", "SSH_VNC_PORT", "SSH_RDP_PORT", "SSH_PASSPHRASE", "SSH_OPTIONS",
    "SSH_ALIVE_INTERVAL", "SSH_ALIVE_COUNT", "SSH_RESTART", "IBC_", NULL
};

_Static_assert(ARRAY_LENGTH(settings) <= SETTING_LIMIT, "struct config::values is too small");
