/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/program_keys.h"

#include "base/shell_words.h"
#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 1024, NEAR = 3, DAY = 86400 };

#define PROGRAM(member) .offset = offsetof(struct user_program, member)
#define GROUP(member) .offset = offsetof(struct program_group, member)
#define SERVER(member) .offset = offsetof(struct program_server, member)

#define ACCEPTED(word) { .name = (word), .kind = PROGRAM_KEY_ACCEPTED }
#define OFF(word) { .name = (word), .kind = PROGRAM_KEY_OFF }

static const struct program_key program_keys[] = {
    { "command", PROGRAM_KEY_COMMAND, PROGRAM(words), .example = "/usr/bin/python3 /bot/main.py" },
    { "directory", PROGRAM_KEY_PATH, PROGRAM(directory), .example = "/bot" },
    { "environment", PROGRAM_KEY_ENVIRONMENT, PROGRAM(environment), .example = "MODE=\"fast\",LEVEL=\"3\"" },
    { "user", PROGRAM_KEY_TEXT, PROGRAM(user) },
    { "umask", PROGRAM_KEY_UMASK, PROGRAM(umask), .example = "022" },
    { "priority", PROGRAM_KEY_NUMBER, PROGRAM(priority), INT_MIN, INT_MAX, "999" },
    { "autostart", PROGRAM_KEY_YES_NO, PROGRAM(autostart), .example = "true" },
    { "autorestart", PROGRAM_KEY_AUTORESTART, PROGRAM(autorestart), .example = "unexpected" },
    { "startsecs", PROGRAM_KEY_NUMBER, PROGRAM(startsecs), 0, DAY, "1" },
    { "startretries", PROGRAM_KEY_NUMBER, PROGRAM(startretries), 0, 1000000, "3" },
    { "exitcodes", PROGRAM_KEY_EXITCODES, PROGRAM(exitcodes), .example = "0,2" },
    { "stopsignal", PROGRAM_KEY_SIGNAL, PROGRAM(stopsignal), .example = "TERM" },
    { "stopwaitsecs", PROGRAM_KEY_NUMBER, PROGRAM(stopwaitsecs), 0, DAY, "10" },
    { "stopasgroup", PROGRAM_KEY_YES_NO, PROGRAM(stopasgroup), .example = "false" },
    { "killasgroup", PROGRAM_KEY_YES_NO, PROGRAM(killasgroup), .example = "false" },
    { "redirect_stderr", PROGRAM_KEY_YES_NO, PROGRAM(redirect_stderr), .example = "true" },
    { "stdout_logfile", PROGRAM_KEY_LOG, PROGRAM(stdout_log), .example = "AUTO" },
    { "stdout_logfile_maxbytes", PROGRAM_KEY_BYTES, PROGRAM(stdout_maxbytes), .example = "50MB" },
    { "stdout_logfile_backups", PROGRAM_KEY_NUMBER, PROGRAM(stdout_backups), 0, 1000, "10" },
    { "stderr_logfile", PROGRAM_KEY_LOG, PROGRAM(stderr_log), .example = "AUTO" },
    { "stderr_logfile_maxbytes", PROGRAM_KEY_BYTES, PROGRAM(stderr_maxbytes), .example = "50MB" },
    { "stderr_logfile_backups", PROGRAM_KEY_NUMBER, PROGRAM(stderr_backups), 0, 1000, "10" },
    { "depends_on", PROGRAM_KEY_NEEDS, PROGRAM(needs), .example = "ibc" },
    { .name = "numprocs", .kind = PROGRAM_KEY_ACCEPTED, .example = "2" }, /* these three are read before the others: programs.c */
    { .name = "numprocs_start", .kind = PROGRAM_KEY_ACCEPTED, .example = "0" },
    { .name = "process_name", .kind = PROGRAM_KEY_ACCEPTED, .example = "%(program_name)s_%(process_num)02d" },
    ACCEPTED("serverurl"),
    OFF("stdout_capture_maxbytes"), OFF("stdout_events_enabled"),
    OFF("stderr_capture_maxbytes"), OFF("stderr_events_enabled"),
    OFF("stdout_syslog"), OFF("stderr_syslog"),
    { .name = NULL },
};

static const struct program_key group_keys[] = {
    { "programs", PROGRAM_KEY_TEXT, GROUP(programs), .example = "bot,watcher" },
    ACCEPTED("priority"), /* programs start by their own, and after what they need */
    { .name = NULL },
};

