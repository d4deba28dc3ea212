/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/supervisor.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "control/inherit.h"
#include "init/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

static void settle(struct supervisor *supervisor);
static void handle(struct service *service, enum service_event event);

/* ---- telling ---- */

void supervisor_say(const struct supervisor *supervisor, const char *line)
{
    struct pollfd console = { .fd = supervisor->console_fd, .events = POLLOUT };
    if (poll(&console, 1, 0) != 1 || !(console.revents & POLLOUT)) return;
    ssize_t n = write(supervisor->console_fd, line, strlen(line));
    (void) n; /* a console that is gone is nobody's loss */
}

static void publish(struct supervisor *supervisor)
{
    supervisor->board_part.stopping = supervisor->stopping;
    board_write_init(supervisor->board, &supervisor->board_part);
}

static void announce_once(struct supervisor *supervisor)
{
    char line[600];
    if (supervisor->announced || supervisor->stopping) return;
    for (unsigned i = 0; i < supervisor->count; i++)
        if (supervisor->board_part.services[i].state != SERVICE_RUNNING) return;
    supervisor->announced = true;
    text_print(line, "gatehouse: ready: %s\n", supervisor->offers);
    supervisor_say(supervisor, line);
}

/* The only writer of a service's state. */
static void set_state(struct service *service, enum service_state state, const char *reason)
{
    struct board_service *board = service->board;
    if (board->state != state)
        log_info("%s %s -> %s%s%s", board->name, service_state_name(board->state), service_state_name(state),
                 *reason ? ": " : "", reason);
    board->state = state;
    board->changed_at_ms = clock_wall_ms();
    text_print(board->reason, "%s", reason);
    if (state == SERVICE_RUNNING) service->running_since = clock_now_ms();
}

/* ---- starting ---- */

static void on_notified(struct loop_watch *watch, uint32_t events)
{
    struct service *service = CONTAINER_OF(watch, struct service, notify);
    char bytes[64];
    (void) events;
    ssize_t n = read(watch->fd, bytes, sizeof bytes);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        int fd = watch->fd;
        loop_remove(service->supervisor->loop, watch);
        auto_close(&fd);
        return;
    }
    for (ssize_t i = 0; i < n; i++) {
        if (bytes[i] == '\n') handle(service, EVENT_READY);
        if (bytes[i] == '!') handle(service, EVENT_NOT_READY);
    }
    settle(service->supervisor);
}

static void forget_process(struct service *service)
{
    int fd = service->notify.fd;
    loop_remove(service->supervisor->loop, &service->notify);
    auto_close(&fd);
    auto_close(&service->failure_fd);
    service->failure_fd = -1;
    service->pid = 0;
    service->board->pid = 0;
}

static size_t list_fds(const struct service *service, int notify, struct spawn_fd *fds)
{
    const struct supervisor *supervisor = service->supervisor;
    size_t n = 0;
    fds[n++] = (struct spawn_fd) { supervisor->null_fd, STDIN_FILENO };
    fds[n++] = (struct spawn_fd) { service->log_pipe[1], STDOUT_FILENO };
    fds[n++] = (struct spawn_fd) { service->log_pipe[1], STDERR_FILENO };
    fds[n++] = (struct spawn_fd) { notify, INHERITED_NOTIFY };
    fds[n++] = (struct spawn_fd) { service->settings_fd, INHERITED_SETTINGS };
    if (!service->row->gets_log_pipes) return n;
    fds[n++] = (struct spawn_fd) { supervisor->console_fd, INHERITED_CONSOLE };
    fds[n++] = (struct spawn_fd) { supervisor->main_log[0], INHERITED_MAIN_LOG };
    for (unsigned i = 0; i < supervisor->count; i++)
        fds[n++] = (struct spawn_fd) { supervisor->services[i].log_pipe[0], INHERITED_LOG_PIPES + (int) i };
    return n;
}

/* -1 with errno. */
static int start_process(struct service *service)
{
    struct spawn_fd fds[BOARD_SERVICES + 8];
    int notify[2];
    const struct supervisor *supervisor = service->supervisor;
    if (fd_pipe(notify) < 0) return -1;
    struct spawn request = {
        .path = service->path, .argv = service->row->command, .environment = supervisor->environment,
        .fds = fds, .fds_count = list_fds(service, notify[1], fds),
    };
    pid_t pid = spawn(&request, &service->failure_fd);
    auto_close(&notify[1]);
    if (pid < 0 || loop_add(supervisor->loop, &service->notify, notify[0], EPOLLIN) < 0) auto_close(&notify[0]);
    if (pid < 0) return -1;
    service->pid = pid;
    return 0;
}

