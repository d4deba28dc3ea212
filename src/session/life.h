/* SPDX-License-Identifier: MIT
 *
 * Private to the role: one session and what moves it. session.c sets it up and hands it signals, life.c carries out
 * what the state machine says, standing.c keeps the ledger and the plans, care.c looks after a running java, ending.c closes it,
 * report.c tells others.
 */
#ifndef SESSION_LIFE_H
#define SESSION_LIFE_H

#include "base/loop.h"
#include "config/config.h"
#include "control/board.h"
#include "session/api_watch.h"
#include "session/driver.h"
#include "session/java.h"
#include "session/ledger.h"
#include "session/machine.h"
#include "session/plan.h"
#include "session/predecessor.h"
#include "session/probe.h"
#include "session/repair.h"

#include <stdbool.h>
#include <sys/types.h>

/* Closing java, ever less politely. */
enum ending_stage {
    ENDING_NONE,
    ENDING_RESTART, /* asked to restart itself, so that it leaves a token */
    ENDING_ASKED,
    ENDING_CROSSES,
    ENDING_TERM,
    ENDING_KILL,
    ENDING_STAGES
};

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
    struct api_watch watch;
    struct repair repair;
    unsigned stopped; /* looks in a row at which java stood still */
    bool overdue; /* the API of this JVM should have answered by now */
    struct ledger ledger;
    struct plan plan; /* the next one */
    struct loop_timer plan_timer, late_timer; /* it is due; the gateway should have done it by now */
    enum session_plan late_plan;
    int64_t late_start; /* started_at of the java that should have */
    int64_t haste; /* divides all patience; 1: none */
    const struct driver_kind *kind;
    struct driver *driver;

    struct predecessor predecessor;
    struct launch_facts facts;
    struct java_command command;
    pid_t java; /* 0: none */
    enum ending_stage ending;
    struct loop_timer ending_timer;
    int64_t ending_since, stage_since;
    int64_t stage_ms[ENDING_STAGES]; /* how long each took */
    bool reacted; /* the program has shown that it heard us */
    bool from_token; /* this JVM went on from one */
    bool worth_keeping; /* a person gave a second factor for this login, or may have */
    bool stuck; /* the windows do not react */
    bool cold; /* the next start must not go on from a token */
    char ending_why[BOARD_TEXT];
    char remark[BOARD_TEXT]; /* what of this JVM's settings could not be made: a person should know, also while it is ready */
    bool person_wanted; /* the reason on the board is a window that is open; the session goes on all the same */
    struct loop_timer windows_timer; /* a window that stays open for so long is told to the user's telephone */
    char windows_told[BOARD_WINDOWS_TEXT]; /* those that were */

    /* monotonic ms; 0: not yet in this JVM */
    int64_t started_at, login_seen_at, logged_in_at;
    bool ready_told;
    bool lost_told, greeted; /* to the user's telephone: that it is lost; that it is ready */
    bool upstream_told;
    int64_t upstream_lost_at;

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
void life_on_windows_stay(struct loop_timer *timer);
void life_on_answer(struct probe *probe, int version);

/* Looks after java: what it is ill with, and what is done about it. */
void care_on_look(struct probe *probe);
void care_on_news(struct api_watch *watch);
/* Whether the API's client is to be there, and who judges, follow from the state. */
void care_follow(struct session *session);
bool care_is_due(const struct session *session);

/* Reads the ledger, and says whether java may be started: EVENT_BEGIN, or EVENT_BLOCKED with *why. */
enum session_event standing_begin(struct session *session, const char **why);
/* What an event means for the ledger, before the machine takes it, and after. */
void standing_expect(struct session *session);
void standing_note(struct session *session, enum session_event event);
/* The servers said that there were too many logins; `why` holds how long to wait, or not. */
void standing_told_to_wait(struct session *session, const char *why);
/* The budget, next start and plans on the board. */
void standing_show(struct session *session);
/* Looks up the next plan; the timer: it is due. */
void standing_plan(struct session *session);
void standing_on_plan(struct loop_timer *timer);
void standing_on_late(struct loop_timer *timer);
/* Why java ended by itself may be that it was its time. */
bool standing_is_logoff(struct session *session, int status);
/* Before a start: the token goes if it must. */
void standing_drop_token(struct session *session);

/* Keeping the login over a stop of the container takes a minute. A mark on disk stays when there was not that much time:
 * the next container says so. */
bool standing_keeps_login(const struct session *session);

/* Milliseconds until all of the container shall be down; CLOCK_NEVER: it does not stop. */
int64_t standing_stop_left(const struct session *session);
void standing_mark_stop(struct session *session, bool under_way);

/* The java of an earlier session has ended: ours may start. */
void life_on_alone(struct predecessor *predecessor);

/* A child has ended: java perhaps. */
void life_reap(struct session *session);

/* Closes java, beginning with that stage, if there is a way, otherwise with the next that can be. */
void ending_begin(struct session *session, enum ending_stage first, const char *why);
void ending_on_timer(struct loop_timer *timer);
/* It will not restart itself after all: goes on to the next stage, soon. */
void ending_give_up_restart(struct session *session);
/* It has ended: logs how. */
void ending_finish(struct session *session, int status);

/* The log line and the board for a change of state, and the board alone for all else. */
void report_change(struct session *session, enum session_state from, const char *why);
void report_reason(struct session *session, const char *reason);
void report_board(struct session *session);
/* Tells the user's telephone what matters in a change of state, or that all attempts are spent. */
void report_to_user(struct session *session, enum session_state from, enum session_event event, const char *why);
void report_spent(struct session *session, const char *why);
void report_upstream(struct session *session);
/* Something to be set right, but not at night: log and telephone. */
void report_warning(struct session *session, const char *words);
void report_windows(struct session *session);
/* The line with the times of a start, once for each JVM. */
void report_ready(struct session *session);

#endif