static const struct program_key include_keys[] = {
    { "files", PROGRAM_KEY_TEXT, SERVER(include), .example = "conf.d/*.conf" },
    { .name = NULL },
};

static const struct program_key supervisord_keys[] = {
    { "logfile", PROGRAM_KEY_PATH, SERVER(logfile) },
    { "logfile_maxbytes", PROGRAM_KEY_BYTES, SERVER(logfile_maxbytes), .example = "50MB" },
    { "logfile_backups", PROGRAM_KEY_NUMBER, SERVER(logfile_backups), 0, 1000, "10" },
    { "childlogdir", PROGRAM_KEY_PATH, SERVER(childlogdir) },
    { "user", PROGRAM_KEY_TEXT, SERVER(user) },
    { "directory", PROGRAM_KEY_PATH, SERVER(directory) },
    { "environment", PROGRAM_KEY_ENVIRONMENT, SERVER(environment), .example = "MODE=\"fast\"" },
    { "umask", PROGRAM_KEY_UMASK, SERVER(umask), .example = "022" },
    ACCEPTED("nodaemon"), ACCEPTED("loglevel"), ACCEPTED("pidfile"),
    ACCEPTED("silent"), ACCEPTED("minfds"), ACCEPTED("minprocs"),
    ACCEPTED("nocleanup"), ACCEPTED("identifier"), OFF("strip_ansi"),
    { .name = NULL },
};

static const struct program_key unix_server_keys[] = {
    { "file", PROGRAM_KEY_PATH, SERVER(socket), .example = "/run/supervisor.sock" },
    ACCEPTED("chmod"), ACCEPTED("chown"), /* it is 0600 and ours, always */
    { .name = NULL },
};

static const struct program_key inet_server_keys[] = {
    { "port", PROGRAM_KEY_TEXT, SERVER(inet_port), .example = "127.0.0.1:9001" },
    { "username", PROGRAM_KEY_TEXT, SERVER(username) },
    { "password", PROGRAM_KEY_TEXT, SERVER(password) },
    { .name = NULL },
};

static const struct program_key client_keys[] = { /* for supervisorctl, which reads the same file */
    ACCEPTED("serverurl"), ACCEPTED("username"), ACCEPTED("password"),
    ACCEPTED("prompt"), ACCEPTED("history_file"),
    { .name = NULL },
};

static const struct program_key rpc_keys[] = {
    ACCEPTED("supervisor.rpcinterface_factory"),
    { .name = NULL },
};

static const struct {
    const char *name;
    const struct program_key *keys;
    bool servers;
} sections[] = {
    { "program", program_keys, false },
    { "group", group_keys, false },
    { "include", include_keys, true },
    { "supervisord", supervisord_keys, true },
    { "unix_http_server", unix_server_keys, true },
    { "inet_http_server", inet_server_keys, true },
    { "supervisorctl", client_keys, true },
    { "rpcinterface", rpc_keys, true },
};

const struct program_key *program_keys_of(const char *section)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++)
        if (text_equal(section, sections[i].name)) return sections[i].keys;
    return NULL;
}

bool program_section_is_servers(const char *section)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++)
        if (text_equal(section, sections[i].name)) return sections[i].servers;
    return false;
}

const struct program_key *program_key_find(const struct program_key *keys, const char *name)
{
    for (; keys->name; keys++)
        if (text_equal(keys->name, name)) return keys;
    return NULL;
}

const char *program_key_nearest(const struct program_key *keys, const char *name)
{
    const char *nearest = NULL;
    size_t least = NEAR + 1;
    for (; keys->name; keys++) {
        size_t distance = text_distance(name, keys->name);
        if (distance >= least) continue;
        nearest = keys->name;
        least = distance;
    }
    return nearest;
}

/* ---- values ---- */

static const char *set_yes_no(const char *value, bool *yes)
{
    static const char *const words[][4] = { { "false", "no", "off", "0" }, { "true", "yes", "on", "1" } };
    for (size_t i = 0; i < ARRAY_LENGTH(words[0]); i++) {
        if (text_equal_ignoring_case(value, words[1][i])) *yes = true;
        else if (text_equal_ignoring_case(value, words[0][i])) *yes = false;
        else continue;
        return NULL;
    }
    return "is neither true nor false";
}

