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
    EVENT_TOKEN_REFUSED, /* a start that was to go on without a login was not let in, or leads nowhere */
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
    EVENT_BLOCKED, /* at the begin: earlier logins were refused, and nothing has changed since */
    EVENT_JVM_RESUMED, /* as EVENT_JVM_STARTED, with the token of an earlier session */
    EVENT_RETRY_WANTED, /* a person says: once more */
    EVENT_RESTART_WANTED, /* planned, or a person says so: restart, and keep the login */
    EVENT_COLD_WANTED, /* planned: restart with a full login */
    EVENT_LOGGED_OFF, /* java ended at the time at which it is to log off */
    EVENT_REPAIR, /* it is to be mended by a restart */
    EVENT_REPAIR_COLD, /* by a restart with a full login */
    EVENT_GIVEN_UP, /* it has been mended too often */
    /* What machine_step makes of others; never stepped with. */
    EVENT_REFUSED_ONCE, /* EVENT_CREDENTIALS_REFUSED that may be tried again */
    EVENT_FACTOR_AGAIN, /* the second factor leads nowhere, and the rules say to try again */
    EVENT_FACTOR_MISSED, /* and they do not */
    EVENT_ENDED_AS_PLANNED, /* java has ended for a restart that was asked for */
    SESSION_EVENTS
};

enum session_action {
    ACTION_NONE,
    ACTION_START_JAVA,
    ACTION_RETRY, /* in the table only: becomes ACTION_START_JAVA now, or a pause before it */
    ACTION_END_JAVA, /* quickly: it is not logged in */
    ACTION_RESTART, /* let it end itself with a token where it can, else tidily */
    ACTION_COLD, /* end it tidily, or quickly if it is not logged in; its token must go */
    ACTION_STOP, /* tidily, then quit */
    ACTION_QUIT
};

/* What the state waits for, and so for how long. */
enum session_deadline {
    DEADLINE_KEEP,
    DEADLINE_NONE,
    DEADLINE_WINDOW,
    DEADLINE_LOGIN,
    DEADLINE_ANSWER, /* of the person with the second factor */
    DEADLINE_FACTOR, /* of the login after that: session_rules::factor_ms */
    DEADLINE_API,
    DEADLINE_LOGON /* after a logoff: machine::logon_ms */
};

enum { SESSION_REFUSALS = 2 /* so many refused logins in a row need a person */ };

struct session_cell {
    bool written; /* a cell nobody thought of is a bug: the test finds it */
    bool stays; /* `next` does not count */
    enum session_state next;
    enum session_action action;
    enum session_deadline deadline;
};

/* [state][event] */
extern const struct session_cell session_table[SESSION_STATES][SESSION_EVENTS];

/* What the user wants; nothing given is what happens by default. */
struct session_rules {
    bool relogin_after_expiry; /* the second factor was not given in time */
    bool restart_after_timeout; /* the same, or it was given and the login did not go on */
    int64_t factor_ms; /* how long that may take; 0: the default */
    int64_t haste; /* divides all patience; 0 and 1: none */
};

struct machine {
    struct session_rules rules;
    enum session_state state;
    int64_t deadline; /* monotonic ms; CLOCK_NEVER */
    bool pausing; /* the deadline is that of a pause before the next start */
    int64_t pause_ms; /* how long that pause is in all; 0: none */
    bool configured, answered; /* since the JVM started, and since the API was silent: ready takes both */
    bool was_ready; /* since the JVM started */
    bool has_served; /* the same, since the last login within it */
    int64_t ready_since; /* monotonic ms; 0: is not */
    unsigned failures; /* unexpected ends in a row, until ready for long enough */
    unsigned doublings; /* of the pause */
    unsigned refusals; /* of credentials in a row; kept on disk by whoever steps this */
    bool resumed; /* this JVM goes on from a token, and has not shown yet that it can */
    bool factor_given; /* the second factor of the login under way */
    bool ends_as_planned; /* java is asked to end for a restart */
    int64_t not_before; /* monotonic ms: no start after a failure before that, the budget is spent; 0: any time */
    bool wait_told; /* the servers said how long to wait before the next login; not_before is about that */
    int64_t logon_ms; /* how long a logoff lasts */
    unsigned unanswered; /* logins sent since the last one that succeeded, or reached nobody */
};

/* A machine in SESSION_ABSENT. */
void machine_init(struct machine *machine);

/* Takes one event at `now` (monotonic ms). */
enum session_action machine_step(struct machine *machine, enum session_event event, int64_t now);

/* The event that the passing of machine::deadline is. Clears the deadline. */
enum session_event machine_expire(struct machine *machine);

const char *session_event_name(enum session_event event);

/* Milliseconds that a state may wait, before haste; 0: for ever, or as the rules say. */
int64_t session_patience_ms(enum session_deadline deadline);

#endif
