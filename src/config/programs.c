/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/programs.h"

#include "base/fd.h"
#include "base/text.h"
#include "config/expand.h"
#include "config/ini.h"
#include "config/program_groups.h"
#include "config/program_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENTRIES = 64, FILE_LIMIT = 1 << 20, VALUE_LIMIT = 8192, WHY = 256 };

/* One section, collected whole: its processes are made when it ends. */
struct parsing {
    struct programs *programs;
    const struct program_source *source;
    struct problems *problems;
    const char *section; /* as it stands in the file; NULL: none yet */
    const struct program_key *keys; /* NULL: the section is skipped, its problem is told */
    int line; /* of the section */
    struct ini_entry entries[ENTRIES];
    size_t count;
};

/* ---- problems ---- */

static void complain_of(const struct parsing *parsing, int line, const char *key, const char *given, const char *example,
                        const char *why)
{
    char name[PATH_MAX + 64];
    text_print(name, "%s:%d%s%s", parsing->source->file, line, *key ? ": " : "", key);
    const char *colon = example ? "; for example " : "";
    problem_add(parsing->problems, name, given, NULL, "%s%s%s%s%s", why, colon, example ? key : "", example ? "=" : "",
                example ? example : "");
}

static void complain_of_entry(const struct parsing *parsing, const struct ini_entry *entry, const struct program_key *key,
                              const char *why)
{
    complain_of(parsing, entry->line, entry->key, entry->value, key ? key->example : NULL, why);
}

static void on_complaint(void *context, int line, const char *why)
{
    complain_of(context, line, "", NULL, NULL, why);
}

/* ---- values ---- */

static const struct ini_entry *find_entry(const struct parsing *parsing, const char *key)
{
    const struct ini_entry *found = NULL;
    for (size_t i = 0; i < parsing->count; i++)
        if (text_equal(parsing->entries[i].key, key)) found = &parsing->entries[i]; /* the last one counts */
    return found;
}

static const char *here_of(const struct parsing *parsing)
{
    const char *slash = strrchr(parsing->source->file, '/');
    size_t length = slash > parsing->source->file ? (size_t) (slash - parsing->source->file) : 1;
    return region_copy(&parsing->programs->region, slash ? parsing->source->file : ".", length);
}

/* The expanded value; NULL with a problem told. */
static const char *expand_entry(const struct parsing *parsing, const struct ini_entry *entry,
                                const struct expansions *expansions)
{
    char bytes[VALUE_LIMIT], why[WHY];
    struct text text = TEXT_IN(bytes);
    bytes[0] = 0;
    if (expand(entry->value, expansions, &text, why, sizeof why))
        return region_copy(&parsing->programs->region, bytes, text.length);
    complain_of_entry(parsing, entry, NULL, why);
    return NULL;
}

static void set_members(const struct parsing *parsing, const struct expansions *expansions, void *target)
{
    for (size_t i = 0; i < parsing->count; i++) {
        const struct ini_entry *entry = &parsing->entries[i];
        const struct program_key *key = program_key_find(parsing->keys, entry->key);
        if (key->kind == PROGRAM_KEY_ACCEPTED) continue;
        const char *value = expand_entry(parsing, entry, expansions);
        const char *why = value ? program_key_set(key, value, target, &parsing->programs->region) : NULL;
        if (why) complain_of_entry(parsing, entry, key, why);
    }
}

/* ---- [program:NAME] ---- */

static struct user_program initial_program(void)
{
    return (struct user_program) {
        .priority = 999, .startsecs = 1, .startretries = 3, .stopwaitsecs = 10, .umask = -1, .stopsignal = SIGTERM,
        .autostart = true, .autorestart = PROGRAM_AGAIN_IF_UNEXPECTED, .exitcodes = { { 1 } },
        .stdout_maxbytes = 50 << 20, .stderr_maxbytes = 50 << 20, .stdout_backups = 10, .stderr_backups = 10,
    };
}

