/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/alone.h"

#include "base/log.h"
#include "init/possession.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRIES = 16 };

/* What config_load is given in the place of the environment. */
struct stand_in {
    const char *entries[ENTRIES];
    size_t count;
};

static struct programs programs;

static void give(struct stand_in *stand_in, const char *name, const char *value)
{
    if (value && *value) stand_in->entries[stand_in->count++] = rows_text("%s=%s", name, value);
}

/* "9001", "*:9001", "localhost:9001", "10.0.0.1:9001" */
static void give_server(struct stand_in *stand_in, const struct program_server *server)
{
    if (!server->inet_port) return;
    const char *colon = strrchr(server->inet_port, ':');
    const char *host = colon ? rows_text("%.*s", (int) (colon - server->inet_port), server->inet_port) : "";
    if (text_equal(host, "*") || !*host) host = "0.0.0.0";
    if (text_equal(host, "localhost")) host = "127.0.0.1";
    give(stand_in, "SUPERVISORD_UI_PORT", colon ? colon + 1 : server->inet_port);
    give(stand_in, "BIND_ADDRESS", host);
    give(stand_in, "SUPERVISORD_UI_USER", server->username);
    give(stand_in, "SUPERVISORD_UI_PASS", server->password);
}

static void load(struct config *config, struct problems *problems)
{
    struct stand_in stand_in = { .count = 0 };
    char run_dir[PATH_MAX];
    const struct program_server *server = &programs.server;
    config_default_run_dir(geteuid(), run_dir, sizeof run_dir);
    if (getenv("RUN_DIR") && *getenv("RUN_DIR")) text_print(run_dir, "%s", getenv("RUN_DIR"));
    give(&stand_in, "IB_USER", "none"); /* nobody reads these two here, but without them nothing is complete */
    give(&stand_in, "IB_PASSWORD", "none");
    give(&stand_in, "RUN_DIR", run_dir);
    give(&stand_in, "DATA_DIR", run_dir);
    give(&stand_in, "LOG_DIR", server->childlogdir ? server->childlogdir : getenv("LOG_DIR"));
    give(&stand_in, "LOG_FORMAT", getenv("LOG_FORMAT"));
    give(&stand_in, "STOP_GRACE", getenv("STOP_GRACE"));
    give(&stand_in, "TZ", getenv("TZ") && *getenv("TZ") ? getenv("TZ") : "UTC");
    give_server(&stand_in, server);
    config_load(config, stand_in.entries, problems);
}

/* Root stays root unless the file names somebody else. */
static void choose_user(const char *file, struct config *config, struct problems *problems)
{
    const char *name = programs.server.user;
    int64_t number = -1;
    const struct passwd *entry = name ? getpwnam(name) : NULL;
    config->puid = (int) geteuid();
    config->pgid = (int) getegid();
    if (!name || (text_parse_number(name, 0, INT_MAX, &number) && number == config->puid)) return;
    if (entry && (geteuid() == 0 || entry->pw_uid == geteuid())) {
        config->puid = (int) entry->pw_uid;
        config->pgid = (int) entry->pw_gid;
    } else problem_add(problems, rows_text("%s: user", file), name, NULL, entry ? "cannot be taken on: this is not root"
                                                                                 : "is nobody here");
}

static void add_rows(struct rows *rows, const struct config *config, struct problems *problems)
{
    const struct program_server *server = &programs.server;
    *rows = (struct rows) { .server = server };
    for (size_t i = 0; i < service_rows_count; i++) {
        const struct service_row *row = &service_rows[i];
        bool is_web = text_equal(row->name, "web") && (server->socket || server->inet_port);
        if (row->gets_log_pipes || is_web) rows_add(rows, row, problems);
    }
    rows_add_programs(rows, &programs, (unsigned) config->puid, problems);
}

static void settle_in(const char *file, struct problems *problems)
{
    const struct program_server *server = &programs.server;
    if (server->directory && chdir(server->directory) < 0)
        problem_add(problems, rows_text("%s: directory", file), server->directory, NULL, "cannot be entered: %s",
                    strerror(errno));
    for (size_t i = 0; server->environment && server->environment[i]; i++) {
        const char *equals = strchr(server->environment[i], '=');
        const char *name = rows_text("%.*s", (int) (equals - server->environment[i]), server->environment[i]);
        if (setenv(name, equals + 1, 1) < 0) log_errno("%s cannot be set", name);
    }
}

void alone_prepare(const char *file, char **environment, struct config *config, struct rows *rows, struct problems *problems)
{
    char path[PATH_MAX];
    const char *const *variables = (const char *const *) environment;
    struct program_source source = { realpath(file, path) ? path : file, variables, PROGRAMS_AND_SERVER };
    programs_init(&programs);
    programs_read_file(&programs, &source, problems);
    for (unsigned i = 0; i < programs.count; i++)
        if (programs.list[i].umask < 0) programs.list[i].umask = programs.server.umask;
    load(config, problems);
    config_scrub_environment(environment);
    choose_user(file, config, problems);
    if (!problems->count) add_rows(rows, config, problems);
    if (!problems->count) take_possession(config, problems);
    if (!problems->count) settle_in(file, problems);
}

void alone_link_socket(const struct rows *rows, const char *run_dir)
{
    const char *path = rows->server ? rows->server->socket : NULL;
    struct stat about;
    if (!path) return;
    if (lstat(path, &about) == 0 && (S_ISLNK(about.st_mode) || S_ISSOCK(about.st_mode))) unlink(path);
    if (symlink(rows_text("%s/supervisor.sock", run_dir), path) < 0) log_errno("%s cannot be made", path);
}

void alone_unlink_socket(const struct rows *rows)
{
    const char *path = rows->server ? rows->server->socket : NULL;
    struct stat about;
    if (path && lstat(path, &about) == 0 && S_ISLNK(about.st_mode)) unlink(path);
}
