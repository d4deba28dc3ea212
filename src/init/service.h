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
};

struct service_facts {
    enum service_state state;
    uint32_t failures; /* deaths in a row */
    int64_t running_since; /* when it became RUNNING; monotonic ms */
    struct service_limits limits;
};

struct service_step {
    enum service_state next;
    enum service_action action;
    int64_t deadline; /* monotonic ms; CLOCK_NEVER: none */
    uint32_t failures;
};

enum {
    SERVICE_FREE_RESTARTS = 3, /* deaths in a row that are mended at once */
    SERVICE_STABLE_MS = 10000, /* RUNNING for this long wipes the slate */
    SERVICE_BACKOFF_CEILING_MS = 60000
};

/* True when something follows from this event in this state; *step is what. Pure. */
bool service_step(const struct service_facts *facts, enum service_event event, int64_t now, struct service_step *step);

/* How long to wait after that many deaths in a row: nothing at first, then 1, 2, 4 … seconds up to the ceiling. */
int64_t service_backoff_ms(uint32_t failures);

/* True when the table has a written cell for the pair; for the test that walks them all. */
bool service_cell_is_written(enum service_state state, enum service_event event);

/* All states, in the order of their numbers. */
extern const enum service_state service_states[];
enum { SERVICE_STATE_COUNT = 7 };

const char *service_event_name(enum service_event event);

#endif
