/* SPDX-License-Identifier: MIT
 *
 * For session_machine*_test.c: whole stories in one line.
 */
#ifndef UNIT_SESSION_STORY_H
#define UNIT_SESSION_STORY_H

#include "session/machine.h"

enum { SECOND = 1000 };

static inline enum session_action run(struct machine *machine, const enum session_event *events, unsigned count, int64_t now)
{
    enum session_action action = ACTION_NONE;
    for (unsigned i = 0; i < count; i++) action = machine_step(machine, events[i], now);
    return action;
}
#define RUN(machine, now, ...) \
    run(machine, (const enum session_event[]) { __VA_ARGS__ }, \
        sizeof((const enum session_event[]) { __VA_ARGS__ }) / sizeof(enum session_event), now)

#define LOGIN EVENT_JVM_STARTED, EVENT_LOGIN_WINDOW, EVENT_LOGIN_SUBMITTED
#define GET_READY EVENT_LOGGED_IN, EVENT_CONFIGURED, EVENT_API_ANSWERED

static inline void begin(struct machine *machine)
{
    machine_init(machine);
    machine_step(machine, EVENT_BEGIN, 0);
}

#endif
