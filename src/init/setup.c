/* SPDX-License-Identifier: MIT
 *
 * The part of the supervisor that runs before anything is started, and may still allocate and fail.
 */
#define _GNU_SOURCE
#include "init/supervisor.h"

#include "base/clock.h"
#include "base/component.h"
#include "base/fd.h"
#include "base/log.h"
#include "init/patience.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All that a service of ours sees of the outside: nothing of what we were started with. */
static void make_environment(struct supervisor *supervisor, const struct config *config)
{
    const char *const entries[] = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
        rows_text("HOME=%s", config->data_dir), rows_text("TZ=%s", config->time_zone),
        rows_text("DISPLAY=:%d", config->display.number), rows_text("XAUTHORITY=%s/Xauthority", config->run_dir), NULL,
    };
    _Static_assert(sizeof entries <= sizeof supervisor->environment, "one entry too many");
    memcpy(supervisor->environment, entries, sizeof entries);
}

/* Later entries win. */
static void put(const char **environment, size_t *count, const char *entry)
{
    size_t name = strcspn(entry, "="), at = 0;
    while (at < *count && strncmp(environment[at], entry, name + 1) != 0) at++;
    environment[at] = entry;
    if (at == *count) (*count)++;
}

/* One of the user's programs sees what we were started with but for our settings, and what its file adds. */
static const char *const *program_environment(const struct user_program *program, const struct config *config)
{
    size_t count = 0, room = 8;
    for (char **entry = environ; *entry; entry++) room++;
    for (size_t i = 0; program->environment && program->environment[i]; i++) room++;
    const char **environment = calloc(room, sizeof *environment);
    INVARIANT(environment);
    put(environment, &count, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    for (char **entry = environ; *entry; entry++) put(environment, &count, *entry);
    put(environment, &count, rows_text("TZ=%s", config->time_zone));
    put(environment, &count, "SUPERVISOR_ENABLED=1");
    put(environment, &count, rows_text("SUPERVISOR_SERVER_URL=unix://%s/supervisor.sock", config->run_dir));
    put(environment, &count, rows_text("SUPERVISOR_PROCESS_NAME=%s", board_process_name(program->name)));
    put(environment, &count, rows_text("SUPERVISOR_GROUP_NAME=%.*s", (int) board_group_length(program->name), program->name));
    for (size_t i = 0; program->environment && program->environment[i]; i++)
        put(environment, &count, program->environment[i]);
    return environment;
}

/* The read end does not block the logger; the write end blocks its service, which knows no EAGAIN. */
static int make_log_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    return fd_set_nonblocking(ends[0]);
}

static const char *find_executable(const char *program)
{
    char path[PATH_MAX];
    if (program[0] == '/') return program;
    bool found = text_equal(program, "gatehouse") ? component_self(path, sizeof path)
                                                  : component_find(program, path, sizeof path);
    if (!found) log_error("%s is not beside this executable, nor in ../lib/gatehouse", program);
    return found ? rows_text("%s", path) : NULL;
}

static void describe_row(const struct service_row *row, struct board_service *board)
{
    text_print(board->name, "%s", row->name);
    text_print(board->alias, "%s", row->alias ? row->alias : "");
    text_print(board->note, "%s", row->note ? row->note : "");
    board->part = row->part;
    board->instance = row->instance;
    board->internal = row->internal;
    board->state = SERVICE_STOPPED;
}

static int init_service(struct supervisor *supervisor, const struct service_row *row, const struct config *config)
{
    struct service *service = &supervisor->services[supervisor->count];
    const struct user_program *program = row->program;
    *service = (struct service) {
        .row = row, .supervisor = supervisor, .board = &supervisor->board_part.services[supervisor->count],
        .notify.fd = -1, .failure_fd = -1, .settings_fd = -1, .error_pipe = { -1, -1 },
        .path = program ? program->words[0] : find_executable(row->command[0]),
        .words = program ? program->words : row->command,
        .environment = program ? program_environment(program, config) : supervisor->environment,
    };
    if (!service->path) return -1;
    describe_row(row, service->board);
    if (!program) service->settings_fd = config_seal(config, row->audience);
    bool ok = (program || service->settings_fd >= 0) && make_log_pipe(service->log_pipe) == 0;
    if (ok && program && !program->redirect_stderr) ok = make_log_pipe(service->error_pipe) == 0;
    if (!ok) log_errno("%s cannot be prepared", row->name);
    return ok ? 0 : -1;
}