static const char *set_number(const struct program_key *key, const char *value, int *number)
{
    static char why[64];
    int64_t parsed;
    if (text_parse_number(value, key->minimum, key->maximum, &parsed)) {
        *number = (int) parsed;
        return NULL;
    }
    if (key->minimum == INT_MIN) return "is not a whole number";
    text_print(why, "is not a whole number from %d to %d", key->minimum, key->maximum);
    return why;
}

static const char *set_bytes(const char *value, int64_t *bytes)
{
    static const struct {
        const char *suffix;
        int64_t factor;
    } units[] = { { "KB", INT64_C(1) << 10 }, { "MB", INT64_C(1) << 20 }, { "GB", INT64_C(1) << 30 }, { "", 1 } };
    size_t length = strlen(value);
    char number[16];
    int64_t parsed;
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        size_t suffix = strlen(units[i].suffix);
        if (length < suffix || !text_equal_ignoring_case(value + length - suffix, units[i].suffix)) continue;
        text_print(number, "%.*s", (int) (length - suffix < 15 ? length - suffix : 15), value);
        if (!text_parse_number(number, 0, INT64_C(1) << 32, &parsed)) break;
        *bytes = parsed * units[i].factor;
        return NULL;
    }
    return "is not a number of bytes, with KB, MB or GB behind it or nothing";
}

static const char *set_autorestart(const char *value, enum program_autorestart *again)
{
    bool yes = false;
    *again = PROGRAM_AGAIN_IF_UNEXPECTED;
    if (text_equal_ignoring_case(value, "unexpected")) return NULL;
    if (set_yes_no(value, &yes)) return "is none of true, false, unexpected";
    *again = yes ? PROGRAM_ALWAYS_AGAIN : PROGRAM_NEVER_AGAIN;
    return NULL;
}

/* The next piece of a list separated by commas, blanks around it removed, copied into `out`; NULL at the list's end. */
static const char *next_item(const char *list, char *out, size_t room)
{
    while (*list == ',' || isspace((unsigned char) *list)) list++;
    if (!*list) return NULL;
    size_t length = strcspn(list, ","), used = length;
    while (used > 0 && isspace((unsigned char) list[used - 1])) used--;
    text_print_in(out, room, "%.*s", (int) (used < room ? used : room - 1), list);
    return list + length;
}

static const char *set_exit_codes(const char *value, struct exit_codes *codes)
{
    char item[16];
    int64_t code;
    *codes = (struct exit_codes) { { 0 } };
    while ((value = next_item(value, item, sizeof item))) {
        if (!text_parse_number(item, 0, 255, &code)) return "is not a list of numbers from 0 to 255, separated by commas";
        codes->bits[code / 32] |= UINT32_C(1) << code % 32;
    }
    return NULL;
}

static const char *set_signal(const char *value, int *number)
{
    int64_t parsed;
    const char *name = strncasecmp(value, "SIG", 3) == 0 ? value + 3 : value;
    for (int i = 1; i < NSIG; i++) {
        const char *known = sigabbrev_np(i);
        if (!known || !text_equal_ignoring_case(known, name)) continue;
        *number = i;
        return NULL;
    }
    if (!text_parse_number(value, 1, NSIG - 1, &parsed) || !sigabbrev_np((int) parsed)) return "is no signal";
    *number = (int) parsed;
    return NULL;
}

static const char *set_umask(const char *value, int *mask)
{
    int parsed = 0;
    for (const char *at = value; *at; at++) {
        if (*at < '0' || *at > '7' || parsed > 0777) return "is not an octal number from 0 to 777";
        parsed = parsed * 8 + (*at - '0');
    }
    *mask = parsed;
    return *value && parsed <= 0777 ? NULL : "is not an octal number from 0 to 777";
}

static const char *set_log(const char *value, struct program_log *log, struct region *region)
{
    static const char *const streams[] = { "/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/fd/2", "/proc/self/fd/1",
                                           "/proc/self/fd/2", "/proc/1/fd/1", "/proc/1/fd/2", "/dev/null", "none", "off" };
    *log = (struct program_log) { .kind = PROGRAM_LOG_AUTO };
    if (text_equal_ignoring_case(value, "auto")) return NULL;
    if (text_equal_ignoring_case(value, "syslog")) return "is not supported: no syslog runs in a container";
    log->kind = PROGRAM_LOG_NONE; /* all output goes to standard output in any case */
    for (size_t i = 0; i < ARRAY_LENGTH(streams); i++)
        if (text_equal_ignoring_case(value, streams[i])) return NULL;
    *log = (struct program_log) { PROGRAM_LOG_FILE, region_copy(region, value, strlen(value)) };
    if (strlen(value) >= 240) return "is too long a path";
    return value[0] == '/' ? NULL : "is neither AUTO nor NONE nor a path from /";
}

