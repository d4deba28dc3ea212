/* SPDX-License-Identifier: MIT
 *
 * The one table of what a user may set, and the struct it fills. Everything that needs a name, a default, a range or a
 * word of help of a setting takes it from here.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trading_mode { TRADING_PAPER, TRADING_LIVE, TRADING_BOTH };
enum program { PROGRAM_GATEWAY, PROGRAM_TWS };
enum session_driver { SESSION_DRIVER_AUTO, SESSION_DRIVER_IBC, SESSION_DRIVER_NATIVE };
enum twofa_timeout_action { TWOFA_TIMEOUT_EXIT, TWOFA_TIMEOUT_RESTART };
enum existing_session_action {
    EXISTING_SESSION_PRIMARY,
    EXISTING_SESSION_PRIMARY_OVERRIDE,
    EXISTING_SESSION_SECONDARY,
    EXISTING_SESSION_MANUAL
};
enum ssh_tunnel { SSH_TUNNEL_NONE, SSH_TUNNEL_YES, SSH_TUNNEL_BOTH };
enum hook_failure { HOOK_FAILURE_STOP, HOOK_FAILURE_CONTINUE };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

struct screen_size {
    int width, height, depth;
};

struct display_number {
    int number;
};

/* Minutes since midnight; -1: not given. */
struct time_of_day {
    int minutes;
};

enum { SETTING_LIMIT = 96, SETTING_ALIASES = 6 };

/* The settings as their types; a text that was not given is "". */
struct config {
    int puid, pgid;
    const char *time_zone;
    enum trading_mode trading_mode;
    enum program program;
    const char *user, *password, *user_paper, *password_paper;
    enum session_driver session_driver;
    bool read_only_api;
    enum twofa_timeout_action twofa_timeout_action;
    int twofa_exit_interval; /* seconds */
    const char *twofa_device;
    bool relogin_after_twofa_timeout;
    const char *totp_secret, *totp_secret_paper;
    struct time_of_day auto_restart_time, auto_logoff_time, auto_logon_time, cold_restart_time;
    bool bypass_warning;
    const char *save_settings; /* "HH:MM …" or "Every N mins|hours …" */
    enum existing_session_action existing_session_action;
    const char *dialog_actions; /* "Title=Button;…" */
    int login_budget; /* attempts in an hour */
    int health_client_id; /* 0: none */
    int stop_grace; /* seconds */
    int session_haste;
    bool custom_config;
    const char *java_heap_size, *java_options;
    const char *notify_url, *notify_command, *notify_ca;
    const char *start_scripts, *x_scripts, *ibc_scripts; /* folders */
    enum hook_failure hook_failure;
    const char *vnc_password;
    struct screen_size screen;
    struct display_number display;
    bool relay_enabled;
    const char *relay_allow;
    int relay_max_clients;
    const char *bind_address;
    enum ssh_tunnel ssh_tunnel;
    const char *ssh_user_tunnel, *ssh_remote_port, *ssh_vnc_port, *ssh_rdp_port; /* lists, separated by commas */
    const char *ssh_passphrase, *ssh_options, *ssh_dir, *ssh_auth_sock;
    int ssh_alive_interval, ssh_alive_count, ssh_restart;
    const char *rdp_password;
    enum log_format log_format;
    const char *programs_dir;
    int ui_port; /* 0: no page */
    const char *ui_user, *ui_password;
    const char *data_dir, *run_dir, *log_dir;
    const char *gateway_path, *gateway_version, *java_home, *ibc_path;

    const char *values[SETTING_LIMIT]; /* as given, in the order of the table; NULL: the default holds */
    const char *names[SETTING_LIMIT]; /* the variable each was given by; NULL: by none */
    const char *ibc; /* all IBC_<Key> variables that are no setting of ours, one key=value a line, escaped: part of an IBC
                        config.ini as it is */
    const char *simulator; /* all SIMULATOR_… variables, likewise: a Java properties file */
    char *arena; /* what all the strings above point into */
    size_t arena_size;
};

enum setting_kind { KIND_TEXT, KIND_NUMBER, KIND_YES_NO, KIND_CHOICE, KIND_SCREEN, KIND_DISPLAY, KIND_TIME };

/* Who may read a secret, besides init; a service's row names the ones it gets. */
enum audience {
    AUDIENCE_EVERYBODY = 0,
    AUDIENCE_SESSION_0 = 1,
    AUDIENCE_SESSION_1 = 2,
    AUDIENCE_VNC = 4,
    AUDIENCE_WEB = 8,
    AUDIENCE_TUNNEL = 16,
    AUDIENCE_NOTIFY = 32,
    AUDIENCE_RDP = 64
};

enum setting_section {
    SECTION_BASIC,
    SECTION_SESSION,
    SECTION_JVM,
    SECTION_DISPLAY,
    SECTION_NETWORK,
    SECTION_SSH,
    SECTION_PAGE,
    SECTION_EVENTS,
    SECTION_PATHS
};

struct setting {
    const char *name;
    const char *aliases[SETTING_ALIASES]; /* names that other images have for it; IBC_… if it is a setting of IBC */
    enum setting_section section;
    enum setting_kind kind;
    size_t offset; /* in struct config */
    const char *initial; /* the default, as the user would write it; "" for none */
    int minimum, maximum; /* numbers */
    const char *const *choices; /* ended by NULL, in the order of the enum */
    bool required;
    unsigned audience; /* AUDIENCE_… bits of a secret; secrets are masked and may come as NAME_FILE */
    /* Says why the value will not do, or returns NULL. */
    const char *(*objection)(const char *value);
    const char *example;
    const char *becomes; /* what takes it: "IBC ReadOnlyApi", "jts.ini TimeZone", "service x11vnc" */
    const char *help;
};

extern const struct setting settings[];
extern const size_t settings_count;

#endif
