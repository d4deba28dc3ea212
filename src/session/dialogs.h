/* SPDX-License-Identifier: MIT
 *
 * Every window of the gateway that is known: how it is recognised, what is done, what it means for the session. The one
 * table is in dialog_table.c. Pure: a window and what we are about go in, a decision comes out. What is in no row is
 * unknown and is never clicked.
 */
#ifndef SESSION_DIALOGS_H
#define SESSION_DIALOGS_H

#include "session/answers.h"
#include "session/machine.h"
#include "session/window.h"

#include <stdbool.h>
#include <stdint.h>

enum dialog_role {
    DIALOG_UNKNOWN,
    DIALOG_LOGIN, /* user and password go here */
    DIALOG_MAIN, /* the program's own window, with the menus */
    DIALOG_SPLASH, /* says that something is under way */
    DIALOG_SECOND_FACTOR, /* what is done in it: factor.h */
    DIALOG_RELOGIN, /* the servers want a login in the middle of a session */
    DIALOG_EXISTING, /* the user is logged in elsewhere */
    DIALOG_REFUSED,
    DIALOG_TROUBLE,
    DIALOG_CONFIGURATION, /* the program's own settings */
    DIALOG_EXIT, /* "Are you sure you want to exit?" */
    DIALOG_NOTICE, /* anything else that is known */
    DIALOG_POPUP /* menus, hints: nothing to answer */
};

enum dialog_act {
    DIALOG_NOTHING,
    DIALOG_FILL_LOGIN,
    DIALOG_CLICK, /* decision::component, after the box decision::check */
    DIALOG_CLOSE, /* by the window's own cross */
    DIALOG_REPORT, /* known, but a person is to decide */
    DIALOG_WAIT /* what is to be clicked is not there yet, or cannot be clicked yet: look again when it changes */
};

enum { DIALOG_WORDS = 6 };

/* One row. All that is given must hold; of a list one is enough, unless said otherwise. Texts regardless of case. */
struct dialog {
    const char *name; /* for people */
    enum dialog_role role;
    unsigned kinds; /* KIND_BITs of the window */
    const char *titles[DIALOG_WORDS]; /* the title contains one */
    bool whole_title; /* is one, rather than contains it */
    const char *says[DIALOG_WORDS]; /* a label, text or the title contains one */
    bool says_all; /* contains each */
    const char *buttons[DIALOG_WORDS]; /* has such a button, whole text */
    const char *menu, *items[DIALOG_WORDS]; /* has such an item below that menu */
    bool no_buttons; /* has none at all */
    bool no_title;
    enum rule rule; /* who decides on the answer */
    const char *click[DIALOG_WORDS]; /* for yes: the first of these that is there, in order of preference */
    const char *decline[DIALOG_WORDS]; /* for no */
    const char *check; /* a box to be ticked before a yes */
    bool cross; /* without a button for yes: the window's own cross */
    enum session_event opened, closed; /* what its coming and going means; EVENT_NONE */
};

extern const struct dialog dialog_table[];
extern const unsigned dialog_count;

/* What we are about. */
struct dialog_context {
    bool paper;
    bool stopping; /* closing the program */
    bool restarting, reconnecting, configuring; /* just now, by us */
    bool was_logged_in; /* since java started */
    unsigned continued; /* how often an existing session has been overridden before that */
    struct answers answers;
};

struct decision {
    const struct dialog *dialog; /* NULL: unknown */
    enum dialog_act act;
    enum answer answer;
    int64_t component; /* to click; 0: none */
    int64_t check; /* to tick before; 0: none, or it is ticked */
};

struct decision dialog_decide(const struct window *window, const struct dialog_context *context);

/* The steps of a login window, one after the other. */
enum login_step {
    LOGIN_WAIT, /* something is missing or cannot be used yet: look again when the window changes */
    LOGIN_PRESS, /* login_plan::press must be selected, or not, as login_plan::on says: API type, trading mode, ... */
    LOGIN_TYPE /* user, password, then the button */
};

struct login_plan {
    enum login_step step;
    int64_t press, user, password, button; /* component ids; 0: not there */
    bool on;
    bool button_usable;
};

struct login_plan dialog_plan_login(const struct window *window, const struct dialog_context *context);

/* What opens the program's own settings: Configure > Settings (Gateway) or File > Global Configuration... (TWS). NULL:
 * nothing; it may be disabled. */
const struct component *dialog_find_settings(const struct window *main_window);

/* What to press to close the program: in the main window File > Close (Gateway) or File > Exit (TWS). 0: none. */
int64_t dialog_find_exit(const struct window *main_window);

/* File > Restart... and File > Save Settings of TWS, usable; 0: none. */
int64_t dialog_find_restart(const struct window *main_window);
int64_t dialog_find_save(const struct window *main_window);

/* True when the windows open together say that the login is complete: the main window is there, has its final title or
 * the last splash has been seen (`started`), and no splash, login window or second factor is open. */
bool dialog_logged_in(const struct window *windows, unsigned count, bool started);

/* A splash that is shown last before the login is complete. */
bool dialog_is_last_splash(const struct window *window);

#endif
