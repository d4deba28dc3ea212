/* SPDX-License-Identifier: MIT */
#include "session/dialog_actions.h"

#include <string.h>

enum { TITLE = 128 };

static void trim(const char *from, size_t length, char *out, size_t room)
{
    while (length > 0 && *from == ' ') from++, length--;
    while (length > 0 && from[length - 1] == ' ') length--;
    text_print_in(out, room, "%.*s", (int) length, from);
}

static struct dialog_action decide(struct dialog_action action, const struct window *window)
{
    if (text_equal_ignoring_case(action.button, DIALOG_ACTION_CLOSE)) {
        action.kind = DIALOG_ACTION_CROSS;
        return action;
    }
    const struct component *button = window_find(window, KIND_BIT(COMPONENT_BUTTON), action.button, true);
    action.kind = button ? DIALOG_ACTION_CLICK : DIALOG_ACTION_NO_SUCH_BUTTON;
    action.component = button ? button->id : 0;
    return action;
}

struct dialog_action dialog_actions_find(const char *actions, const struct window *window)
{
    struct dialog_action action = { .kind = DIALOG_ACTION_NONE };
    while (*actions) {
        char title[TITLE];
        size_t length = strcspn(actions, ";"), title_length = strcspn(actions, "=;");
        trim(actions, title_length, title, sizeof title);
        if (title_length < length && *title && text_contains_ignoring_case(window_title(window), title)) {
            trim(actions + title_length + 1, length - title_length - 1, action.button, sizeof action.button);
            return decide(action, window);
        }
        actions += length + (actions[length] == ';');
    }
    return action;
}
