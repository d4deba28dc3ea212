/* SPDX-License-Identifier: MIT
 *
 * From strings to struct config: find each setting by its names, and say everything that is wrong.
 */
#define _GNU_SOURCE
#include "config/load.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/properties.h"
#include "base/text.h"
#include "config/names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 80, DERIVED_ROOM = 512, DERIVED = 2 };

/* ---- memory: every string lives in one arena, so that one overwrite wipes all ---- */

static bool names_a_file(const char *entry)
{
    size_t length = strcspn(entry, "=");
    return length > 5 && strncmp(entry + length - 5, "_FILE", 5) == 0;
}

size_t load_room(const char *entry)
{
    return PROPERTIES_GROWTH * (strlen(entry) + 2 + (names_a_file(entry) ? SECRET_FILE_LIMIT : 0));
}

/* Each entry is kept at most once as it is, with its name, and once in each of the two collections. */
static void arena_create(struct loading *loading)
{
    struct config *config = loading->config;
    config->arena_size = DERIVED * DERIVED_ROOM + 16;
    for (const char *const *entry = loading->environment; *entry; entry++) config->arena_size += 3 * load_room(*entry);
    config->arena = calloc(1, config->arena_size);
    INVARIANT(config->arena);
}

char *arena_take(struct loading *loading, size_t size)
{
    INVARIANT(loading->used + size <= loading->config->arena_size);
    char *place = loading->config->arena + loading->used;
    loading->used += size;
    return place;
}

const char *arena_keep(struct loading *loading, const char *string, size_t length)
{
    char *copy = arena_take(loading, length + 1);
    memcpy(copy, string, length);
    copy[length] = 0;
    return copy;
}

/* ---- finding ---- */

