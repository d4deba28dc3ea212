/* SPDX-License-Identifier: MIT
 *
 * The service state machine, pure: a state and an event give the next state, one action and one deadline. What is
 * wanted and what a service needs are the supervisor's business (supervisor.c), which turns them into events.
 */
#ifndef INIT_SERVICE_H
#define INIT_SERVICE_H

#include "control/board.h"

#include <stdbool.h>
#include <stdint.h>

enum service_event {
    EVENT_START, /* it shall run, and what it needs is there */
    EVENT_STOP, /* it shall not run, or what it needs has gone */
    EVENT_READY, /* it said so */
    EVENT_NOT_READY, /* it took that back */
    EVENT_DIED, /* the process ended, and should not have */
    EVENT_DONE, /* the process ended, and that is the end of it */
    EVENT_HOPELESS, /* the process ended, or could not begin, for a reason that trying again does not mend */
    EVENT_DEADLINE, /* the deadline of the last transition has come */
    EVENT_COUNT
};

enum service_action {
    ACTION_NONE,
    ACTION_SPAWN,
    ACTION_TERMINATE, /* SIGTERM to the process group */
    ACTION_KILL /* SIGKILL to the process group */
};

struct service_limits {
    int64_t start_ms; /* from start to ready, then it is killed and tried again; 0: as long as it takes */
    int64_t stop_ms; /* from SIGTERM to SIGKILL */
    /* A program that says nothing of readiness, as the user's own: it is ready when it has lived for start_ms. Its pauses are
     * supervisord's: 1, 2, 3 … seconds between starts that failed, none after a run, but at most one start in a second. */
    bool ready_by_living;
};

/* When one of the user's programs is started again: supervisord's autorestart, startretries and exitcodes. */
struct service_policy {
    enum autorestart autorestart;
    uint32_t start_retries;
    uint32_t exitcodes[8]; /* bit n of word n/32: status n is expected */
};

/* How a process ended. */
struct service_end {
    enum service_state state; /* of the service, until now */
    int status; /* exit status, -1: killed by a signal */
    bool never_began; /* it ended before it became the program it should */
    uint32_t start_failures; /* before this one */
};

struct service_facts {
    enum service_state state;
    uint32_t failures; /* deaths in a row */
    uint32_t start_failures; /* those of them before it was ready */
    int64_t running_since; /* when it became RUNNING; monotonic ms */
    struct service_limits limits;
};

struct service_step {
    enum service_state next;
    enum service_action action;
    int64_t deadline; /* monotonic ms; CLOCK_NEVER: none */
    uint32_t failures, start_failures;
};

enum {
    SERVICE_BAD_SETTINGS = 78, /* the exit status, EXIT_BAD_SETTINGS of config/problem.h */
    SERVICE_PACE_MS = 1000, /* between starts of a program that ends at once, time and again */
    SERVICE_FREE_RESTARTS = 3, /* deaths in a row that are mended at once */
    SERVICE_STABLE_MS = 10000, /* RUNNING for this long wipes the slate */
    SERVICE_BACKOFF_CEILING_MS = 60000
};

/* True when something follows from this event in this state; *step is what. Pure. */
bool service_step(const struct service_facts *facts, enum service_event event, int64_t now, struct service_step *step);

/* What an end means: EVENT_DIED, EVENT_DONE or EVENT_HOPELESS. `policy` NULL: a service of ours, which should never end, and for
 * which bad settings are hopeless. Pure. */
enum service_event service_judge(const struct service_policy *policy, const struct service_end *end);

/* True when the policy names this exit status. */
bool service_expects(const struct service_policy *policy, int status);

/* How long to wait after that many deaths in a row: nothing at first, then 1, 2, 4 … seconds up to the ceiling. */
int64_t service_backoff_ms(uint32_t failures);

/* True when the table has a written cell for the pair; for the test that walks them all. */
bool service_cell_is_written(enum service_state state, enum service_event event);

/* All states, in the order of their numbers. */
extern const enum service_state service_states[];
enum { SERVICE_STATE_COUNT = 7 };

const char *service_event_name(enum service_event event);

#endif