static const char *object_to_name(const char *name)
{
    if (!*name) return "has no name";
    if (strpbrk(name, ":/ \t*")) return "has a name with a colon, a slash, a star or a blank in it";
    for (const char *at = name; *at; at++)
        if ((unsigned char) *at < ' ' || *at == 0x7f) return "has a control character in its name";
    if (text_equal(name, "all")) return "is called all, which means everything";
    return strlen(name) >= PROGRAM_NAME / 2 - 1 ? "has a name longer than 30 characters" : NULL;
}

static const struct user_program *find_program(const struct programs *programs, const char *name)
{
    for (unsigned i = 0; i < programs->count; i++)
        if (text_equal(programs->list[i].name, name)) return &programs->list[i];
    return NULL;
}

static void add_program(const struct parsing *parsing, const struct user_program *program)
{
    struct programs *programs = parsing->programs;
    const struct user_program *other = find_program(programs, program->name);
    char why[PATH_MAX + 64];
    text_print(why, "is defined already, at %s:%d", other ? other->file : "", other ? other->line : 0);
    if (other) complain_of(parsing, parsing->line, program->name, NULL, NULL, why);
    else if (programs->count == PROGRAM_LIMIT) complain_of(parsing, parsing->line, program->name, NULL, NULL, "is one too many");
    else programs->list[programs->count++] = *program;
}

static void check_program(const struct parsing *parsing, struct user_program *program)
{
    const struct ini_entry *kill = find_entry(parsing, "killasgroup"), *errors = find_entry(parsing, "stderr_logfile");
    if (!program->words && !find_entry(parsing, "command"))
        complain_of(parsing, parsing->line, "command", NULL, "/usr/bin/python3 /bot/main.py", "is missing");
    if (program->stopasgroup && kill && !program->killasgroup)
        complain_of_entry(parsing, kill, NULL, "contradicts stopasgroup=true, which implies it");
    if (program->stopasgroup) program->killasgroup = true;
    if (errors && program->redirect_stderr && program->stderr_log.kind == PROGRAM_LOG_FILE)
        complain_of_entry(parsing, errors, NULL, "contradicts redirect_stderr=true");
}

/* One process of a section. False when something was wrong: its siblings would only say the same. */
static bool make_process(const struct parsing *parsing, const char *group, int number, int count)
{
    char host[HOST_NAME_MAX + 1] = "";
    struct region *region = &parsing->programs->region;
    unsigned problems = parsing->problems->count;
    gethostname(host, sizeof host - 1);
    const struct expansion list[] = {
        { "program_name", group, 0 }, { "group_name", group, 0 }, { "here", here_of(parsing), 0 },
        { "host_node_name", host, 0 }, { "process_num", NULL, number }, { "numprocs", NULL, count },
    };
    const struct expansions expansions = { list, ARRAY_LENGTH(list), parsing->source->environment };
    struct user_program program = initial_program();
    program.file = region_copy(region, parsing->source->file, strlen(parsing->source->file));
    program.line = parsing->line;
    program.section = region_copy(region, group, strlen(group));
    const struct ini_entry *name_entry = find_entry(parsing, "process_name");
    const char *name = name_entry ? expand_entry(parsing, name_entry, &expansions) : group;
    if (!name) return false;
    const char *why = object_to_name(name);
    if (why) complain_of(parsing, name_entry ? name_entry->line : parsing->line, name, NULL, NULL, why);
    program.name = text_equal(name, group) ? region_copy(region, group, strlen(group)) : region_print(region, "%s:%s", group, name);
    set_members(parsing, &expansions, &program);
    check_program(parsing, &program);
    const struct ini_entry *command = find_entry(parsing, "command");
    if (command && parsing->problems->count == problems) program.command = expand_entry(parsing, command, &expansions);
    if (parsing->problems->count == problems) add_program(parsing, &program);
    return parsing->problems->count == problems;
}

