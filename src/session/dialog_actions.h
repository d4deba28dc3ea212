/* SPDX-License-Identifier: MIT
 *
 * DIALOG_ACTIONS, the user's own answers to windows that this program does not know or leaves to a person:
 * Title=Button;Title=Button. Pure.
 */
#ifndef SESSION_DIALOG_ACTIONS_H
#define SESSION_DIALOG_ACTIONS_H

#include "session/window.h"

/* What stands in the place of a button for the cross of the window. */
#define DIALOG_ACTION_CLOSE "@close"

enum dialog_action_kind {
    DIALOG_ACTION_NONE, /* the user says nothing about it */
    DIALOG_ACTION_CLICK, /* dialog_action::component */
    DIALOG_ACTION_CROSS,
    DIALOG_ACTION_NO_SUCH_BUTTON /* none of that text, or none that can be clicked yet */
};

struct dialog_action {
    enum dialog_action_kind kind;
    int64_t component;
    char button[64]; /* as the user wrote it */
};

/* The first entry whose title is contained in the window's, regardless of case, decides; the button's text is the whole
 * text, regardless of case. Blanks around titles and buttons do not count. */
struct dialog_action dialog_actions_find(const char *actions, const struct window *window);

#endif
