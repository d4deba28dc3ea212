/* SPDX-License-Identifier: MIT
 *
 * Private to the native driver: what its files share. native.c keeps the line to the agent, screen.c acts on windows,
 * login.c fills the login window, second_factor.c the prompts after it, configure.c works in the configuration dialog,
 * upkeep.c does what comes up while it runs.
 */
#ifndef SESSION_NATIVE_H
#define SESSION_NATIVE_H

#include "base/loop.h"
#include "config/save_times.h"
#include "session/commands.h"
#include "session/configuration.h"
#include "session/dialogs.h"
#include "session/driver.h"
#include "session/factor.h"
#include "session/totp.h"
#include "session/wire.h"

#include <sys/un.h>

/* What is known of the window in the slot of the same number in wire::windows. */
struct shown {
    int64_t id;
    const struct dialog *dialog; /* NULL: unknown */
    bool reported; /* a person is to answer it: it is unknown, or left to one by the settings */
    bool told; /* that is in the log */
    bool answered; /* its button was clicked */
};

/* How far the second factor is. Codes and when they were typed outlive the JVM: a code is good for one login only. */
struct second_factor {
    int64_t window; /* the one being looked at; 0: none */
    struct factor_plan last; /* what was done last in it */
    bool person_told;
    bool chose_authenticator;
    bool entered; /* a code is in the field, and not yet sent */
    unsigned refused; /* codes sent in this window, which is still there */
    uint64_t used_step; /* of the last code that was typed, or may have been */
    struct totp_key key;
};

/* How far the login of this JVM is. */
struct login {
    bool seen; /* a login window was there */
    int64_t window; /* the one that is filled; 0: none open */
    int64_t user, password; /* fields typed into, and whether the agent said so */
    bool user_typed, password_typed;
    bool pressed; /* the button: never a second time in one JVM */
    bool gone; /* after that it could not be used, or closed */
    bool back; /* and then it could again */
};

enum configuring_stage {
    CONFIGURING_NOT, /* nobody has asked for it yet */
    CONFIGURING_MENU, /* the dialog is still to be opened, or to come */
    CONFIGURING_DIALOG, /* working in it */
    CONFIGURING_CLOSING, /* its button was pressed */
    CONFIGURING_OVER
};

/* How far the settings inside this JVM are. */
struct configuring {
    enum configuring_stage stage;
    bool asked; /* the dialog, by the menu; not shown yet */
    bool lost; /* a connection, with the dialog open or asked for: one that shows is ours */
    int64_t window; /* the dialog */
    int64_t restart_at; /* wall ms: it is only to bring a restart then; 0: it is not */
    bool read; /* what was set before that has been read */
    bool sets_back; /* what such a restart changed in an earlier JVM */
    struct wish wishes[CONFIGURATION_TASKS];
    unsigned task;
    struct configuration_plan last; /* what was done last for that task */
    uint32_t changed; /* which tasks changed something, a bit each */
    const char *why; /* why it does not go on; NULL: nothing is known to be in the way */
    int64_t deadline, task_deadline; /* monotonic ms */
    const struct configuration_task *waited; /* the last that was waited for in vain; what else its page lacks, it lacks */
    int64_t ours_until; /* monotonic ms: questions about the change are ours to answer */
    int64_t not_before; /* the menu is not used before that: what is open is still being told */
};

struct driver {
    struct driver_setup setup;
    int java_pid;
    struct loop_watch listening, connection;
    struct loop_timer overdue, back, again; /* again: configuring */
    struct loop_timer code, pulse, save; /* the next one-time code; is the event thread alive; the program's settings */
    struct answers answers;
    struct save_times save_times;
    struct sockaddr_un address; /* of the socket that we made */
    struct wire *wire;
    struct commands commands;
    struct shown shown[WINDOW_SLOTS];
    struct login login;
    struct second_factor factor;
    struct configuring configuring;
    const char *settings_dir; /* of java; known from its first start on */
    unsigned continued; /* how often the login of another session was overridden before ours was complete */
    bool resumed; /* java was started with a token */
    bool relogin; /* the servers want a login in the middle of a session, and the program was told to go on with it */
    bool restarting; /* by our order */
    int64_t reconnecting_until; /* monotonic ms: a question about it is ours to answer until then */
    bool was_logged_in; /* since java started */
    bool stuck; /* the windows do not react, and it was told */
    bool save_complained; /* the program has no menu for it, and it was said */
    bool stopping; /* nothing is typed any more */
    bool close_wanted; /* the item that closes the program is still to be clicked */
    bool reacted; /* since it was told to close, a window did something */
    bool logged_in, started; /* the last splash has been seen */
    bool stranger; /* somebody who is not our java was sent away, and it is in the log */
    bool complained; /* of something senseless on this connection */
};