const char *load_lookup(const struct loading *loading, const char *name)
{
    size_t length = strlen(name);
    for (const char *const *entry = loading->environment; *entry; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') return *entry + length + 1;
    return NULL;
}

/* What cannot be read is "", a value: its problem is told once, not again as missing. */
static const char *read_file(struct loading *loading, const char *variable, const char *path)
{
    size_t length = 0;
    const char *why = NULL;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd < 0 ? NULL : fd_read_whole(fd, SECRET_FILE_LIMIT, &length);
    if (!text) {
        problem_add(loading->problems, variable, path, NULL, "cannot be read: %s", strerror(errno));
        return "";
    }
    size_t all = length;
    if (length > 0 && text[length - 1] == '\n') length--;
    if (length > 0 && text[length - 1] == '\r') length--;
    if (length == 0) why = "is empty";
    else if (memchr(text, 0, length)) why = "holds a NUL byte";
    const char *kept = why ? "" : arena_keep(loading, text, length);
    if (why) problem_add(loading->problems, variable, path, NULL, "%s", why);
    explicit_bzero(text, all);
    free(text);
    return kept;
}

const char *load_variable(struct loading *loading, const char *name, bool is_secret, const char **variable)
{
    char with_suffix[NAME_ROOM];
    text_print(with_suffix, "%s_FILE", name);
    const char *value = load_lookup(loading, name), *path = is_secret ? load_lookup(loading, with_suffix) : NULL;
    bool has_value = value && *value, has_path = path && *path; /* an empty value is as good as none */
    *variable = has_value || has_path
                    ? arena_keep(loading, with_suffix, strlen(with_suffix) - (has_path && !has_value ? 0 : strlen("_FILE")))
                    : NULL;
    if (has_value && has_path) {
        problem_add(loading->problems, name, "***", NULL, "is given together with %s; give one of them", with_suffix);
        return "";
    }
    if (has_path) return read_file(loading, *variable, path);
    return has_value ? arena_keep(loading, value, strlen(value)) : NULL;
}

/* By its own name, or by one that other images have for it; those may not contradict each other. */
static const char *find(struct loading *loading, const struct setting *setting, const char **variable)
{
    const char *value = NULL;
    for (unsigned n = 0; setting_name(setting, n); n++) {
        const char *other_variable = NULL;
        const char *other = load_variable(loading, setting_name(setting, n), setting->audience, &other_variable);
        if (!value) {
            value = other;
            *variable = other_variable;
        } else if (other && *other && *value && !text_equal(other, value))
            problem_add(loading->problems, other_variable, setting->audience ? "***" : other, NULL,
                        "differs from %s, which means the same; give one of them", *variable);
    }
    return value;
}

static void load_setting(struct loading *loading, size_t index)
{
    const struct setting *setting = &settings[index];
    struct config *config = loading->config;
    void *member = (char *) config + setting->offset;
    const char *value = find(loading, setting, &config->names[index]);
    config->values[index] = value;
    const char *why = setting_parse(setting, value ? value : setting->initial, member);
    if (!why) return;
    const char *name = config->names[index] ? config->names[index] : setting->name;
    problem_add(loading->problems, name, setting->audience ? "***" : value, setting->example, "%s", why);
    setting_parse(setting, setting->initial, member); /* so that what follows sees something sane */
}

/* ---- defaults that depend on others ---- */

static void derive_path(struct loading *loading, const char **member, const char *end, const char *base)
{
    char path[DERIVED_ROOM];
    if (**member) return;
    text_print(path, "%s%s", base, end);
    *member = arena_keep(loading, path, strlen(path));
    for (size_t i = 0; i < settings_count; i++)
        if ((char *) loading->config + settings[i].offset == (char *) member) loading->config->values[i] = *member;
}

static void derive(struct loading *loading)
{
    char run_dir[DERIVED_ROOM];
    config_default_run_dir(geteuid(), run_dir, sizeof run_dir);
    derive_path(loading, &loading->config->run_dir, "", run_dir);
    derive_path(loading, &loading->config->log_dir, "/log", loading->config->data_dir);
}

static void load(struct loading *loading)
{
    *loading->config = (struct config) { 0 };
    arena_create(loading);
    for (size_t i = 0; i < settings_count; i++) load_setting(loading, i);
    derive(loading);
}

void config_load(struct config *config, const char *const *environment, struct problems *problems)
{
    struct loading loading = { .config = config, .environment = environment, .problems = problems };
    load(&loading);
    load_collections(&loading);
    check_together(config, problems);
    check_unknown(environment, problems);
}

/* ---- what init hands to its children ---- */

static void add_sealed(struct text *text, const char *name, const char *value)
{
    text_format(text, "%s=%s", name, value);
    text_add_bytes(text, "", 1);
}

int config_seal(const struct config *config, unsigned audience)
{
    size_t room = config->arena_size + SETTING_LIMIT * NAME_ROOM;
    char *bytes = calloc(1, room);
    if (!bytes) return -1;
    struct text text = { .bytes = bytes, .room = room };
    for (size_t i = 0; i < settings_count; i++) {
        bool may = settings[i].audience == AUDIENCE_EVERYBODY || (settings[i].audience & audience);
        if (config->values[i] && may) add_sealed(&text, settings[i].name, config->values[i]);
    }
    if (audience & (AUDIENCE_SESSION_0 | AUDIENCE_SESSION_1)) {
        add_sealed(&text, IBC_SEALED, config->ibc);
        add_sealed(&text, SIMULATOR_SEALED, config->simulator);
    }
    int fd = fd_sealed_memory("gatehouse-settings", bytes, text.length);
    explicit_bzero(bytes, room);
    free(bytes);
    return fd;
}

bool config_load_sealed(struct config *config, int fd)
{
    enum { SEALED_LIMIT = 1 << 24 };
    const char *environment[SETTING_LIMIT + 3] = { NULL };
    struct problems problems = { 0 };
    size_t length = 0, n = 0;
    char *bytes = fd_read_whole(fd, SEALED_LIMIT, &length);
    if (!bytes) {
        log_errno("the settings handed over by init cannot be read");
        return false;
    }
    close(fd);
    for (char *at = bytes; at < bytes + length && n < SETTING_LIMIT + 2; at += strlen(at) + 1) environment[n++] = at;
    struct loading loading = { .config = config, .environment = environment, .problems = &problems };
    load(&loading); /* init has checked them: what is missing is not for us to know */
    load_sealed_collections(&loading);
    explicit_bzero(bytes, length);
    free(bytes);
    return true;
}

void config_wipe(struct config *config)
{
    if (config->arena) explicit_bzero(config->arena, config->arena_size);
    free(config->arena);
    *config = (struct config) { 0 };
}
