/* SPDX-License-Identifier: MIT
 *
 * The state machine of one session: what happened leads to the next state, one action and one deadline. Pure: the time
 * comes in, nothing goes out but the answer. The matrix is in machine_table.c; the restart policy is here.
 */
#ifndef SESSION_MACHINE_H
#define SESSION_MACHINE_H

#include "control/board.h"

#include <stdbool.h>
#include <stdint.h>

enum { SESSION_STATES = SESSION_STOPPING + 1 };

enum session_event {
    EVENT_NONE, /* nothing of note; never stepped with */
    EVENT_BEGIN, /* this process has started */
    EVENT_JVM_STARTED,
    EVENT_LOGIN_WINDOW, /* the login window shows for the first time in this JVM */
    EVENT_LOGIN_SUBMITTED, /* the button was pressed */
    EVENT_LOGIN_BACK, /* the login window can be used again after that */
    EVENT_SECOND_FACTOR_WANTED,
    EVENT_SECOND_FACTOR_GIVEN, /* its dialog closed; perhaps by expiring */
    EVENT_LOGGED_IN,
    EVENT_CONFIGURED, /* the settings in the program are as wanted, or it was tried and said */
    EVENT_API_ANSWERED,
    EVENT_API_SILENT, /* several times in a row */
    EVENT_CREDENTIALS_REFUSED,
    EVENT_LOGIN_TROUBLE, /* the login failed for a reason that may pass */
    EVENT_SERVER_AWAY, /* the login did not reach anybody */
    EVENT_LOCKED_OUT, /* the account is locked, or the password has to be changed */
    EVENT_TOO_MANY_ATTEMPTS, /* for now; `why` holds how long */
    EVENT_TOKEN_REFUSED, /* a start that was to go on without a login was not let in */
    EVENT_RELOGIN, /* in the middle of a session the servers wanted a login, and the program was told to go on with it */
    EVENT_OTHER_SESSION, /* the user is logged in elsewhere, and this session gave way */
    EVENT_CODE_TYPED, /* a one-time code was typed by itself */
    EVENT_NOT_CONFIGURED, /* a setting in the program could not be made as wanted: `why` */
    EVENT_WINDOWS_STUCK, /* the windows have not reacted for some time */
    EVENT_WINDOWS_REACT, /* and do again */
    EVENT_IMPOSSIBLE, /* it cannot work before somebody changes a setting or the installation */
    EVENT_JVM_EXITED, /* unexpectedly, or because we ended it */
    EVENT_JVM_RESTARTS, /* it ended and left a token to go on with */
    EVENT_PAUSE_OVER, /* the time to start java again has come */
    EVENT_TIMER, /* the state's deadline has passed */
    EVENT_PERSON_WANTED, /* the same, while a window is open that only a person can answer */
    EVENT_STOP_WANTED,
    SESSION_EVENTS
};

enum session_action {
    ACTION_NONE,
    ACTION_START_JAVA,
    ACTION_RETRY, /* in the table only: becomes ACTION_START_JAVA now, or a pause before it */
    ACTION_END_JAVA, /* quickly: it is not logged in */
    ACTION_STOP, /* tidily, then quit */
    ACTION_QUIT
};

/* What the state waits for, and so for how long. */
enum session_deadline { DEADLINE_KEEP, DEADLINE_NONE, DEADLINE_WINDOW, DEADLINE_LOGIN, DEADLINE_FACTOR, DEADLINE_API };

struct session_cell {
    bool written; /* a cell nobody thought of is a bug: the test finds it */
    bool stays; /* `next` does not count */
    enum session_state next;
    enum session_action action;
    enum session_deadline deadline;
};

/* [state][event] */
extern const struct session_cell session_table[SESSION_STATES][SESSION_EVENTS];

struct machine {
    enum session_state state;
    int64_t deadline; /* monotonic ms; CLOCK_NEVER */
    bool pausing; /* the deadline is that of a pause before the next start */
    int64_t pause_ms; /* how long that pause is in all; 0: none */
    bool configured, answered; /* since the JVM started, and since the API was silent: ready takes both */
    bool was_ready; /* since the JVM started */
    int64_t ready_since; /* monotonic ms; 0: is not */
    unsigned failures; /* unexpected ends in a row, until ready for long enough */
    unsigned doublings; /* of the pause */
    unsigned unanswered; /* logins sent since the last one that succeeded, or reached nobody */
};

/* A machine in SESSION_ABSENT. */
void machine_init(struct machine *machine);

/* Takes one event at `now` (monotonic ms). */
enum session_action machine_step(struct machine *machine, enum session_event event, int64_t now);

/* The event that the passing of machine::deadline is. Clears the deadline. */
enum session_event machine_expire(struct machine *machine);

const char *session_event_name(enum session_event event);

/* Milliseconds that a state may wait; 0: for ever. */
int64_t session_patience_ms(enum session_deadline deadline);

#endif