/* Sends a command; a connection that breaks by it is dropped. */
void native_send(struct driver *driver, enum purpose purpose, int64_t window, const char *verb, int64_t target,
                 const char *argument);
void native_tell(struct driver *driver, enum session_event event, const char *why);
struct dialog_context native_context(const struct driver *driver);

/* A window came or changed; all open ones are looked at anew; one is gone. */
void screen_look_at(struct driver *driver, const struct window *window, bool opened);
void screen_look_at_all(struct driver *driver);
void screen_forget(struct driver *driver, int64_t id);
/* Whether all windows together say that the login is complete. */
void screen_look_at_whole(struct driver *driver);
/* Tells the session which unknown windows are open. */
void screen_tell_unknown(struct driver *driver);
/* The main window while logged in and not closing, or NULL. */
const struct window *screen_main(const struct driver *driver);
/* The first open window of that role, or NULL. */
const struct window *screen_find(const struct driver *driver, enum dialog_role role);
struct shown *screen_shown(struct driver *driver, const struct window *window);

/* Does the next step in the login window, if there is one to do now. */
void login_look(struct driver *driver, const struct window *window);
/* The answer to one of its commands. */
void login_answered(struct driver *driver, const struct command *command, bool done);
/* The window is not open any more. */
void login_closed(struct driver *driver, int64_t window);
/* The connection is lost with commands unanswered: a button that may have been pressed counts as pressed. */
void login_lost(struct driver *driver);
/* The time given to a login window that came back is over. */
void login_back_expired(struct loop_timer *timer);

/* Does the next step in a window of the second factor. */
void second_factor_look(struct driver *driver, const struct window *window);
void second_factor_answered(struct driver *driver, const struct command *command, bool done);
void second_factor_closed(struct driver *driver, int64_t window);
/* The login is complete. */
void second_factor_over(struct driver *driver);
/* Time for the next code. */
void second_factor_expired(struct loop_timer *timer);
/* Before the first java, and after each. */
void second_factor_begin(struct driver *driver);
void second_factor_forget(struct driver *driver);

/* The connection is there, or lost. */
void upkeep_connected(struct driver *driver, bool connected);
void upkeep_logged_in(struct driver *driver);
void upkeep_forget(struct driver *driver);
void upkeep_answered(struct driver *driver);
void upkeep_overdue(struct driver *driver);
void upkeep_pulse_expired(struct loop_timer *timer);
void upkeep_save_expired(struct loop_timer *timer);
/* As in driver_kind. */
bool upkeep_ask_to_restart(struct driver *driver, bool pause);
bool upkeep_reconnect(struct driver *driver, enum driver_connection connection);

/* As driver_kind::configure. */
void configure_begin(struct driver *driver);
/* Sets the restart time to the next minute but a few seconds. False: the configuration is in use. */
bool configure_restart(struct driver *driver);
/* True while a question about a change of the configuration is ours to answer. */
bool configure_is_ours(const struct driver *driver);
/* In the log: a task that could not be done, which is an event too; one that this version does not have; what changed. */
void configure_tell_missed(struct driver *driver, unsigned task, const char *why);
void configure_tell_lacking(const struct driver *driver, unsigned task);
void configure_tell_changes(const struct driver *driver);
/* Does the next step, if there is one to do now. */
void configure_look(struct driver *driver);
/* The answer to one of its commands. */
void configure_answered(struct driver *driver, bool done);
/* The connection is lost: what the next one tells of an open dialog is taken up. */
void configure_lost(struct driver *driver);
/* Time to look again, or to give up. */
void configure_expired(struct loop_timer *timer);
/* The program is being closed, or gone: nothing is done any more. */
void configure_stop(struct driver *driver);

#endif
