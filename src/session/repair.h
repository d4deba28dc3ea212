/* SPDX-License-Identifier: MIT
 *
 * What is done about a session that is not well, and how often: the mildest thing first, each limited, and an end to it. Pure;
 * monotonic milliseconds.
 */
#ifndef SESSION_REPAIR_H
#define SESSION_REPAIR_H

#include "control/board.h"

#include <stdbool.h>
#include <stdint.h>

enum repair_step {
    REPAIR_NONE,
    REPAIR_WAKE, /* a process that was stopped is told to go on */
    REPAIR_RECONNECT_DATA, /* the gateway connects anew to the servers of market data: orders do not notice */
    REPAIR_RECONNECT_ACCOUNT, /* to the one that orders go through, too */
    REPAIR_RESTART, /* keeping the login if that can be had */
    REPAIR_COLD, /* with a full login */
    REPAIR_GIVE_UP, /* all of it was tried, as often as may be */
    REPAIR_STEPS
};

struct repair {
    int64_t haste; /* divides all times; 0 and 1: none */
    enum session_health health; /* what it is ill with; HEALTH_GOOD or HEALTH_UNKNOWN: nothing */
    int64_t since; /* that long */
    unsigned next; /* the row of the table for this health */
    unsigned done[REPAIR_STEPS]; /* since window_since */
    int64_t window_since;
    bool given_up;
};

/* The state of health at `now`; gives what is to be done now. To be asked again at repair_deadline. Becoming well and falling
 * ill with something else begin anew; how often each step was taken in the last hours stays. */
enum repair_step repair_look(struct repair *repair, enum session_health health, int64_t now);

/* When the next step is due: CLOCK_NEVER when none is. */
int64_t repair_deadline(const struct repair *repair);

/* A person said so: all is open again. */
void repair_forgive(struct repair *repair);

const char *repair_step_name(enum repair_step step);

#endif
