/* SPDX-License-Identifier: MIT
 *
 * The settings inside the program that we set there: where each stands in its configuration dialog, what is wanted of
 * it, and the next step towards having it so. Pure: the dialog as the agent told it comes in, one step comes out.
 */
#ifndef SESSION_CONFIGURATION_H
#define SESSION_CONFIGURATION_H

#include "config/settings.h"
#include "session/window.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFIGURATION_DEPTH = 4, CONFIGURATION_TEXT = 32, CONFIGURATION_NAMES = 3, CONFIGURATION_TASKS = 20 };

enum wish_kind { WISH_NONE, WISH_OFF, WISH_ON, WISH_TEXT };

struct wish {
    enum wish_kind kind;
    char text[CONFIGURATION_TEXT];
};

enum configuration_control {
    CONTROL_BOX, /* a check box or radio button: WISH_OFF, WISH_ON */
    CONTROL_FIELD, /* a text or combo beside a label, or in a part of that name: WISH_TEXT */
    CONTROL_BUTTON /* to be pressed once: WISH_ON */
};

/* The places of the tasks that others need by name. */
enum configuration_place {
    PLACE_PORT = 2, PLACE_AUTO_RESTART = 15, PLACE_AUTO_LOGOFF, PLACE_TIME, PLACE_AM, PLACE_PM
};

/* One setting. Texts regardless of case. */
struct configuration_task {
    const char *setting; /* as the user calls it */
    const char *page[CONFIGURATION_DEPTH]; /* the nodes that lead to it in the dialog's tree, ended by NULL */
    enum configuration_control control;
    const char *names[CONFIGURATION_NAMES]; /* its text, or that of its label; one of them */
    bool optional; /* not every version of the program has it */
    const char *ibc; /* key of IBC that decides where it is given; NULL: none */
    struct wish (*wish)(const struct config *config); /* otherwise; NULL: left as it is */
};

extern const struct configuration_task configuration_tasks[CONFIGURATION_TASKS];

/* Whether a task hangs on that key of IBC. */
bool configuration_uses(const char *key);

/* What the user wants of each task, and the port that the session expects the API at. */
void configuration_read_wishes(const struct config *config, int port, struct wish wishes[CONFIGURATION_TASKS]);

/* What brings a restart at that minute of the day, and nothing else. */
void configuration_wish_restart(int minutes, struct wish wishes[CONFIGURATION_TASKS]);

/* The restart or logoff as it is set in the dialog, as wishes that bring it back. False: its page is not there. */
bool configuration_read_restart(const struct window *dialog, struct wish wishes[CONFIGURATION_TASKS]);

enum configuration_step {
    CONFIGURATION_RIGHT, /* it is as wanted */
    CONFIGURATION_EXPAND, /* the row `value` of the tree `component` */
    CONFIGURATION_SELECT, /* the same, of a tree or combo */
    CONFIGURATION_CHECK, /* set the box `component` to `value` */
    CONFIGURATION_SET, /* the text `component` to that of the wish */
    CONFIGURATION_PRESS, /* the button `component`, once */
    CONFIGURATION_WAIT /* something is not there, or cannot be used: `why` */
};

struct configuration_plan {
    enum configuration_step step;
    int64_t component;
    int value;
    bool on_page; /* its page is shown */
    bool lacking; /* and has no such thing */
    const char *why; /* a constant */
};

/* `dialog` must be a dump, told after the last step was carried out. */
struct configuration_plan configuration_plan(const struct window *dialog, const struct configuration_task *task,
                                             const struct wish *wish);

#endif