static void start(struct service *service)
{
    struct board_service *board = service->board;
    if (board->started_at && board->state == SERVICE_STARTING && service->failures) board->restarts++;
    if (start_process(service) < 0) {
        text_print(board->reason, "cannot be started: %s", strerror(errno));
        handle(service, EVENT_DIED);
        return;
    }
    board->pid = service->pid;
    board->started_at = clock_wall_s();
}

/* ---- the state machine's hands ---- */

static void on_deadline(struct loop_timer *timer)
{
    struct service *service = CONTAINER_OF(timer, struct service, timer);
    bool is_restart = service->board->state == SERVICE_BACKOFF;
    handle(service, is_restart && !service_may_run(service) ? EVENT_STOP : EVENT_DEADLINE);
    settle(service->supervisor);
}

static void act(struct service *service, enum service_action action)
{
    switch (action) {
    case ACTION_NONE: return;
    case ACTION_SPAWN: start(service); return;
    case ACTION_TERMINATE: kill(-service->pid, SIGTERM); return;
    case ACTION_KILL: kill(-service->pid, SIGKILL); return;
    }
}

static void describe_wait(const struct service *service, const struct service_step *step, char *reason, size_t room)
{
    int64_t wait = step->deadline == CLOCK_NEVER ? 0 : step->deadline - clock_now_ms();
    bool waits = step->next == SERVICE_BACKOFF && wait > 0;
    bool is_new = step->next == SERVICE_RUNNING || step->next == SERVICE_STARTING;
    text_print_in(reason, room, "%s", is_new ? "" : service->board->reason);
    if (waits) {
        size_t used = strlen(reason);
        text_print_in(reason + used, room - used, "%s next try in %d s", used ? ";" : "", (int) ((wait + 999) / 1000));
    }
}

static void handle(struct service *service, enum service_event event)
{
    struct service_facts facts = {
        .state = service->board->state, .failures = service->failures, .running_since = service->running_since,
        .limits = service->row->limits,
    };
    struct service_step step;
    char reason[BOARD_TEXT];
    if (!service_step(&facts, event, clock_now_ms(), &step)) return;
    service->failures = step.failures;
    describe_wait(service, &step, reason, sizeof reason);
    set_state(service, step.next, reason);
    loop_set_timer(service->supervisor->loop, &service->timer, step.deadline);
    act(service, step.action);
}

/* ---- what should run, and what may ---- */

static const struct service *find_need(const struct service *service, unsigned index)
{
    const char *name = index < SERVICE_NEEDS ? service->row->needs[index] : NULL;
    return name ? supervisor_find(service->supervisor, name) : NULL;
}

bool service_is_wanted(const struct service *service)
{
    return service->wanted && !service->restarting;
}

/* The table's chains are short. */
const struct service *service_missing_need(const struct service *service)
{
    for (unsigned i = 0; i < SERVICE_NEEDS; i++) {
        const struct service *need = find_need(service, i);
        if (!need) continue;
        if (!service_is_wanted(need) || need->board->state != SERVICE_RUNNING) return need;
        if (service_missing_need(need)) return need;
    }
    return NULL;
}

bool service_may_run(const struct service *service)
{
    return service_is_wanted(service) && !service_missing_need(service);
}

bool service_is_down(const struct service *service)
{
    return service->pid == 0 && service->board->state != SERVICE_BACKOFF;
}

/* Somebody still runs who needs it; the logger is needed by everybody, but only at the end. */
static bool is_held(const struct service *service)
{
    const struct supervisor *supervisor = service->supervisor;
    for (unsigned i = 0; i < supervisor->count; i++) {
        const struct service *other = &supervisor->services[i];
        if (other == service || service_is_down(other)) continue;
        if (service->row->gets_log_pipes && supervisor->stopping) return true;
        for (unsigned n = 0; n < SERVICE_NEEDS; n++)
            if (find_need(other, n) == service) return true;
    }
    return false;
}

/* At once when what it needs has gone; in order, after those who need it, when only the wish has. */
static bool must_stop(const struct service *service, const struct service *missing)
{
    if (missing && missing->board->state != SERVICE_RUNNING) return true;
    return (missing || !service_is_wanted(service)) && !is_held(service);
}

