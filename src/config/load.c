/* SPDX-License-Identifier: MIT
 *
 * From strings to struct config: find each setting by its names, parse it by its kind, say everything that is wrong.
 */
#define _GNU_SOURCE
#include "config/load.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 4096, NEAR = 2 };

struct loading {
    struct config *config;
    const char *const *environment;
    struct problems *problems;
    size_t used; /* of config->arena */
};

/* ---- memory: every string lives in one arena, so that one overwrite wipes all ---- */

static void arena_create(struct loading *loading)
{
    struct config *config = loading->config;
    config->arena_size = settings_count * (FILE_LIMIT + 2) + 1024;
    for (const char *const *entry = loading->environment; *entry; entry++)
        config->arena_size += 2 * strlen(*entry) + 2; /* twice: the simulator's are escaped */
    config->arena = calloc(1, config->arena_size);
    INVARIANT(config->arena);
}

static char *arena_take(struct loading *loading, size_t size)
{
    INVARIANT(loading->used + size <= loading->config->arena_size);
    char *place = loading->config->arena + loading->used;
    loading->used += size;
    return place;
}

static const char *keep(struct loading *loading, const char *string, size_t length)
{
    char *copy = arena_take(loading, length + 1);
    memcpy(copy, string, length);
    copy[length] = 0;
    return copy;
}

/* ---- finding ---- */

static const char *lookup(const char *const *environment, const char *name, const char *suffix)
{
    size_t name_length = strlen(name), suffix_length = strlen(suffix);
    for (; *environment; environment++) {
        const char *entry = *environment;
        if (strncmp(entry, name, name_length) != 0) continue;
        if (strncmp(entry + name_length, suffix, suffix_length) != 0) continue;
        if (entry[name_length + suffix_length] == '=') return entry + name_length + suffix_length + 1;
    }
    return NULL;
}

/* What cannot be read is "", a value: its problem is told once, not again as missing. */
static const char *read_file(struct loading *loading, const char *name, const char *path)
{
    char variable[BUFSIZ];
    size_t length = 0;
    text_print(variable, "%s_FILE", name);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd < 0 ? NULL : fd_read_whole(fd, FILE_LIMIT, &length);
    if (!text) {
        problem_add(loading->problems, variable, path, NULL, "cannot be read: %s", strerror(errno));
        return "";
    }
    if (length > 0 && text[length - 1] == '\n') length--;
    if (length > 0 && text[length - 1] == '\r') length--;
    const char *kept = memchr(text, 0, length) ? "" : keep(loading, text, length);
    if (length > 0 && !*kept) problem_add(loading->problems, variable, path, NULL, "holds a NUL byte");
    explicit_bzero(text, length);
    free(text);
    return kept;
}

/* One name of a setting: NAME or, for a secret, NAME_FILE. An empty value is as good as none. */
static const char *find_named(struct loading *loading, const struct setting *setting, const char *name)
{
    const char *value = lookup(loading->environment, name, "");
    const char *path = setting->audience ? lookup(loading->environment, name, "_FILE") : NULL;
    bool has_value = value && *value, has_path = path && *path;
    if (has_value && has_path) {
        problem_add(loading->problems, name, setting->audience ? "***" : value, NULL,
                    "is given together with %s_FILE; give one of them", name);
        return "";
    }
    if (has_path) return read_file(loading, name, path);
    return has_value ? keep(loading, value, strlen(value)) : NULL;
}

static const char *find(struct loading *loading, const struct setting *setting)
{
    const char *value = find_named(loading, setting, setting->name);
    for (size_t i = 0; i < ARRAY_LENGTH(setting->aliases) && setting->aliases[i] && !value; i++)
        value = find_named(loading, setting, setting->aliases[i]);
    return value;
}

/* ---- parsing by kind; each says why not, or returns NULL ---- */

static const char *parse_yes_no(const char *value, bool *yes)
{
    static const struct {
        const char *word;
        bool yes;
    } words[] = { { "yes", true }, { "true", true }, { "1", true }, { "no", false }, { "false", false }, { "0", false } };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (!text_equal_ignoring_case(value, words[i].word)) continue;
        *yes = words[i].yes;
        return NULL;
    }
    return "is neither yes nor no";
}

static const char *parse_number(const struct setting *setting, const char *value, int *number)
{
    static char why[80];
    int64_t parsed = 0;
    if (!*value) return NULL;
    if (text_parse_number(value, setting->minimum, setting->maximum, &parsed)) {
        *number = (int) parsed;
        return NULL;
    }
    text_print(why, "is not a number from %d to %d", setting->minimum, setting->maximum);
    return why;
}