/* ---- logs ---- */

enum { OUR_LOG_BYTES = 10 << 20, OUR_LOG_BACKUPS = 3 };

/* A colon is a nuisance in the name of a file. */
static void print_log_path(const struct program_log *log, const char *folder, const char *name, const char *suffix,
                           char *out, size_t room)
{
    bool is_auto = !log || log->kind == PROGRAM_LOG_AUTO;
    text_print_in(out, room, "%s", is_auto || !log->path ? "" : log->path);
    if (!is_auto) return;
    text_print_in(out, room, "%s/%s%s.log", folder, name, suffix);
    for (char *colon = strchr(out + strlen(folder), ':'); colon; colon = strchr(colon, ':')) *colon = '.';
}

static struct log_stream *add_stream(struct supervisor *supervisor, struct log_stream *streams, const char *name, int fd)
{
    struct log_stream *stream = &streams[supervisor->log_count];
    supervisor->log_fds[supervisor->log_count++] = fd;
    text_print(stream->service, "%s", name);
    stream->maxbytes = OUR_LOG_BYTES;
    stream->backups = OUR_LOG_BACKUPS;
    return stream;
}

static void add_service_streams(struct supervisor *supervisor, const struct service *service, const char *log_dir,
                                struct log_stream *streams)
{
    const struct user_program *program = service->row->program;
    const char *name = service->row->name;
    struct log_stream *stream = add_stream(supervisor, streams, name, service->log_pipe[0]);
    print_log_path(program ? &program->stdout_log : NULL, log_dir, name, "", stream->path, sizeof stream->path);
    text_print(service->board->stdout_log, "%s", stream->path);
    if (!program) return;
    stream->is_raw = true;
    stream->maxbytes = program->stdout_maxbytes;
    stream->backups = program->stdout_backups;
    if (program->redirect_stderr) return;
    stream = add_stream(supervisor, streams, name, service->error_pipe[0]);
    print_log_path(&program->stderr_log, log_dir, name, "-stderr", stream->path, sizeof stream->path);
    text_print(service->board->stderr_log, "%s", stream->path);
    stream->maxbytes = program->stderr_maxbytes;
    stream->backups = program->stderr_backups;
    stream->is_raw = stream->is_stderr = true;
}

static int make_log_table(struct supervisor *supervisor, const struct config *config, const struct program_server *server)
{
    struct log_stream *streams = calloc(LOG_STREAMS, sizeof *streams);
    INVARIANT(streams);
    struct log_stream *own = add_stream(supervisor, streams, "gatehouse", supervisor->main_log[0]);
    bool has_path = server && server->logfile;
    if (!has_path) text_print(own->path, "%s/gatehouse.log", config->log_dir);
    else if (!text_starts_with(server->logfile, "/dev/")) text_print(own->path, "%s", server->logfile);
    if (server) {
        own->maxbytes = server->logfile_maxbytes;
        own->backups = server->logfile_backups;
    }
    text_print(supervisor->board_part.main_log, "%s", own->path);
    for (unsigned i = 0; i < supervisor->count; i++)
        add_service_streams(supervisor, &supervisor->services[i], config->log_dir, streams);
    supervisor->log_table_fd = fd_sealed_memory("gatehouse-logs", streams, supervisor->log_count * sizeof *streams);
    free(streams);
    return supervisor->log_table_fd < 0 ? -1 : 0;
}

/* ---- all together ---- */

static void collect_offer(struct supervisor *supervisor, const struct service_row *row, const struct config *config)
{
    struct text text = { supervisor->offers, sizeof supervisor->offers, strlen(supervisor->offers), false };
    char offer[256] = "";
    struct text one = TEXT_IN(offer);
    if (row->may_come_later) return; /* told when it has come */
    if (row->offer) row->offer(config, &one);
    else if (row->note) text_add(&one, row->note);
    if (offer[0]) text_format(&text, "%s%s", text.length ? ", " : "", offer);
}

