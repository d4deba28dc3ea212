/* SPDX-License-Identifier: MIT */
#include "session/dialogs.h"

#include "base/macros.h"
#include "base/text.h"

#define PUSH_KINDS (KIND_BIT(COMPONENT_BUTTON))
#define CHOICE_KINDS (KIND_BIT(COMPONENT_TOGGLE) | KIND_BIT(COMPONENT_RADIO) | KIND_BIT(COMPONENT_CHECK))

static const char *const login_buttons[] = { "Log In", "Login", "Paper Log In", "Paper Login", "Paper-Login", NULL };
static const char *const api_types[] = { "IB API", "TWS/API", NULL };
static const char *const exits[] = { "Close", "Exit", NULL };
static const char *const saves[] = { "Save Settings", NULL };
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

static bool says_it(const struct dialog *dialog, const struct window *window)
{
    if (!dialog->says[0]) return true;
    for (unsigned i = 0; i < DIALOG_WORDS && dialog->says[i]; i++)
        if (window_says(window, dialog->says[i]) != dialog->says_all) return !dialog->says_all;
    return dialog->says_all;
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
        if (!title_fits(dialog, window_title(window)) || !says_it(dialog, window)) continue;
        if (has_one_button(dialog, window) && has_one_item(dialog, window)) return dialog;
    }
    return NULL;
}

/* ---- deciding ---- */

/* As IBC has it: before the login is complete the other session is overridden once, since one that claims the user back
 * has the same right; afterwards `primary` goes on and `primaryoverride` gives way. */
static enum answer decide_existing(const struct dialog_context *context)
{
    switch (context->answers.existing) {
    case EXISTING_SESSION_PRIMARY:
        return context->was_logged_in || context->continued == 0 ? ANSWER_YES : ANSWER_NO;
    case EXISTING_SESSION_PRIMARY_OVERRIDE:
        return !context->was_logged_in && context->continued == 0 ? ANSWER_YES : ANSWER_NO;
    case EXISTING_SESSION_SECONDARY: return ANSWER_NO;
    case EXISTING_SESSION_MANUAL: return ANSWER_LEAVE;
    }
    return ANSWER_LEAVE;
}

static enum answer decide_answer(enum rule rule, const struct dialog_context *context)
{
    switch (rule) {
    case RULE_NONE:
    case RULES: return ANSWER_LEAVE;
    case RULE_ALWAYS: return ANSWER_YES;
    case RULE_STOPPING: return context->stopping ? ANSWER_YES : ANSWER_LEAVE;
    case RULE_RESTARTING: return context->restarting ? ANSWER_YES : ANSWER_LEAVE;
    case RULE_RECONNECTING: return context->reconnecting ? ANSWER_YES : ANSWER_LEAVE;
    case RULE_CONFIGURING: return context->configuring ? ANSWER_YES : ANSWER_LEAVE;
    case RULE_ORDER_IDS:
        return context->configuring ? context->answers.order_ids_at_start : context->answers.order_ids_by_user;
    case RULE_EXISTING_SESSION: return context->stopping ? ANSWER_LEAVE : decide_existing(context);
    case RULE_PAPER_NOTICE:
    case RULE_WRITE_ACCESS:
    case RULE_INCOMING:
    case RULE_BLIND_TRADING:
    case RULE_BID_ASK:
    case RULE_CRYPTO:
    case RULE_PASSWORD_NOTICE:
    case RULE_COMPLIANCE_NOTICE: return context->stopping ? ANSWER_LEAVE : context->answers.by_rule[rule];
    }
    return ANSWER_LEAVE;
}

static const struct component *find_first(const struct window *window, const char *const *texts, bool usable)
{
    const struct component *found = NULL;
    for (unsigned i = 0; i < DIALOG_WORDS && texts[i] && !found; i++)
        found = window_find(window, PUSH_KINDS, texts[i], usable);
    return found;
}

static int64_t find_check(const struct window *window, const char *text)
{
    const struct component *box = text ? window_find(window, KIND_BIT(COMPONENT_CHECK), text, true) : NULL;
    return box && !(box->flags & COMPONENT_SELECTED) ? box->id : 0;
}

/* A window without a button of ours is not what it was when its row was written, or not made with Swing. */
static struct decision decide_click(struct decision decision, const struct window *window)
{
    const struct dialog *dialog = decision.dialog;
    const char *const *texts = decision.answer == ANSWER_YES ? dialog->click : dialog->decline;
    const struct component *button = find_first(window, texts, true);
    bool there = button || find_first(window, texts, false);
    decision.act = DIALOG_WAIT;
    if (button) {
        decision.act = DIALOG_CLICK;
        decision.component = button->id;
        if (decision.answer == ANSWER_YES) decision.check = find_check(window, dialog->check);
    } else if (!there && dialog->cross && decision.answer == ANSWER_YES) decision.act = DIALOG_CLOSE;
    else if (!there) decision.act = DIALOG_REPORT;
    return decision;
}

struct decision dialog_decide(const struct window *window, const struct dialog_context *context)
{
    struct decision decision = { .dialog = recognise(window) };
    if (!decision.dialog) return decision;
    enum rule rule = decision.dialog->rule;
    if (decision.dialog->role == DIALOG_LOGIN && !context->stopping) decision.act = DIALOG_FILL_LOGIN;
    if (rule == RULE_NONE) return decision;
    decision.answer = decide_answer(rule, context);
    if (decision.answer != ANSWER_LEAVE) return decide_click(decision, window);
    if (rule >= RULE_EXISTING_SESSION && !context->stopping) decision.act = DIALOG_REPORT;
    return decision;
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

/* The box about settings on the server: set only where the user has a wish and there is one. */
static bool plan_box(struct login_plan *plan, const struct window *window, enum answer wish)
{
    const struct component *box = window_find(window, KIND_BIT(COMPONENT_CHECK), "Use/store settings on server", true);
    bool wanted = wish == ANSWER_YES;
    if (!box || wish == ANSWER_LEAVE || ((box->flags & COMPONENT_SELECTED) != 0) == wanted) return true;
    plan->step = LOGIN_PRESS;
    plan->press = box->id;
    plan->on = wanted;
    return false;
}

/* Without the choice of the trading mode nothing is typed: better no login than one with real money by mistake. */
struct login_plan dialog_plan_login(const struct window *window, const struct dialog_context *context)
{
    const char *const modes[] = { context->paper ? "Paper Trading" : "Live Trading", NULL };
    struct login_plan plan = { .step = LOGIN_WAIT, .on = true };
    if (!plan_choice(&plan, window, api_types, false) || !plan_choice(&plan, window, modes, true)) return plan;
    if (!plan_box(&plan, window, context->answers.store_on_server)) return plan;
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

int64_t dialog_find_save(const struct window *main_window)
{
    return find_usable_item(main_window, "File", saves);
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
        if (role == DIALOG_REFUSED || role == DIALOG_TROUBLE || role == DIALOG_RELOGIN) return false;
        bool final = started || !text_contains_ignoring_case(window_title(&windows[i]), "Loading");
        if (role == DIALOG_MAIN && final) complete = true;
    }
    return complete;
}
