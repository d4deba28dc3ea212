/* SPDX-License-Identifier: MIT
 *
 * The user's own programs: files with [program:NAME] sections and supervisord's keys, as supervisord 4.2.5 means them, and
 * depends_on. Read once, before boot; everything lives in one region.
 */
#ifndef CONFIG_PROGRAMS_H
#define CONFIG_PROGRAMS_H

#include "base/region.h"
#include "config/problem.h"

#include <stdbool.h>
#include <stdint.h>

enum { PROGRAM_LIMIT = 64, PROGRAM_GROUPS = 16, PROGRAM_NAME = 64, PROGRAM_NEEDS = 4 };

/* In the order of control/board.h's enum autorestart. */
enum program_autorestart { PROGRAM_NEVER_AGAIN, PROGRAM_AGAIN_IF_UNEXPECTED, PROGRAM_ALWAYS_AGAIN };

enum program_log_kind { PROGRAM_LOG_AUTO, PROGRAM_LOG_NONE, PROGRAM_LOG_FILE };

struct program_log {
    enum program_log_kind kind;
    const char *path; /* PROGRAM_LOG_FILE */
};

struct exit_codes {
    uint32_t bits[8];
};

struct user_program {
    const char *name; /* GROUP:PROCESS, or one word when both are the same */
    const char *section; /* NAME of its [program:NAME] */
    bool is_grouped; /* a [group:NAME] has taken it */
    const char *file; /* where it is defined */
    int line;
    const char *command; /* as one line */
    const char *const *words; /* of it, ended by NULL */
    const char *const *environment; /* NAME=VALUE of its own, ended by NULL */
    const char *directory, *user; /* NULL: not given */
    const char *needs[PROGRAM_NEEDS]; /* names of services; NULL behind the last */
    int priority, startsecs, startretries, stopwaitsecs; /* seconds */
    int umask; /* -1: not given */
    int stopsignal;
    bool autostart, stopasgroup, killasgroup, redirect_stderr;
    enum program_autorestart autorestart;
    struct exit_codes exitcodes;
    struct program_log stdout_log, stderr_log;
    int64_t stdout_maxbytes, stderr_maxbytes; /* 0: never rotated */
    int stdout_backups, stderr_backups;
};

struct program_group {
    const char *name, *programs; /* a list, as it stands in the file */
    const char *file;
    int line;
};

/* What a file for `init -c` may say beside its programs. NULL: not given. */
struct program_server {
    const char *logfile, *childlogdir, *user, *directory, *socket, *inet_port, *username, *password,
        *include;
    const char *const *environment;
    int64_t logfile_maxbytes;
    int logfile_backups, umask;
};

struct programs {
    unsigned count;
    struct user_program list[PROGRAM_LIMIT];
    unsigned group_count;
    struct program_group groups[PROGRAM_GROUPS];
    struct program_server server;
    struct region region;
};

/* Which sections a file may have. */
enum program_scope { PROGRAMS_ONLY, PROGRAMS_AND_SERVER };

struct program_source {
    const char *file; /* for messages and %(here)s */
    const char *const *environment; /* NAME=VALUE, ended by NULL, for %(ENV_NAME)s */
    enum program_scope scope;
};

/* No programs, and the server's defaults. */
void programs_init(struct programs *programs);
void programs_free(struct programs *programs);

/* Adds what this text (ended by NUL, written over) defines; everything wrong with it is added to `problems` as FILE:LINE.
 * Pure. */
void programs_parse(struct programs *programs, char *text, const struct program_source *source, struct problems *problems);

/* The same with one file and those that its [include] names, or with all *.conf of a folder in the order of their names; groups are
 * applied. Problems are added. */
void programs_read_file(struct programs *programs, const struct program_source *source, struct problems *problems);
void programs_read_folder(struct programs *programs, const char *folder, const struct program_source *source,
                          struct problems *problems);

#endif