static const char *parse_choice(const struct setting *setting, const char *value, unsigned *choice)
{
    static char why[128];
    struct text text = TEXT_IN(why);
    text_add(&text, "is none of");
    for (unsigned i = 0; setting->choices[i]; i++) {
        if (text_equal_ignoring_case(value, setting->choices[i])) {
            *choice = i;
            return NULL;
        }
        text_format(&text, "%s %s", i ? "," : "", setting->choices[i]);
    }
    return why;
}

static const char *parse_screen(const char *value, struct screen_size *size)
{
    int end = 0;
    struct screen_size parsed = { 0 };
    int fields = sscanf(value, "%5dx%5dx%2d%n", &parsed.width, &parsed.height, &parsed.depth, &end);
    if (fields != 3 || value[end]) return "is not WIDTHxHEIGHTxDEPTH";
    if (parsed.width < 320 || parsed.height < 200 || parsed.width > 16384 || parsed.height > 16384)
        return "is smaller than 320x200 or larger than 16384x16384";
    if (parsed.depth != 8 && parsed.depth != 16 && parsed.depth != 24) return "has a depth other than 8, 16 or 24";
    *size = parsed;
    return NULL;
}

static const char *parse_display(const char *value, struct display_number *display)
{
    int64_t number = 0;
    if (value[0] != ':' || !text_parse_number(value + 1, 0, 59535, &number)) return "is not a colon and a number";
    display->number = (int) number;
    return NULL;
}

/* The form is checked by the setting's own objection. */
static const char *parse_time(const char *value, struct time_of_day *time)
{
    int hour = 0, minute = 0;
    char half = 0;
    time->minutes = -1;
    if (!*value) return NULL;
    int fields = sscanf(value, "%2d:%2d %c", &hour, &minute, &half);
    if (fields < 2) return "is not HH:MM";
    if (fields == 3) hour = hour % 12 + (half == 'P' || half == 'p' ? 12 : 0);
    time->minutes = hour * 60 + minute;
    return NULL;
}

static const char *parse(const struct setting *setting, const char *value, void *member)
{
    const char *why = *value && setting->objection ? setting->objection(value) : NULL;
    if (why) return why;
    switch (setting->kind) {
    case KIND_TEXT: *(const char **) member = value; return NULL;
    case KIND_NUMBER: return parse_number(setting, value, member);
    case KIND_YES_NO: return parse_yes_no(value, member);
    case KIND_CHOICE: return parse_choice(setting, value, member);
    case KIND_SCREEN: return parse_screen(value, member);
    case KIND_DISPLAY: return parse_display(value, member);
    case KIND_TIME: return parse_time(value, member);
    }
    return "is of an unknown kind";
}

static void load_setting(struct loading *loading, size_t index)
{
    const struct setting *setting = &settings[index];
    void *member = (char *) loading->config + setting->offset;
    const char *value = find(loading, setting);
    loading->config->values[index] = value;
    const char *why = parse(setting, value ? value : setting->initial, member);
    if (!why) return;
    problem_add(loading->problems, setting->name, setting->audience ? "***" : value, setting->example, "%s", why);
    parse(setting, setting->initial, member); /* so that what follows sees something sane */
}

/* ---- the simulator's switches, passed on as one ---- */

static void add_escaped(struct text *text, const char *entry)
{
    for (; *entry; entry++) {
        if (*entry == '\\') text_add(text, "\\\\");
        else if (*entry == '\n') text_add(text, "\\n");
        else text_add_bytes(text, entry, 1);
    }
    text_add(text, "\n");
}

static void load_simulator(struct loading *loading)
{
    const char *sealed = lookup(loading->environment, SIMULATOR_SEALED, "");
    if (sealed) {
        loading->config->simulator = keep(loading, sealed, strlen(sealed));
        return;
    }
    size_t size = 1;
    for (const char *const *entry = loading->environment; *entry; entry++)
        if (text_starts_with(*entry, SIMULATOR_PREFIX)) size += 2 * strlen(*entry) + 1;
    struct text text = { .bytes = arena_take(loading, size), .room = size };
    for (const char *const *entry = loading->environment; *entry; entry++)
        if (text_starts_with(*entry, SIMULATOR_PREFIX)) add_escaped(&text, *entry);
    loading->config->simulator = text.bytes;
}

/* ---- defaults that depend on others ---- */

static void derive_path(struct loading *loading, const char **member, const char *end, const char *base)
{
    char path[512];
    if (**member) return;
    text_print(path, "%s%s", base, end);
    *member = keep(loading, path, strlen(path));
    for (size_t i = 0; i < settings_count; i++)
        if ((char *) loading->config + settings[i].offset == (char *) member) loading->config->values[i] = *member;
}