static int number_of(const struct parsing *parsing, const char *key, int initial, int minimum)
{
    const struct ini_entry *entry = find_entry(parsing, key);
    int64_t number = initial;
    if (!entry || text_parse_number(entry->value, minimum, PROGRAM_LIMIT, &number)) return (int) number;
    complain_of_entry(parsing, entry, program_key_find(parsing->keys, key), "is not a whole number that makes sense here");
    return initial;
}

static void finish_program(const struct parsing *parsing)
{
    const char *group = strchr(parsing->section, ':') + 1;
    const struct ini_entry *name = find_entry(parsing, "process_name");
    int count = number_of(parsing, "numprocs", 1, 1), first = number_of(parsing, "numprocs_start", 0, 0);
    const char *why = object_to_name(group);
    if (why) complain_of(parsing, parsing->line, parsing->section, NULL, NULL, why);
    if (count > 1 && (!name || !strstr(name->value, "%(process_num)")))
        complain_of(parsing, name ? name->line : parsing->line, "process_name", name ? name->value : NULL,
                    "%(program_name)s_%(process_num)02d", "must contain %(process_num) where numprocs is above 1");
    else
        for (int i = 0; i < count && !why; i++)
            if (!make_process(parsing, group, first + i, count)) return;
}

/* ---- sections ---- */

/* Whose programs it names is looked up when all files have been read. */
static void finish_group(const struct parsing *parsing, const struct expansions *expansions)
{
    struct programs *programs = parsing->programs;
    struct program_group group = { .line = parsing->line };
    const char *name = strchr(parsing->section, ':') + 1, *why = object_to_name(name);
    if (why) complain_of(parsing, parsing->line, parsing->section, NULL, NULL, why);
    group.name = region_copy(&programs->region, name, strlen(name));
    group.file = region_copy(&programs->region, parsing->source->file, strlen(parsing->source->file));
    set_members(parsing, expansions, &group);
    if (!group.programs) complain_of(parsing, parsing->line, "programs", NULL, "bot,watcher", "is missing");
    else if (programs->group_count == PROGRAM_GROUPS) complain_of(parsing, parsing->line, name, NULL, NULL, "is one group too many");
    else programs->groups[programs->group_count++] = group;
}

static void finish_section(struct parsing *parsing)
{
    char host[HOST_NAME_MAX + 1] = "";
    gethostname(host, sizeof host - 1);
    const struct expansion list[] = { { "here", here_of(parsing), 0 }, { "host_node_name", host, 0 } };
    const struct expansions expansions = { list, ARRAY_LENGTH(list), parsing->source->environment };
    if (!parsing->section || !parsing->keys) return;
    if (text_starts_with(parsing->section, "program:")) finish_program(parsing);
    else if (text_starts_with(parsing->section, "group:")) finish_group(parsing, &expansions);
    else set_members(parsing, &expansions, &parsing->programs->server);
}

static void begin_section(struct parsing *parsing, const struct ini_entry *entry)
{
    char kind[32];
    size_t length = strcspn(entry->section, ":");
    bool has_name = entry->section[length] == ':';
    text_print(kind, "%.*s", (int) (length < sizeof kind ? length : 0), entry->section);
    parsing->section = entry->section;
    parsing->line = entry->line;
    parsing->count = 0;
    parsing->keys = program_keys_of(kind);
    const char *why = NULL;
    if (!parsing->keys) why = "is a section that gatehouse does not know; programs are [program:NAME]";
    else if (text_equal(kind, "program") && !has_name) why = "lacks its name: [program:NAME]";
    else if (text_equal(kind, "group") && !has_name) why = "lacks its name: [group:NAME]";
    else if (program_section_is_servers(kind) && parsing->source->scope == PROGRAMS_ONLY)
        why = "has no place here: this gatehouse is configured by its environment";
    if (!why) return;
    complain_of(parsing, entry->line, entry->section, NULL, NULL, why);
    parsing->keys = NULL;
}

