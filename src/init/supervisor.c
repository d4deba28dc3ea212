/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/supervisor.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "init/announce.h"
#include "init/process.h"
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
static void judge(struct service *service, const struct service_end *end);

/* ---- telling ---- */

void supervisor_say(const struct supervisor *supervisor, const char *words)
{
    char line[1024];
    struct text text = TEXT_IN(line);
    text_add(&text, supervisor->json ? "{\"service\":\"gatehouse\",\"message\":\"" : "gatehouse: ");
    if (supervisor->json) text_add_json(&text, words);
    else text_add(&text, words);
    text_add(&text, supervisor->json ? "\"}\n" : "\n");
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

static void take_notice(struct service *service, enum notice notice)
{
    switch (notice) {
    case NOTICE_NONE: return;
    case NOTICE_READY:
        service->told.reason[0] = 0;
        handle(service, EVENT_READY);
        return;
    case NOTICE_NOT_READY: handle(service, EVENT_NOT_READY); return;
    case NOTICE_REASON:
        if (service->board->state == SERVICE_STARTING) text_print(service->board->reason, "%s", service->told.reason);
        return;
    }
}

/* False when there was nothing. */
static bool read_notices(struct service *service)
{
    char bytes[256];
    int fd = service->notify.fd;
    ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;
    if (fd < 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) return false;
    if (n <= 0) {
        loop_remove(service->supervisor->loop, &service->notify);
        auto_close(&fd);
    }
    for (ssize_t i = 0; i < n; i++) take_notice(service, notice_take(&service->told, bytes[i]));
    return n > 0;
}

static void on_notified(struct loop_watch *watch, uint32_t events)
{
    struct service *service = CONTAINER_OF(watch, struct service, notify);
    (void) events;
    read_notices(service);
    settle(service->supervisor);
}

static void start(struct service *service)
{
    struct board_service *board = service->board;
    if (board->started_at && board->state == SERVICE_STARTING && service->failures) board->restarts++;
    board->spawn_error[0] = 0;
    board->started_at = clock_wall_s();
    if (process_start(service) == 0) {
        board->pid = service->pid;
        return;
    }
    process_describe_failure(service, "making its process", errno, board->reason, sizeof board->reason);
    judge(service, &(struct service_end) { .status = -1, .never_began = true });
}

/* ---- the state machine's hands ---- */

static enum service_event deadline_event(const struct service *service)
{
    enum service_state state = service->board->state;
    if (state == SERVICE_BACKOFF && !service_may_run(service)) return EVENT_STOP;
    return state == SERVICE_STARTING && service->row->limits.ready_by_living ? EVENT_READY : EVENT_DEADLINE;
}

static void on_deadline(struct loop_timer *timer)
{
    struct service *service = CONTAINER_OF(timer, struct service, timer);
    handle(service, deadline_event(service));
    settle(service->supervisor);
}

static void act(struct service *service, enum service_action action)
{
    switch (action) {
    case ACTION_NONE: return;
    case ACTION_SPAWN: start(service); return;
    case ACTION_TERMINATE: process_terminate(service); return;
    case ACTION_KILL:
        if (service->board->state == SERVICE_STOPPING) log_warning("%s has not stopped in time: killed", service->board->name);
        process_kill(service);
        return;
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

/* A stop of everything has an end: whoever is in the way of it gets less time than he has by himself. */
static int64_t bounded(const struct service *service, int64_t deadline)
{
    int64_t stop_by = service->supervisor->board_part.stop_by_ms, latest = stop_by - service->after_ms;
    return stop_by && latest < deadline ? latest : deadline;
}

static void handle(struct service *service, enum service_event event)
{
    struct service_facts facts = {
        .state = service->board->state, .failures = service->failures, .start_failures = service->start_failures,
        .running_since = service->running_since, .limits = service->row->limits,
    };
    struct service_step step;
    char reason[BOARD_TEXT];
    if (!service_step(&facts, event, clock_now_ms(), &step)) return;
    service->failures = step.failures;
    service->start_failures = step.start_failures;
    describe_wait(service, &step, reason, sizeof reason);
    set_state(service, step.next, reason);
    if (step.action == ACTION_TERMINATE) step.deadline = bounded(service, step.deadline);
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
    announce(supervisor);
    if (supervisor->on_change) supervisor->on_change(supervisor);
}

/* ---- endings ---- */

static void judge(struct service *service, const struct service_end *end)
{
    const struct service_policy *policy = service->row->program ? &service->row->policy : NULL;
    struct service_end full = *end;
    full.state = service->board->state;
    full.start_failures = service->start_failures;
    text_print(service->board->spawn_error, "%s", service->board->reason);
    handle(service, service_judge(policy, &full));
}

/* One that need not live at all to count as started has been RUNNING, however short. */
static void count_as_started(struct service *service, const struct service_end *end)
{
    const struct service_limits *limits = &service->row->limits;
    if (limits->ready_by_living && limits->start_ms == 0 && !end->never_began) handle(service, EVENT_READY);
}

static void take_end(struct service *service, int code, int status)
{
    struct board_service *board = service->board;
    struct service_end end = { .state = board->state, .status = code == CLD_EXITED ? status : -1 };
    end.never_began = end.status == SPAWN_FAILED && spawn_has_failed(service->failure_fd);
    process_kill_leftovers(service);
    while (read_notices(service)) continue; /* its last words */
    count_as_started(service, &end);
    end.state = board->state;
    board->exit_status = end.status;
    board->stopped_at = clock_wall_s();
    if (end.state == SERVICE_STOPPING) board->reason[0] = 0;
    else process_describe_end(service, &end, status);
    process_forget(service);
    judge(service, &end);
}

void supervisor_child_ended(struct supervisor *supervisor, pid_t pid, int code, int status)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        if (supervisor->services[i].pid != pid) continue;
        take_end(&supervisor->services[i], code, status);
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
    service->failures = service->start_failures = 0;
    if (up && service_may_run(service)) handle(service, EVENT_START);
    settle(supervisor);
}

void supervisor_restart(struct supervisor *supervisor, struct service *service)
{
    service->wanted = true;
    service->restarting = true;
    service->failures = service->start_failures = 0;
    settle(supervisor);
}

void supervisor_restart_all(struct supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count && !supervisor->stopping; i++) {
        struct service *service = &supervisor->services[i];
        if (service->row->internal || !service->wanted) continue;
        service->restarting = true;
        service->failures = service->start_failures = 0;
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
    supervisor->board_part.stop_by_ms = clock_now_ms() + supervisor->stop_budget_ms;
    publish(supervisor); /* first: a session looks there how long it may take */
    for (unsigned i = 0; i < supervisor->count; i++) {
        struct service *service = &supervisor->services[i];
        bool is_on_its_way = service->board->state == SERVICE_STOPPING;
        service->wanted = false;
        if (is_on_its_way) loop_set_timer(supervisor->loop, &service->timer, bounded(service, service->timer.deadline));
    }
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
        service->wanted = !service->row->program || service->row->program->autostart;
    }
    publish(supervisor); /* the logger looks there for the names of its pipes */
    settle(supervisor);
}
