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

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_environment(struct supervisor *supervisor, unsigned index, const char *name, const char *value)
{
    text_print_in(supervisor->environment_text[index], sizeof supervisor->environment_text[index], "%s=%s", name, value);
    supervisor->environment[index] = supervisor->environment_text[index];
}

/* All that a child sees of the outside: nothing of what we were started with. */
static void make_environment(struct supervisor *supervisor, const struct config *config)
{
    char display[16], authority[PATH_MAX];
    text_print(display, ":%d", config->display.number);
    text_print(authority, "%s/Xauthority", config->run_dir);
    add_environment(supervisor, 0, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    add_environment(supervisor, 1, "HOME", config->data_dir);
    add_environment(supervisor, 2, "LANG", "C.UTF-8");
    add_environment(supervisor, 3, "TZ", config->time_zone);
    add_environment(supervisor, 4, "DISPLAY", display);
    add_environment(supervisor, 5, "XAUTHORITY", authority);
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

static void describe_row(const struct service_row *row, const struct config *config, struct board_service *board)
{
    text_print(board->name, "%s", row->name);
    text_print(board->alias, "%s", row->alias ? row->alias : "");
    text_print(board->stdout_log, "%s/%s.log", config->log_dir, row->name);
    board->part = row->part;
    board->instance = row->instance;
    board->internal = row->internal;
    board->state = SERVICE_STOPPED;
}

static int init_service(struct supervisor *supervisor, const struct service_row *row, const struct config *config)
{
    struct service *service = &supervisor->services[supervisor->count];
    *service = (struct service) {
        .row = row, .supervisor = supervisor, .board = &supervisor->board_part.services[supervisor->count],
        .notify.fd = -1, .failure_fd = -1, .path = find_executable(row->command[0]),
    };
    if (!service->path) return -1;
    describe_row(row, config, service->board);
    service->settings_fd = config_seal(config, row->audience);
    if (service->settings_fd >= 0 && make_log_pipe(service->log_pipe) == 0) return 0;
    log_errno("%s cannot be prepared", row->name);
    return -1;
}

static void collect_offer(struct supervisor *supervisor, const struct service_row *row, const struct config *config)
{
    struct text text = { supervisor->offers, sizeof supervisor->offers, strlen(supervisor->offers), false };
    char offer[256] = "";
    struct text one = TEXT_IN(offer);
    if (row->offer) row->offer(config, &one);
    if (offer[0]) text_format(&text, "%s%s", text.length ? ", " : "", offer);
}

static void publish_program(struct supervisor *supervisor, unsigned index)
{
    const struct service_row *row = supervisor->services[index].row;
    struct board_program program = {
        .autostart = true, .stopasgroup = true, .killasgroup = true, .redirect_stderr = true,
        .autorestart = AUTORESTART_ALWAYS, .priority = (int32_t) index, .stopsignal = SIGTERM,
        .startsecs = (int32_t) (row->limits.start_ms / 1000), .stopwaitsecs = (int32_t) (row->limits.stop_ms / 1000),
    };
    struct text command = TEXT_IN(program.command);
    for (unsigned i = 0; i < SERVICE_ARGUMENTS && row->command[i]; i++)
        text_format(&command, "%s%s", i ? " " : "", row->command[i]);
    board_write_program(supervisor->board, index, &program);
}

int supervisor_init(struct supervisor *supervisor, struct loop *loop, const struct service_row *rows, size_t count,
                    const struct config *config)
{
    *supervisor = (struct supervisor) { .loop = loop };
    make_environment(supervisor, config);
    supervisor->null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    supervisor->console_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (supervisor->null_fd < 0 || make_log_pipe(supervisor->main_log) < 0) return -1;
    if (supervisor->console_fd < 0) supervisor->console_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd_set_nonblocking(supervisor->main_log[1]) < 0) return -1; /* PID 1 rather loses a line than waits */
    for (size_t i = 0; i < count; i++) {
        if (init_service(supervisor, &rows[i], config) < 0) return -1;
        collect_offer(supervisor, &rows[i], config);
        supervisor->count++;
    }
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
