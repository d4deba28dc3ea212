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

struct screen_size {
    int width, height, depth;
};

struct display_number {
    int number;
};

enum { SETTING_LIMIT = 64 };

/* The settings as their types; a text that was not given is "". */
struct config {
    int puid, pgid;
    const char *time_zone;
    enum trading_mode trading_mode;
    enum program program;
    const char *user, *password, *user_paper, *password_paper;
    bool read_only_api;
    const char *vnc_password;
    struct screen_size screen;
    struct display_number display;
    bool relay_enabled;
    const char *relay_allow;
    const char *bind_address;
    int ui_port; /* 0: no page */
    const char *ui_user, *ui_password;
    const char *data_dir, *run_dir, *log_dir;
    const char *gateway_path, *gateway_version, *java_home;

    const char *values[SETTING_LIMIT]; /* as given, in the order of the table; NULL: the default holds */
    const char *simulator; /* all SIMULATOR_… variables, one NAME=VALUE a line, escaped as a Java properties file */
    char *arena; /* what all the strings above point into */
    size_t arena_size;
};

enum setting_kind { KIND_TEXT, KIND_NUMBER, KIND_YES_NO, KIND_CHOICE, KIND_SCREEN, KIND_DISPLAY };

/* Who may read a secret, besides init; a service's row names the ones it gets. */
enum audience {
    AUDIENCE_EVERYBODY = 0,
    AUDIENCE_SESSION_0 = 1,
    AUDIENCE_SESSION_1 = 2,
    AUDIENCE_VNC = 4,
    AUDIENCE_WEB = 8
};

enum setting_section { SECTION_BASIC, SECTION_SESSION, SECTION_DISPLAY, SECTION_NETWORK, SECTION_PAGE, SECTION_PATHS };

struct setting {
    const char *name;
    const char *aliases[3];
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
    const char *help;
};

extern const struct setting settings[];
extern const size_t settings_count;

/* Names that the product promises and this version does not have, ended by NULL; a name ending in '_' stands for all that
 * begin so. */
extern const char *const settings_not_yet[];

#endif