static const char *set_needs(const char *value, const char **needs, struct region *region)
{
    char item[PROGRAM_NAME];
    size_t n = 0;
    while ((value = next_item(value, item, sizeof item))) {
        if (n == PROGRAM_NEEDS) return "names more than four services";
        needs[n++] = region_copy(region, item, strlen(item));
    }
    if (n < PROGRAM_NEEDS) needs[n] = NULL;
    return NULL;
}

static const char *const *keep_words(char *const *words, size_t count, struct region *region)
{
    const char **kept = region_take(region, (count + 1) * sizeof *kept);
    for (size_t i = 0; i < count; i++) kept[i] = region_copy(region, words[i], strlen(words[i]));
    return kept;
}

static const char *set_command(const char *value, const char *const **words, struct region *region)
{
    char *split[WORDS];
    const char *why = NULL;
    size_t room = strlen(value) + 1;
    char *buffer = region_take(region, room);
    ssize_t count = shell_words_split(value, split, WORDS, buffer, room, &why);
    if (count == 0) return "is empty";
    if (count > 0) *words = keep_words(split, (size_t) count, region);
    return why;
}

/* KEY="VALUE",KEY2=VALUE2: the quotes of a shell around what holds commas or blanks. */
static const char *set_environment(const char *value, const char *const **environment, struct region *region)
{
    static const char expected[] = "is not a list of NAME=\"VALUE\", separated by commas";
    char *split[WORDS], quote = 0;
    const char *why = NULL;
    size_t room = strlen(value) + 1;
    char *line = region_copy(region, value, room - 1), *buffer = region_take(region, room);
    for (char *at = line; *at; at++) {
        if (quote ? *at == quote : *at == '"' || *at == '\'') quote = quote ? 0 : *at;
        else if (!quote && (*at == ',' || *at == '\n')) *at = ' ';
    }
    ssize_t count = shell_words_split(line, split, WORDS, buffer, room, &why);
    if (count < 0) return why;
    for (ssize_t i = 0; i < count; i++)
        if (split[i][0] == '=' || !strchr(split[i], '=')) return expected;
    *environment = keep_words(split, (size_t) count, region);
    return NULL;
}

static const char *set_path(const char *value, const char **path, struct region *region)
{
    *path = region_copy(region, value, strlen(value));
    return value[0] == '/' ? NULL : "is not a path from /";
}

static const char *check_off(const char *value)
{
    bool yes = false;
    if (text_equal(value, "0") || text_equal_ignoring_case(value, "0MB")) return NULL;
    return set_yes_no(value, &yes) || yes ? "switches on what gatehouse does not have" : NULL;
}

const char *program_key_set(const struct program_key *key, const char *value, void *target, struct region *region)
{
    void *member = (char *) target + key->offset;
    switch (key->kind) {
    case PROGRAM_KEY_TEXT: *(const char **) member = region_copy(region, value, strlen(value)); return NULL;
    case PROGRAM_KEY_PATH: return set_path(value, member, region);
    case PROGRAM_KEY_COMMAND: return set_command(value, member, region);
    case PROGRAM_KEY_ENVIRONMENT: return set_environment(value, member, region);
    case PROGRAM_KEY_NUMBER: return set_number(key, value, member);
    case PROGRAM_KEY_BYTES: return set_bytes(value, member);
    case PROGRAM_KEY_YES_NO: return set_yes_no(value, member);
    case PROGRAM_KEY_AUTORESTART: return set_autorestart(value, member);
    case PROGRAM_KEY_EXITCODES: return set_exit_codes(value, member);
    case PROGRAM_KEY_SIGNAL: return set_signal(value, member);
    case PROGRAM_KEY_LOG: return set_log(value, member, region);
    case PROGRAM_KEY_UMASK: return set_umask(value, member);
    case PROGRAM_KEY_NEEDS: return set_needs(value, member, region);
    case PROGRAM_KEY_ACCEPTED: return NULL;
    case PROGRAM_KEY_OFF: return check_off(value);
    }
    return NULL;
}