static void derive(struct loading *loading)
{
    char run_dir[512];
    config_default_run_dir(geteuid(), run_dir, sizeof run_dir);
    derive_path(loading, &loading->config->run_dir, "", run_dir);
    derive_path(loading, &loading->config->log_dir, "/log", loading->config->data_dir);
}

/* ---- what only several together show ---- */

static void require(struct loading *loading, const char *value, const char *name, const char *example, const char *when)
{
    if (!*value) problem_add(loading->problems, name, NULL, example, "is missing%s", when);
}

static void check_required(struct loading *loading)
{
    const struct config *config = loading->config;
    for (size_t i = 0; i < settings_count; i++)
        if (settings[i].required && !config->values[i])
            require(loading, "", settings[i].name, settings[i].example, "");
    if (config->trading_mode != TRADING_BOTH) return;
    require(loading, config->user_paper, "IB_USER_PAPER", "jdoe456", ": TRADING_MODE=both needs the paper account");
    require(loading, config->password_paper, "IB_PASSWORD_PAPER", NULL, ": TRADING_MODE=both needs the paper account");
}

static void check_page(struct loading *loading)
{
    const struct config *config = loading->config;
    if (!*config->ui_user == !*config->ui_password) return;
    const char *missing = *config->ui_user ? "SUPERVISORD_UI_PASS" : "SUPERVISORD_UI_USER";
    problem_add(loading->problems, missing, NULL, NULL, "is missing: give both or neither");
}

static bool is_known(const char *name, size_t length)
{
    for (size_t i = 0; i < settings_count; i++) {
        const char *names[] = { settings[i].name, settings[i].aliases[0], settings[i].aliases[1], settings[i].aliases[2] };
        for (size_t n = 0; n < ARRAY_LENGTH(names) && names[n]; n++) {
            size_t known = strlen(names[n]);
            if (strncmp(name, names[n], known) != 0) continue;
            if (known == length) return true;
            if (settings[i].audience && text_starts_with(name + known, "_FILE=")) return true;
        }
    }
    return false;
}

static const char *nearest_name(const char *name)
{
    const char *nearest = NULL;
    size_t least = NEAR + 1;
    for (size_t i = 0; i < settings_count; i++) {
        size_t distance = text_distance(name, settings[i].name);
        if (strlen(settings[i].name) < 6 || distance >= least) continue; /* short names resemble too much */
        nearest = settings[i].name;
        least = distance;
    }
    return nearest;
}

static void check_unknown(struct loading *loading)
{
    for (const char *const *entry = loading->environment; *entry; entry++) {
        char name[64];
        size_t length = strcspn(*entry, "=");
        if (length >= sizeof name || is_known(*entry, length)) continue;
        memcpy(name, *entry, length);
        name[length] = 0;
        const char *nearest = nearest_name(name);
        if (nearest) problem_add(loading->problems, name, NULL, NULL, "is no setting; did you mean %s?", nearest);
    }
}

void config_load(struct config *config, const char *const *environment, struct problems *problems)
{
    struct loading loading = { .config = config, .environment = environment, .problems = problems };
    *config = (struct config) { 0 };
    arena_create(&loading);
    for (size_t i = 0; i < settings_count; i++) load_setting(&loading, i);
    load_simulator(&loading);
    derive(&loading);
    check_required(&loading);
    check_page(&loading);
    check_unknown(&loading);
}

/* ---- no problems, but worth a word ---- */

static bool is_given(const char *const *environment, const char *name)
{
    size_t length = strlen(name);
    bool is_prefix = name[length - 1] == '_';
    for (; *environment; environment++) {
        if (strncmp(*environment, name, length) != 0) continue;
        const char *value = strchr(*environment, '=');
        if (value && value[1] && (is_prefix || (*environment)[length] == '=')) return true;
    }
    return false;
}

void config_warn(const struct config *config, const char *const *environment)
{
    enum { VNC_LOOKS_AT = 8 };
    for (const char *const *name = settings_not_yet; *name; name++)
        if (is_given(environment, *name))
            log_warning("%s%s is set, but this version does not support it", *name,
                        text_equal(*name, "IBC_") ? "…" : "");
    if (strlen(config->vnc_password) > VNC_LOOKS_AT)
        log_warning("VNC_PWD has more than %d characters; VNC only looks at the first %d", VNC_LOOKS_AT, VNC_LOOKS_AT);
}

/* ---- and out of the environment again ---- */

static bool is_ours(const char *entry)
{
    return is_known(entry, strcspn(entry, "=")) || text_starts_with(entry, SIMULATOR_PREFIX);
}

void config_scrub_environment(char **environment)
{
    char **kept = environment;
    for (char **entry = environment; *entry; entry++) {
        if (is_ours(*entry)) explicit_bzero(*entry, strlen(*entry));
        else *kept++ = *entry;
    }
    *kept = NULL;
}
