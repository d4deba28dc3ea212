/* SPDX-License-Identifier: MIT */
#include "session/dialogs.h"

#include "base/macros.h"
#include "base/text.h"

#define PUSH_KINDS (KIND_BIT(COMPONENT_BUTTON))
#define CHOICE_KINDS (KIND_BIT(COMPONENT_TOGGLE) | KIND_BIT(COMPONENT_RADIO) | KIND_BIT(COMPONENT_CHECK))

static const char *const login_buttons[] = { "Log In", "Login", "Paper Log In", "Paper Login", "Paper-Login", NULL };
static const char *const api_types[] = { "IB API", "TWS/API", NULL };
static const char *const exits[] = { "Close", "Exit", NULL };
static const char *const restarts[] = { "Restart...", "Restart", NULL };

/* ---- recognising ---- */

static bool title_fits(const struct dialog *dialog, const char *title)
{
    if (dialog->no_title && *title) return false;
    if (!dialog->titles[0]) return true;
    for (unsigned i = 0; i < DIALOG_WORDS && dialog->titles[i]; i++) {
        const char *word = dialog->titles[i];
        bool fits = dialog->whole_title ? text_equal_ignoring_case(title, word)
                                        : text_contains_ignoring_case(title, word);
        if (fits) return true;
    }
    return false;
}

static bool says_one(const struct dialog *dialog, const struct window *window)
{
    if (!dialog->says[0]) return true;
    for (unsigned i = 0; i < DIALOG_WORDS && dialog->says[i]; i++)
        if (window_says(window, dialog->says[i])) return true;
    return false;
}

static bool has_one_button(const struct dialog *dialog, const struct window *window)
{
    if (dialog->no_buttons) return !window_find(window, PUSH_KINDS | CHOICE_KINDS, NULL, false);
    if (!dialog->buttons[0]) return true;
    for (unsigned i = 0; i < DIALOG_WORDS && dialog->buttons[i]; i++)
        if (window_find(window, PUSH_KINDS, dialog->buttons[i], false)) return true;
    return false;
}

static bool has_one_item(const struct dialog *dialog, const struct window *window)
{
    if (!dialog->menu) return true;
    for (unsigned i = 0; i < DIALOG_WORDS && dialog->items[i]; i++)
        if (window_find_item(window, dialog->menu, dialog->items[i])) return true;
    return false;
}

static const struct dialog *recognise(const struct window *window)
{
    for (unsigned i = 0; i < dialog_count; i++) {
        const struct dialog *dialog = &dialog_table[i];
        if (!(KIND_BIT(window_kind(window)) & dialog->kinds)) continue;
        if (!title_fits(dialog, window_title(window)) || !says_one(dialog, window)) continue;
        if (has_one_button(dialog, window) && has_one_item(dialog, window)) return dialog;
    }
    return NULL;
}

/* ---- deciding ---- */

static struct decision decide_click(struct decision decision, const struct window *window)
{
    decision.act = DIALOG_WAIT;
    for (unsigned i = 0; i < DIALOG_WORDS && decision.dialog->click[i]; i++) {
        const struct component *button = window_find(window, PUSH_KINDS, decision.dialog->click[i], true);
        if (!button) continue;
        decision.act = DIALOG_CLICK;
        decision.component = button->id;
        break;
    }
    return decision;
}

struct decision dialog_decide(const struct window *window, const struct dialog_context *context)
{
    struct decision decision = { .dialog = recognise(window) };
    if (!decision.dialog) return decision;
    if (decision.dialog->role == DIALOG_LOGIN && !context->stopping) decision.act = DIALOG_FILL_LOGIN;
    bool clicks = decision.dialog->click[0] && (context->stopping || !decision.dialog->only_stopping);
    return clicks ? decide_click(decision, window) : decision;
}

/* ---- the login window ---- */

static const struct component *find_any(const struct window *window, unsigned kinds, const char *const *texts,
                                        bool usable)
{
    const struct component *found = NULL;
    for (; *texts && !found; texts++) found = window_find(window, kinds, *texts, usable);
    return found;
}

