/* SPDX-License-Identifier: MIT */
#include "init/service.h"

#include "base/clock.h"
#include "base/macros.h"

enum wait { WAIT_NOTHING, WAIT_START, WAIT_STOP, WAIT_BACKOFF };

struct cell {
    enum { CELL_UNWRITTEN, CELL_IGNORE, CELL_GO } kind;
    enum service_state next;
    enum service_action action;
    enum wait wait;
};

const enum service_state service_states[] = {
    SERVICE_STOPPED, SERVICE_STARTING, SERVICE_RUNNING, SERVICE_BACKOFF, SERVICE_STOPPING, SERVICE_EXITED, SERVICE_FATAL,
};

_Static_assert(ARRAY_LENGTH(service_states) == SERVICE_STATE_COUNT, "a state without a row");

#define GO(state, do_what, until) { CELL_GO, SERVICE_##state, ACTION_##do_what, WAIT_##until }
#define IGNORE { .kind = CELL_IGNORE }

/* Rows in the order of service_states. */
static const struct cell cells[SERVICE_STATE_COUNT][EVENT_COUNT] = {
    [0 /* STOPPED */] = {
        [EVENT_START] = GO(STARTING, SPAWN, START),
        [EVENT_STOP] = IGNORE,
        [EVENT_READY] = IGNORE,
        [EVENT_NOT_READY] = IGNORE,
        [EVENT_DIED] = IGNORE,
        [EVENT_DONE] = IGNORE,
        [EVENT_HOPELESS] = IGNORE,
        [EVENT_DEADLINE] = IGNORE,
    },
    [1 /* STARTING */] = {
        [EVENT_START] = IGNORE,
        [EVENT_STOP] = GO(STOPPING, TERMINATE, STOP),
        [EVENT_READY] = GO(RUNNING, NONE, NOTHING),
        [EVENT_NOT_READY] = IGNORE,
        [EVENT_DIED] = GO(BACKOFF, NONE, BACKOFF),
        [EVENT_DONE] = GO(EXITED, NONE, NOTHING),
        [EVENT_HOPELESS] = GO(FATAL, NONE, NOTHING),
        [EVENT_DEADLINE] = GO(STARTING, KILL, NOTHING), /* its death is what goes on from here */
    },
    [2 /* RUNNING */] = {
        [EVENT_START] = IGNORE,
        [EVENT_STOP] = GO(STOPPING, TERMINATE, STOP),
        [EVENT_READY] = IGNORE,
        [EVENT_NOT_READY] = GO(STARTING, NONE, NOTHING), /* it mends itself: no deadline */
        [EVENT_DIED] = GO(BACKOFF, NONE, BACKOFF),
        [EVENT_DONE] = GO(EXITED, NONE, NOTHING),
        [EVENT_HOPELESS] = GO(FATAL, NONE, NOTHING),
        [EVENT_DEADLINE] = IGNORE,
    },
    [3 /* BACKOFF */] = {
        [EVENT_START] = GO(STARTING, SPAWN, START),
        [EVENT_STOP] = GO(STOPPED, NONE, NOTHING),
        [EVENT_READY] = IGNORE,
        [EVENT_NOT_READY] = IGNORE,
        [EVENT_DIED] = IGNORE,
        [EVENT_DONE] = IGNORE,
        [EVENT_HOPELESS] = IGNORE,
        [EVENT_DEADLINE] = GO(STARTING, SPAWN, START),
    },
    [4 /* STOPPING */] = {
        [EVENT_START] = IGNORE, /* the supervisor starts it once it is down */
        [EVENT_STOP] = IGNORE,
        [EVENT_READY] = IGNORE,
        [EVENT_NOT_READY] = IGNORE,
        [EVENT_DIED] = GO(STOPPED, NONE, NOTHING),
        [EVENT_DONE] = GO(STOPPED, NONE, NOTHING),
        [EVENT_HOPELESS] = GO(STOPPED, NONE, NOTHING),
        [EVENT_DEADLINE] = GO(STOPPING, KILL, STOP), /* and again, should SIGKILL take its time */
    },
    [5 /* EXITED */] = {
        [EVENT_START] = GO(STARTING, SPAWN, START),
        [EVENT_STOP] = IGNORE,
        [EVENT_READY] = IGNORE,
        [EVENT_NOT_READY] = IGNORE,
        [EVENT_DIED] = IGNORE,
        [EVENT_DONE] = IGNORE,
        [EVENT_HOPELESS] = IGNORE,
        [EVENT_DEADLINE] = IGNORE,
    },
    [6 /* FATAL */] = {
        [EVENT_START] = GO(STARTING, SPAWN, START),
        [EVENT_STOP] = IGNORE,
        [EVENT_READY] = IGNORE,
        [EVENT_NOT_READY] = IGNORE,
        [EVENT_DIED] = IGNORE,
        [EVENT_DONE] = IGNORE,
        [EVENT_HOPELESS] = IGNORE,
        [EVENT_DEADLINE] = IGNORE,
    },
};