static void take_entry(void *context, const struct ini_entry *entry)
{
    struct parsing *parsing = context;
    if (!entry->key) {
        finish_section(parsing);
        begin_section(parsing, entry);
        return;
    }
    if (!parsing->keys) return;
    const char *near = program_key_nearest(parsing->keys, entry->key);
    if (!program_key_find(parsing->keys, entry->key)) {
        char why[WHY];
        text_print(why, "is a key that gatehouse does not know%s%s", near ? "; did you mean " : "", near ? near : "");
        complain_of_entry(parsing, entry, NULL, why);
    } else if (parsing->count < ENTRIES) parsing->entries[parsing->count++] = *entry;
    else complain_of_entry(parsing, entry, NULL, "is one key too many for a section");
}

void programs_init(struct programs *programs)
{
    *programs = (struct programs) { .server = { .logfile_maxbytes = 50 << 20, .logfile_backups = 10, .umask = -1 } };
}

void programs_free(struct programs *programs)
{
    region_free(&programs->region);
    *programs = (struct programs) { 0 };
}

void programs_parse(struct programs *programs, char *text, const struct program_source *source, struct problems *problems)
{
    struct parsing parsing = { .programs = programs, .source = source, .problems = problems };
    const struct ini_reader reader = { &parsing, take_entry, on_complaint };
    ini_read(text, &reader);
    finish_section(&parsing);
}

/* ---- files ---- */

static void read_one(struct programs *programs, const struct program_source *source, struct problems *problems)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open(source->file, O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *text = fd < 0 ? NULL : fd_read_whole(fd, FILE_LIMIT, &length);
    if (!text) problem_add(problems, source->file, NULL, NULL, "cannot be read: %s", strerror(errno));
    else if (strlen(text) != length) problem_add(problems, source->file, NULL, NULL, "holds a NUL byte");
    else programs_parse(programs, text, source, problems);
}

/* The files of one pattern, in the order of their names. One without a star that names nothing is a mistake. */
static void read_pattern(struct programs *programs, const char *pattern, const struct program_source *source,
                         struct problems *problems)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0) {
        if (!strpbrk(pattern, "*?[")) problem_add(problems, source->file, pattern, NULL, "is included, but is not there");
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const struct program_source file = { found.gl_pathv[i], source->environment, source->scope };
        read_one(programs, &file, problems);
        if (programs->server.include) problem_add(problems, file.file, NULL, NULL, "is included, and may not include others");
        programs->server.include = NULL;
    }
    globfree(&found);
}

/* Patterns separated by blanks; without a slash in front they are looked for beside the file. */
static void read_included(struct programs *programs, const struct program_source *source, struct problems *problems)
{
    static const char blanks[] = " \t\n";
    const char *at = programs->server.include, *slash = strrchr(source->file, '/');
    programs->server.include = NULL;
    for (at += strspn(at, blanks); *at; at += strspn(at, blanks)) {
        char pattern[PATH_MAX];
        int length = (int) strcspn(at, blanks), folder = *at == '/' || !slash ? 0 : (int) (slash + 1 - source->file);
        text_print(pattern, "%.*s%.*s", folder, source->file, length, at);
        read_pattern(programs, pattern, source, problems);
        at += length;
    }
}

void programs_read_file(struct programs *programs, const struct program_source *source, struct problems *problems)
{
    read_one(programs, source, problems);
    if (programs->server.include) read_included(programs, source, problems);
    program_groups_apply(programs, problems);
}

static int is_conf(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 5 && text_equal(entry->d_name + length - 5, ".conf");
}

void programs_read_folder(struct programs *programs, const char *folder, const struct program_source *source,
                          struct problems *problems)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, is_conf, alphasort);
    if (count < 0) problem_add(problems, "PROGRAMS_DIR", folder, NULL, "cannot be read: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        text_print(path, "%s/%s", folder, names[i]->d_name);
        struct program_source file = { path, source->environment, source->scope };
        read_one(programs, &file, problems);
        free(names[i]);
    }
    free(names);
    program_groups_apply(programs, problems);
}