static bool settle_one(struct service *service)
{
    enum service_state before = service->board->state;
    bool was_restarting = service->restarting;
    if (service->restarting && service_is_down(service)) service->restarting = false;
    const struct service *missing = service_missing_need(service);
    bool wanted = service_is_wanted(service);
    bool rests = before == SERVICE_STOPPED || (was_restarting && !service->restarting);
    if (rests && wanted && !missing) handle(service, EVENT_START);
    if (missing && wanted && (rests || service->pid))
        text_print(service->board->reason, "waits for %s", missing->row->name);
    if (must_stop(service, missing)) handle(service, EVENT_STOP);
    return service->board->state != before || service->restarting != was_restarting;
}

static void settle(struct supervisor *supervisor)
{
    bool changed = true;
    if (supervisor->settling) return;
    supervisor->settling = true;
    while (changed) {
        changed = false;
        for (unsigned i = 0; i < supervisor->count; i++) changed |= settle_one(&supervisor->services[i]);
    }
    supervisor->settling = false;
    publish(supervisor);
    announce_once(supervisor);
    if (supervisor->on_change) supervisor->on_change(supervisor);
}

/* ---- endings ---- */

static enum service_event judge_end(struct service *service, int code, int status)
{
    struct board_service *board = service->board;
    struct spawn_failure failure;
    board->exit_status = code == CLD_EXITED ? status : -1;
    if (status == SPAWN_FAILED && spawn_read_failure(service->failure_fd, &failure) == 0) {
        text_print(board->reason, "failed while %s: %s", failure.stage, strerror(failure.error));
        return EVENT_HOPELESS;
    }
    if (code != CLD_EXITED) text_print(board->reason, "killed by SIG%s", sigabbrev_np(status));
    else text_print(board->reason, "exit status %d", status);
    if (code != CLD_EXITED || status != EXIT_BAD_SETTINGS) return EVENT_DIED;
    text_print(board->reason, "bad settings: see its log");
    return EVENT_HOPELESS;
}

void supervisor_child_ended(struct supervisor *supervisor, pid_t pid, int code, int status)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        struct service *service = &supervisor->services[i];
        if (service->pid != pid) continue;
        kill(-pid, SIGKILL); /* what it left behind in its group; the number is ours until it is reaped */
        enum service_event event = judge_end(service, code, status);
        bool expected = service->board->state == SERVICE_STOPPING;
        forget_process(service);
        if (expected) service->board->reason[0] = 0;
        service->board->stopped_at = clock_wall_s();
        handle(service, event);
        settle(supervisor);
        return;
    }
}

void supervisor_count_orphan(struct supervisor *supervisor)
{
    supervisor->board_part.orphans++;
    publish(supervisor);
}

/* ---- what people and signals want ---- */

struct service *supervisor_find(struct supervisor *supervisor, const char *name)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        const struct service_row *row = supervisor->services[i].row;
        if (text_equal(row->name, name) || (row->alias && text_equal(row->alias, name))) return &supervisor->services[i];
    }
    return NULL;
}

void supervisor_want(struct supervisor *supervisor, struct service *service, bool up)
{
    service->wanted = up;
    service->failures = 0;
    if (up && service_may_run(service)) handle(service, EVENT_START);
    settle(supervisor);
}

void supervisor_restart(struct supervisor *supervisor, struct service *service)
{
    service->wanted = true;
    service->restarting = true;
    service->failures = 0;
    settle(supervisor);
}

void supervisor_restart_all(struct supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count && !supervisor->stopping; i++) {
        struct service *service = &supervisor->services[i];
        if (service->row->internal || !service->wanted) continue;
        service->restarting = true;
        service->failures = 0;
    }
    settle(supervisor);
}

void supervisor_reopen_logs(const struct supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        const struct service *service = &supervisor->services[i];
        if (service->row->gets_log_pipes && service->pid) kill(service->pid, SIGUSR2);
    }
}

void supervisor_shut_down(struct supervisor *supervisor, int exit_status)
{
    if (supervisor->stopping) return;
    supervisor->stopping = true;
    supervisor->exit_status = exit_status;
    for (unsigned i = 0; i < supervisor->count; i++) supervisor->services[i].wanted = false;
    settle(supervisor);
}

bool supervisor_is_down(const struct supervisor *supervisor)
{
    if (!supervisor->stopping) return false;
    for (unsigned i = 0; i < supervisor->count; i++)
        if (!service_is_down(&supervisor->services[i])) return false;
    return true;
}

void supervisor_start(struct supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        struct service *service = &supervisor->services[i];
        service->notify.on_event = on_notified;
        service->timer.on_expired = on_deadline;
        service->wanted = true;
    }
    publish(supervisor); /* the logger looks there for the names of its pipes */
    settle(supervisor);
}