static struct board_program our_program(const struct service_row *row, unsigned index)
{
    return (struct board_program) {
        .autostart = true, .stopasgroup = true, .killasgroup = true, .redirect_stderr = true,
        .autorestart = AUTORESTART_ALWAYS, .priority = (int32_t) index, .stopsignal = SIGTERM,
        .startsecs = (int32_t) (row->limits.start_ms / 1000), .stopwaitsecs = (int32_t) (row->limits.stop_ms / 1000),
        .stdout_maxbytes = OUR_LOG_BYTES, .stdout_backups = OUR_LOG_BACKUPS,
    };
}

static struct board_program users_program(const struct user_program *program)
{
    struct board_program board = {
        .autostart = program->autostart, .stopasgroup = program->stopasgroup, .killasgroup = program->killasgroup,
        .redirect_stderr = program->redirect_stderr, .autorestart = (enum autorestart) program->autorestart,
        .priority = program->priority, .stopsignal = program->stopsignal, .startsecs = program->startsecs,
        .startretries = program->startretries, .stopwaitsecs = program->stopwaitsecs,
        .stdout_maxbytes = program->stdout_maxbytes, .stderr_maxbytes = program->stderr_maxbytes,
        .stdout_backups = program->stdout_backups, .stderr_backups = program->stderr_backups,
    };
    text_print(board.directory, "%s", program->directory ? program->directory : "");
    memcpy(board.exitcodes, program->exitcodes.bits, sizeof board.exitcodes);
    return board;
}

static void publish_program(struct supervisor *supervisor, unsigned index)
{
    const struct service *service = &supervisor->services[index];
    const struct user_program *users = service->row->program;
    struct board_program program = users ? users_program(users) : our_program(service->row, index);
    struct text command = TEXT_IN(program.command);
    if (users) text_add(&command, users->command);
    else
        for (unsigned i = 0; service->words[i]; i++) text_format(&command, "%s%s", i ? " " : "", service->words[i]);
    board_write_program(supervisor->board, index, &program);
}

static void share_patience(struct supervisor *supervisor, const struct rows *rows, int stop_grace)
{
    int64_t after_ms[BOARD_SERVICES];
    supervisor->stop_budget_ms = patience_budget_ms(stop_grace);
    (void) patience_share(rows, supervisor->stop_budget_ms, after_ms);
    for (unsigned i = 0; i < supervisor->count; i++) supervisor->services[i].after_ms = after_ms[i];
}

int supervisor_init(struct supervisor *supervisor, struct loop *loop, const struct rows *rows, const struct config *config)
{
    *supervisor = (struct supervisor) { .loop = loop, .json = config->log_format == LOG_FORMAT_JSON };
    make_environment(supervisor, config);
    supervisor->null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    supervisor->console_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (supervisor->null_fd < 0 || make_log_pipe(supervisor->main_log) < 0) return -1;
    if (supervisor->console_fd < 0) supervisor->console_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd_set_nonblocking(supervisor->main_log[1]) < 0) return -1; /* PID 1 rather loses a line than waits */
    for (size_t i = 0; i < rows->count; i++) {
        if (init_service(supervisor, &rows->rows[i], config) < 0) return -1;
        collect_offer(supervisor, &rows->rows[i], config);
        supervisor->count++;
    }
    share_patience(supervisor, rows, config->stop_grace);
    if (make_log_table(supervisor, config, rows->server) < 0) return -1;
    supervisor->board = board_create(config->run_dir);
    if (!supervisor->board) {
        log_errno("the board cannot be made in %s", config->run_dir);
        return -1;
    }
    supervisor->board_part.pid = getpid();
    supervisor->board_part.started_at = clock_wall_s();
    text_print(supervisor->board_part.log_dir, "%s", config->log_dir);
    text_print(supervisor->board_part.time_zone, "%s", config->time_zone);
    supervisor->board_part.count = supervisor->count;
    for (unsigned i = 0; i < supervisor->count; i++) publish_program(supervisor, i);
    return 0;
}
