/* SPDX-License-Identifier: MIT
 *
 * Private to the native driver: what its four files share. native.c keeps the line to the agent, screen.c acts on
 * windows, login.c fills the login window, configure.c works in the configuration dialog.
 */
#ifndef SESSION_NATIVE_H
#define SESSION_NATIVE_H

#include "base/loop.h"
#include "session/commands.h"
#include "session/configuration.h"
#include "session/dialogs.h"
#include "session/driver.h"
#include "session/wire.h"

#include <sys/un.h>

/* What is known of the window in the slot of the same number in wire::windows. */
struct shown {
    int64_t id;
    const struct dialog *dialog; /* NULL: unknown */
    bool told; /* its unknown content is in the log */
    bool answered; /* its button was clicked */
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
    unsigned task;
    struct configuration_plan last; /* what was done last for that task */
    uint32_t changed; /* which tasks changed something, a bit each */
    const char *why; /* why it does not go on; NULL: nothing is known to be in the way */
    int64_t deadline, task_deadline; /* monotonic ms */
    int64_t not_before; /* the menu is not used before that: what is open is still being told */
};

struct driver {
    struct driver_setup setup;
    int java_pid;
    struct loop_watch listening, connection;
    struct loop_timer overdue, back, again; /* again: configuring */
    struct sockaddr_un address; /* of the socket that we made */
    struct wire *wire;
    struct commands commands;
    struct shown shown[WINDOW_SLOTS];
    struct login login;
    struct configuring configuring;
    bool stopping; /* nothing is typed any more */
    bool close_wanted; /* the item that closes the program is still to be clicked */
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

/* As driver_kind::configure. */
void configure_begin(struct driver *driver);
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
