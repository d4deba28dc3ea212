/* SPDX-License-Identifier: MIT
 *
 * Private to the role: one session and what moves it. session.c sets it up and hands it signals, life.c carries out
 * what the state machine says, ending.c closes java, report.c tells others.
 */
#ifndef SESSION_LIFE_H
#define SESSION_LIFE_H

#include "base/loop.h"
#include "config/config.h"
#include "control/board.h"
#include "session/driver.h"
#include "session/java.h"
#include "session/machine.h"
#include "session/predecessor.h"
#include "session/probe.h"

#include <stdbool.h>
#include <sys/types.h>

/* Closing java, ever less politely. */
enum ending_stage { ENDING_NONE, ENDING_ASKED, ENDING_CROSSES, ENDING_TERM, ENDING_KILL };

struct session {
    struct loop loop;
    struct loop_watch signals;
    struct config config;
    unsigned instance;
    bool paper;
    const char *name; /* paper or live */

    struct machine machine;
    struct loop_timer deadline;
    struct probe probe;
    const struct driver_kind *kind;
    struct driver *driver;

    struct predecessor predecessor;
    struct launch_facts facts;
    struct java_command command;
    pid_t java; /* 0: none */
    enum ending_stage ending;
    struct loop_timer ending_timer;
    int64_t ending_since;
    char ending_why[BOARD_TEXT];

    /* monotonic ms; 0: not yet in this JVM */
    int64_t started_at, login_seen_at, logged_in_at;
    bool ready_told;

    struct board *board;
    struct board_session part;
};

/* Something happened. `why` may be NULL. */
void life_step(struct session *session, enum session_event event, const char *why);

/* The timer of machine::deadline. */
void life_on_deadline(struct loop_timer *timer);

/* What the driver and the probe tell. */
void life_on_driver_event(void *session, enum session_event event, const char *why);
void life_on_windows(void *session, const char *lines);
void life_on_answer(struct probe *probe, int version);
void life_on_silent(struct probe *probe, const char *why);

/* The java of an earlier session has ended: ours may start. */
void life_on_alone(struct predecessor *predecessor);

/* A child has ended: java perhaps. */
void life_reap(struct session *session);

/* Closes java: as its user would if `tidily` and there is a way, otherwise quickly. */
void ending_begin(struct session *session, bool tidily, const char *why);
void ending_on_timer(struct loop_timer *timer);
/* It has ended: logs how. */
void ending_finish(struct session *session, int status);

/* The log line and the board for a change of state, and the board alone for all else. */
void report_change(struct session *session, enum session_state from, const char *why);
void report_reason(struct session *session, const char *reason);
void report_board(struct session *session);
/* The line with the times of a start, once for each JVM. */
void report_ready(struct session *session);

#endif
