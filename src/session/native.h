/* SPDX-License-Identifier: MIT
 *
 * Private to the native driver: what its three files share. native.c keeps the line to the agent, screen.c acts on
 * windows, login.c fills the login window.
 */
#ifndef SESSION_NATIVE_H
#define SESSION_NATIVE_H

#include "base/loop.h"
#include "session/commands.h"
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

struct driver {
    struct driver_setup setup;
    int java_pid;
    struct loop_watch listening, connection;
    struct loop_timer overdue, back;
    struct sockaddr_un address; /* of the socket that we made */
    struct wire *wire;
    struct commands commands;
    struct shown shown[WINDOW_SLOTS];
    struct login login;
    bool stopping; /* nothing is typed any more */
    bool close_wanted; /* the item that closes the program is still to be clicked */
    bool logged_in, started; /* the last splash has been seen */
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

#endif