static const struct cell *find_cell(enum service_state state, enum service_event event)
{
    size_t row = 0;
    while (service_states[row] != state) row++;
    return &cells[row][event];
}

bool service_cell_is_written(enum service_state state, enum service_event event)
{
    return find_cell(state, event)->kind != CELL_UNWRITTEN;
}

int64_t service_backoff_ms(uint32_t failures)
{
    if (failures <= SERVICE_FREE_RESTARTS) return 0;
    uint32_t doublings = failures - SERVICE_FREE_RESTARTS - 1;
    if (doublings > 6) return SERVICE_BACKOFF_CEILING_MS;
    int64_t wait = INT64_C(1000) << doublings;
    return wait < SERVICE_BACKOFF_CEILING_MS ? wait : SERVICE_BACKOFF_CEILING_MS;
}

bool service_expects(const struct service_policy *policy, int status)
{
    return status >= 0 && status < 256 && (policy->exitcodes[status / 32] >> status % 32 & 1);
}

enum service_event service_judge(const struct service_policy *policy, const struct service_end *end)
{
    if (end->state == SERVICE_STOPPING) return EVENT_DIED;
    if (!policy) return end->never_began || end->status == SERVICE_BAD_SETTINGS ? EVENT_HOPELESS : EVENT_DIED;
    if (end->state == SERVICE_STARTING || end->never_began)
        return end->start_failures >= policy->start_retries ? EVENT_HOPELESS : EVENT_DIED;
    switch (policy->autorestart) {
    case AUTORESTART_NEVER: return EVENT_DONE;
    case AUTORESTART_UNEXPECTED: return service_expects(policy, end->status) ? EVENT_DONE : EVENT_DIED;
    case AUTORESTART_ALWAYS: return EVENT_DIED;
    }
    return EVENT_DONE;
}

static void count_failures(const struct service_facts *facts, const struct cell *cell, int64_t now, struct service_step *step)
{
    bool was_stable = facts->state == SERVICE_RUNNING && now - facts->running_since >= SERVICE_STABLE_MS;
    step->failures = facts->failures;
    step->start_failures = cell->next == SERVICE_RUNNING ? 0 : facts->start_failures;
    if (cell->next == SERVICE_STOPPED || cell->next == SERVICE_EXITED) step->failures = step->start_failures = 0;
    if (cell->next != SERVICE_BACKOFF) return;
    step->failures = was_stable ? 1 : facts->failures + 1;
    if (facts->state == SERVICE_STARTING) step->start_failures++;
}

static int64_t end_of_pause(const struct service_facts *facts, const struct service_step *step, int64_t now)
{
    if (!facts->limits.ready_by_living) return now + service_backoff_ms(step->failures);
    if (facts->state == SERVICE_STARTING) return now + INT64_C(1000) * step->start_failures;
    int64_t paced = facts->running_since + SERVICE_PACE_MS;
    return step->failures <= SERVICE_FREE_RESTARTS || paced < now ? now : paced;
}

static int64_t deadline_of(const struct service_facts *facts, const struct cell *cell, const struct service_step *step,
                           int64_t now)
{
    bool is_timed = facts->limits.start_ms || facts->limits.ready_by_living;
    switch (cell->wait) {
    case WAIT_NOTHING: return CLOCK_NEVER;
    case WAIT_START: return is_timed ? now + facts->limits.start_ms : CLOCK_NEVER;
    case WAIT_STOP: return now + facts->limits.stop_ms;
    case WAIT_BACKOFF: return end_of_pause(facts, step, now);
    }
    return CLOCK_NEVER;
}

bool service_step(const struct service_facts *facts, enum service_event event, int64_t now, struct service_step *step)
{
    const struct cell *cell = find_cell(facts->state, event);
    if (cell->kind != CELL_GO) return false;
    *step = (struct service_step) { .next = cell->next, .action = cell->action };
    count_failures(facts, cell, now, step);
    step->deadline = deadline_of(facts, cell, step, now);
    return true;
}

const char *service_event_name(enum service_event event)
{
    static const char *const names[EVENT_COUNT] = {
        [EVENT_START] = "start", [EVENT_STOP] = "stop", [EVENT_READY] = "ready", [EVENT_NOT_READY] = "not ready",
        [EVENT_DIED] = "died", [EVENT_DONE] = "done", [EVENT_HOPELESS] = "hopeless", [EVENT_DEADLINE] = "deadline",
    };
    return names[event];
}