static int64_t id_of(const struct component *component)
{
    return component ? component->id : 0;
}

/* The first text that can be typed into; a label beside it would tell no more, and is translated. */
static const struct component *find_field(const struct window *window, unsigned kinds)
{
    const uint8_t wanted = COMPONENT_SHOWING | COMPONENT_ENABLED | COMPONENT_EDITABLE;
    for (unsigned i = 0; i < window->count; i++) {
        const struct component *component = &window->components[i];
        if ((KIND_BIT(component->kind) & kinds) && (component->flags & wanted) == wanted) return component;
    }
    return NULL;
}

/* One choice of the login window. False: it is neither made nor can it be made now. */
static bool plan_choice(struct login_plan *plan, const struct window *window, const char *const *texts, bool required)
{
    const struct component *choice = find_any(window, CHOICE_KINDS, texts, false);
    if (!choice) return !required;
    if (choice->flags & COMPONENT_SELECTED) return true;
    const struct component *usable = find_any(window, CHOICE_KINDS, texts, true);
    if (usable) plan->step = LOGIN_PRESS;
    plan->press = id_of(usable);
    return false;
}

/* Without the choice of the trading mode nothing is typed: better no login than one with real money by mistake. */
struct login_plan dialog_plan_login(const struct window *window, const struct dialog_context *context)
{
    const char *const modes[] = { context->paper ? "Paper Trading" : "Live Trading", NULL };
    struct login_plan plan = { .step = LOGIN_WAIT };
    if (!plan_choice(&plan, window, api_types, false) || !plan_choice(&plan, window, modes, true)) return plan;
    const struct component *usable = find_any(window, PUSH_KINDS, login_buttons, true);
    plan.button_usable = usable != NULL;
    plan.button = id_of(usable ? usable : find_any(window, PUSH_KINDS, login_buttons, false));
    plan.user = id_of(find_field(window, KIND_BIT(COMPONENT_TEXT)));
    plan.password = id_of(find_field(window, KIND_BIT(COMPONENT_SECRET)));
    if (plan.user && plan.password && plan.button) plan.step = LOGIN_TYPE;
    return plan;
}

/* ---- the whole screen ---- */

const struct component *dialog_find_settings(const struct window *main_window)
{
    static const struct {
        const char *menu, *item;
    } places[] = {
        { "Configure", "Settings" }, { "File", "Global Configuration..." }, { "Edit", "Global Configuration..." }
    };
    const struct component *found = NULL;
    for (unsigned i = 0; i < ARRAY_LENGTH(places) && !found; i++)
        found = window_find_item(main_window, places[i].menu, places[i].item);
    return found;
}

static int64_t find_usable_item(const struct window *window, const char *menu, const char *const *items)
{
    for (; *items; items++) {
        const struct component *found = window_find_item(window, menu, *items);
        if (found && (found->flags & COMPONENT_ENABLED)) return found->id;
    }
    return 0;
}

int64_t dialog_find_exit(const struct window *main_window)
{
    return find_usable_item(main_window, "File", exits);
}

int64_t dialog_find_restart(const struct window *main_window)
{
    return find_usable_item(main_window, "File", restarts);
}

bool dialog_is_last_splash(const struct window *window)
{
    return text_contains_ignoring_case(window_title(window), "Starting application");
}

bool dialog_logged_in(const struct window *windows, unsigned count, bool started)
{
    bool complete = false;
    for (unsigned i = 0; i < count; i++) {
        if (windows[i].id == 0) continue;
        const struct dialog *dialog = recognise(&windows[i]);
        enum dialog_role role = dialog ? dialog->role : DIALOG_UNKNOWN;
        if (role == DIALOG_LOGIN || role == DIALOG_SPLASH || role == DIALOG_SECOND_FACTOR) return false;
        if (role == DIALOG_REFUSED || role == DIALOG_TROUBLE) return false;
        bool final = started || !text_contains_ignoring_case(window_title(&windows[i]), "Loading");
        if (role == DIALOG_MAIN && final) complete = true;
    }
    return complete;
}
