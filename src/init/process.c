/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/process.h"

#include "base/fd.h"
#include "control/inherit.h"
#include "init/spawn.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static size_t list_fds(const struct service *service, int notify, struct spawn_fd *fds)
{
    const struct supervisor *supervisor = service->supervisor;
    bool splits = service->error_pipe[1] >= 0;
    size_t n = 0;
    fds[n++] = (struct spawn_fd) { supervisor->null_fd, STDIN_FILENO };
    fds[n++] = (struct spawn_fd) { service->log_pipe[1], STDOUT_FILENO };
    fds[n++] = (struct spawn_fd) { splits ? service->error_pipe[1] : service->log_pipe[1], STDERR_FILENO };
    if (service->row->program) return n; /* the user's programs know nothing of us */
    fds[n++] = (struct spawn_fd) { notify, INHERITED_NOTIFY };
    fds[n++] = (struct spawn_fd) { service->settings_fd, INHERITED_SETTINGS };
    if (!service->row->gets_log_pipes) return n;
    fds[n++] = (struct spawn_fd) { supervisor->console_fd, INHERITED_CONSOLE };
    fds[n++] = (struct spawn_fd) { supervisor->log_table_fd, INHERITED_LOG_TABLE };
    for (unsigned i = 0; i < supervisor->log_count; i++)
        fds[n++] = (struct spawn_fd) { supervisor->log_fds[i], INHERITED_LOG_PIPES + (int) i };
    return n;
}

/* Ours shuts everybody out, which is not what the user's programs expect. */
static int umask_of(const struct user_program *program)
{
    enum { SUPERVISORDS_UMASK = 022 };
    if (!program) return -1;
    return program->umask >= 0 ? program->umask : SUPERVISORDS_UMASK;
}

int process_start(struct service *service)
{
    struct spawn_fd fds[LOG_STREAMS + 8];
    int notify[2];
    const struct user_program *program = service->row->program;
    service->exec_errno = 0;
    service->told = (struct notice_reader) { 0 };
    if (fd_pipe(notify) < 0) return -1;
    struct spawn request = {
        .path = service->path, .directory = program ? program->directory : NULL, .umask = umask_of(program),
        .argv = service->words, .environment = service->environment,
        .fds = fds, .fds_count = list_fds(service, notify[1], fds),
    };
    pid_t pid = spawn(&request, &service->failure_fd);
    auto_close(&notify[1]);
    bool listens = pid > 0 && !program && loop_add(service->supervisor->loop, &service->notify, notify[0], EPOLLIN) == 0;
    if (!listens) auto_close(&notify[0]);
    if (pid < 0) return -1;
    service->pid = pid;
    return 0;
}

void process_terminate(const struct service *service)
{
    const struct user_program *program = service->row->program;
    int number = program ? program->stopsignal : SIGTERM;
    if (service->pid) kill(program && !program->stopasgroup ? service->pid : -service->pid, number);
}

void process_kill(const struct service *service)
{
    const struct user_program *program = service->row->program;
    if (service->pid) kill(program && !program->killasgroup ? service->pid : -service->pid, SIGKILL);
}

void process_kill_leftovers(const struct service *service)
{
    const struct user_program *program = service->row->program;
    if (!program || program->killasgroup) kill(-service->pid, SIGKILL);
}

void process_forget(struct service *service)
{
    int fd = service->notify.fd;
    loop_remove(service->supervisor->loop, &service->notify);
    auto_close(&fd);
    auto_close(&service->failure_fd);
    service->failure_fd = -1;
    service->pid = 0;
    service->board->pid = 0;
}

void process_describe_failure(const struct service *service, const char *stage, int error, char *out, size_t room)
{
    bool is_users = service->row->program && text_equal(stage, SPAWN_STAGE_EXEC);
    const char *command = service->words[0];
    if (is_users && (error == ENOENT || error == ENOTDIR)) text_print_in(out, room, "can't find command '%s'", command);
    else if (is_users && error == EACCES) text_print_in(out, room, "command at '%s' is not executable", command);
    else text_print_in(out, room, "failed while %s: %s", stage, strerror(error));
}

void process_describe_end(struct service *service, const struct service_end *end, int status)
{
    struct board_service *board = service->board;
    const struct service_policy *policy = service->row->program ? &service->row->policy : NULL;
    struct spawn_failure failure;
    if (end->never_began && spawn_read_failure(service->failure_fd, &failure) == 0) {
        service->exec_errno = text_equal(failure.stage, SPAWN_STAGE_EXEC) ? failure.error : 0;
        process_describe_failure(service, failure.stage, failure.error, board->reason, sizeof board->reason);
    } else if (policy && end->state == SERVICE_STARTING)
        text_print(board->reason, "Exited too quickly (process log may have details)");
    else if (policy && service_expects(policy, end->status)) board->reason[0] = 0;
    else if (policy && end->status >= 0) text_print(board->reason, "Bad exit code %d", end->status);
    else if (end->status < 0) text_print(board->reason, "killed by SIG%s", sigabbrev_np(status));
    else if (service->told.reason[0]) text_print(board->reason, "%s", service->told.reason);
    else if (end->status == SERVICE_BAD_SETTINGS) text_print(board->reason, "bad settings: see its log");
    else text_print(board->reason, "exit status %d", end->status);
}
