/* SPDX-License-Identifier: MIT
 *
 * The settings inside the program that we set there: where each stands in its configuration dialog, and the next step
 * towards having it as wanted. Pure: the dialog as the agent told it comes in, one step comes out.
 */
#ifndef SESSION_CONFIGURATION_H
#define SESSION_CONFIGURATION_H

#include "config/settings.h"
#include "session/window.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFIGURATION_DEPTH = 4 };

enum wish { WISH_NONE, WISH_OFF, WISH_ON };

/* One check box. Texts regardless of case. */
struct configuration_task {
    const char *setting; /* ours */
    const char *page[CONFIGURATION_DEPTH]; /* the nodes that lead to it in the dialog's tree, ended by NULL */
    const char *component; /* its text */
    enum wish (*wish)(const struct config *config);
};

extern const struct configuration_task configuration_tasks[];
extern const unsigned configuration_count;

enum configuration_step {
    CONFIGURATION_RIGHT, /* it is as wanted */
    CONFIGURATION_EXPAND, /* the row `value` of the tree `component` */
    CONFIGURATION_SELECT, /* the same */
    CONFIGURATION_CHECK, /* set the check box `component` to `value` */
    CONFIGURATION_WAIT /* something is not there, or cannot be used: `why` */
};

struct configuration_plan {
    enum configuration_step step;
    int64_t component;
    int value;
    const char *why; /* a constant */
};

/* `dialog` must be fresh: told after the last step was carried out. */
struct configuration_plan configuration_plan(const struct window *dialog, const struct configuration_task *task,
                                             bool on);

#endif
