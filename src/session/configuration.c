/* SPDX-License-Identifier: MIT */
#include "session/configuration.h"

#include "base/macros.h"
#include "base/text.h"
#include "session/ibc_values.h"

enum { NOON = 12 * 60, HOUR = 60 };

#define BOXES (KIND_BIT(COMPONENT_CHECK) | KIND_BIT(COMPONENT_RADIO) | KIND_BIT(COMPONENT_TOGGLE))
#define API_SETTINGS { "API", "Settings" }
#define API_PRECAUTIONS { "API", "Precautions" }
#define LOCK_AND_EXIT { "Lock and Exit" }

/* ---- wishes ---- */

static const struct wish on = { .kind = WISH_ON }, off = { .kind = WISH_OFF }, none = { .kind = WISH_NONE };

static struct wish wish_read_only(const struct config *config)
{
    return config->read_only_api ? on : off;
}

static struct wish wish_bypass(const struct config *config)
{
    return config->bypass_warning ? on : off;
}

/* TWS has a switch for the API, the gateway is nothing but its API. */
static struct wish wish_api(const struct config *config)
{
    return config->program == PROGRAM_TWS ? on : none;
}

static bool wants_restart(const struct config *config)
{
    return config->auto_restart_time.minutes >= 0;
}

/* Minutes of the day; -1: neither is wanted. If both are, the restart counts. */
static int wanted_time(const struct config *config)
{
    return wants_restart(config) ? config->auto_restart_time.minutes : config->auto_logoff_time.minutes;
}

static struct wish wish_restart(const struct config *config)
{
    return wants_restart(config) ? on : none;
}

static struct wish wish_logoff(const struct config *config)
{
    return !wants_restart(config) && config->auto_logoff_time.minutes >= 0 ? on : none;
}

static struct wish time_of(int minutes)
{
    struct wish wish = { .kind = WISH_TEXT };
    int hour = minutes / HOUR % 12;
    text_print(wish.text, "%02d:%02d", hour ? hour : 12, minutes % HOUR);
    return wish;
}

static struct wish wish_time(const struct config *config)
{
    int minutes = wanted_time(config);
    return minutes >= 0 ? time_of(minutes) : none;
}

static struct wish wish_morning(const struct config *config)
{
    int minutes = wanted_time(config);
    return minutes >= 0 && minutes < NOON ? on : none;
}

static struct wish wish_afternoon(const struct config *config)
{
    return wanted_time(config) >= NOON ? on : none;
}

#define PRECAUTION(key, text) \
    { .setting = "BYPASS_WARNING", .page = API_PRECAUTIONS, .names = { text }, .optional = true, .ibc = key, \
      .wish = wish_bypass }

/* Those of one page stand together, so that each page is shown once. */
const struct configuration_task configuration_tasks[CONFIGURATION_TASKS] = {
    { .setting = "the API", .page = API_SETTINGS, .names = { "Enable ActiveX and Socket Clients" }, .wish = wish_api },
    { .setting = "READ_ONLY_API", .page = API_SETTINGS, .names = { "Read-Only API" }, .wish = wish_read_only },
    [PLACE_PORT] = { .setting = "the API's port", .page = API_SETTINGS, .control = CONTROL_FIELD,
                     .names = { "Socket port" } },
    { .setting = "IBC_OverrideTwsMasterClientID", .page = API_SETTINGS, .control = CONTROL_FIELD,
      .names = { "Master API client ID" }, .ibc = "OverrideTwsMasterClientID" },
    { .setting = "IBC_SendMarketDataInLotsForUSstocks", .page = API_SETTINGS,
      .names = { "Send market data in lots for US stocks for dual-mode API clients" },
      .ibc = "SendMarketDataInLotsForUSstocks" },
    { .setting = "IBC_ResetOrderIdsAtStart", .page = API_SETTINGS, .control = CONTROL_BUTTON,
      .names = { "Reset API order ID sequence" }, .ibc = "ResetOrderIdsAtStart" },

    PRECAUTION("BypassOrderPrecautions", "Bypass Order Precautions for API Orders"),
    PRECAUTION("BypassBondWarning", "Bypass Bond warning for API Orders."),
    PRECAUTION("BypassNegativeYieldToWorstConfirmation", "Bypass negative yield to worst confirmation for API Orders."),
    PRECAUTION("BypassCalledBondWarning", "Bypass Called Bond warning for API Orders"),
    PRECAUTION("BypassSameActionPairTradeWarning", "Bypass \"same action pair trade\" warning for API orders."),
    PRECAUTION("BypassPriceBasedVolatilityRiskWarning", "Bypass price-based volatility risk warning for API Orders."),
    PRECAUTION("BypassUSStocksMarketDataInSharesWarning", "Bypass US Stocks market data in shares warning for API Orders"),
    PRECAUTION("BypassRedirectOrderWarning", "Bypass Redirect Order warning for Stock API Orders"),
    PRECAUTION("BypassNoOverfillProtectionPrecaution",
               "Bypass No Overfill Protection precaution for destinations where implied natively."),

    [PLACE_AUTO_RESTART] = { .setting = "AUTO_RESTART_TIME", .page = LOCK_AND_EXIT, .names = { "Auto restart" },
                             .wish = wish_restart },
    [PLACE_AUTO_LOGOFF] = { .setting = "AUTO_LOGOFF_TIME", .page = LOCK_AND_EXIT,
                            .names = { "Auto logoff", "Auto log off" }, .wish = wish_logoff },
    [PLACE_TIME] = { .setting = "the time of restart or logoff", .page = LOCK_AND_EXIT, .control = CONTROL_FIELD,
                     .names = { "Set Auto Restart Time (HH:MM)", "Set Auto Log Off Time (HH:MM)" }, .wish = wish_time },
    [PLACE_AM] = { .setting = "the time of restart or logoff", .page = LOCK_AND_EXIT, .names = { "AM" },
                   .wish = wish_morning },
    [PLACE_PM] = { .setting = "the time of restart or logoff", .page = LOCK_AND_EXIT, .names = { "PM" },
                   .wish = wish_afternoon },
};

bool configuration_uses(const char *key)
{
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++)
        if (configuration_tasks[i].ibc && text_equal(configuration_tasks[i].ibc, key)) return true;
    return false;
}

static bool read_ibc(const struct config *config, const struct configuration_task *task, struct wish *wish)
{
    if (!task->ibc) return false;
    if (task->control == CONTROL_FIELD) {
        wish->kind = WISH_TEXT;
        return ibc_value(config->ibc, task->ibc, wish->text, sizeof wish->text);
    }
    int yes = ibc_value_yes_no(config->ibc, task->ibc);
    wish->kind = yes > 0 ? WISH_ON : WISH_OFF;
    if (task->control == CONTROL_BUTTON && yes == 0) wish->kind = WISH_NONE;
    return yes >= 0;
}

void configuration_read_wishes(const struct config *config, int port, struct wish wishes[CONFIGURATION_TASKS])
{
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) {
        const struct configuration_task *task = &configuration_tasks[i];
        wishes[i] = none;
        if (read_ibc(config, task, &wishes[i])) continue;
        wishes[i] = task->wish ? task->wish(config) : none;
    }
    wishes[PLACE_PORT].kind = WISH_TEXT;
    text_print(wishes[PLACE_PORT].text, "%d", port);
}

void configuration_wish_restart(int minutes, struct wish wishes[CONFIGURATION_TASKS])
{
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) wishes[i] = none;
    wishes[PLACE_AUTO_RESTART] = on;
    wishes[PLACE_TIME] = time_of(minutes);
    wishes[minutes < NOON ? PLACE_AM : PLACE_PM] = on;
}

/* ---- the tree of pages ---- */

/* A row that leads to the page: the last that is unfolded, or the page itself. */
struct lead {
    const struct row *row; /* NULL: none */
    unsigned depth; /* how many of the page's nodes it is */
};

/* Rows come as they are shown: what follows one with a higher level is below it. */
static struct lead find_lead(const struct window *dialog, const struct component *tree, const char *const *page)
{
    struct lead lead = { 0 };
    for (unsigned i = 0; i < tree->rows && page[lead.depth]; i++) {
        const struct row *row = &dialog->rows[tree->first_row + i];
        if (lead.row && row->level <= lead.row->level) break;
        if (lead.row && row->level > lead.row->level + 1) continue;
        if (!text_equal_ignoring_case(window_row_text(dialog, row), page[lead.depth])) continue;
        lead.row = row;
        lead.depth++;
    }
    return lead;
}

/* ---- controls ---- */

static struct configuration_plan wait_because(const char *why)
{
    return (struct configuration_plan) { .step = CONFIGURATION_WAIT, .on_page = true, .why = why };
}

static struct configuration_plan lacks(const char *why)
{
    return (struct configuration_plan) { .step = CONFIGURATION_WAIT, .on_page = true, .lacking = true, .why = why };
}

static const struct component *find_named(const struct window *dialog, unsigned kinds, const char *const *names,
                                          bool usable)
{
    const struct component *found = NULL;
    for (unsigned i = 0; i < CONFIGURATION_NAMES && names[i] && !found; i++)
        found = window_find(dialog, kinds, names[i], usable);
    return found;
}

/* The first field after the label, or inside the part of that name. */
static const struct component *find_field(const struct window *dialog, const char *const *names)
{
    const struct component *end = dialog->components + dialog->count;
    const struct component *at = window_find_part(dialog, names[0]);
    if (!at) at = find_named(dialog, KIND_BIT(COMPONENT_LABEL), names, true);
    if (!at) at = find_named(dialog, KIND_BIT(COMPONENT_LABEL), names, false);
    while (at && ++at < end) {
        bool text = at->kind == COMPONENT_TEXT && (at->flags & COMPONENT_EDITABLE);
        if (text || at->kind == COMPONENT_COMBO) return at;
    }
    return NULL;
}

static bool is_usable(const struct component *component)
{
    const unsigned wanted = COMPONENT_SHOWING | COMPONENT_ENABLED;
    return (component->flags & wanted) == wanted;
}

static struct configuration_plan plan_box(const struct window *dialog, const struct configuration_task *task, bool wanted)
{
    const struct component *box = find_named(dialog, BOXES, task->names, true);
    if (!box) {
        bool there = find_named(dialog, BOXES, task->names, false) != NULL;
        return there ? wait_because("its box cannot be used") : lacks("its page has no such box");
    }
    bool right = ((box->flags & COMPONENT_SELECTED) != 0) == wanted;
    return (struct configuration_plan) { .step = right ? CONFIGURATION_RIGHT : CONFIGURATION_CHECK, .on_page = true,
                                         .component = box->id, .value = wanted };
}

static struct configuration_plan plan_combo(const struct window *dialog, const struct component *combo, const char *text)
{
    for (unsigned i = 0; i < combo->rows; i++) {
        const struct row *row = &dialog->rows[combo->first_row + i];
        if (!text_equal_ignoring_case(window_row_text(dialog, row), text)) continue;
        return (struct configuration_plan) { .step = row->selected ? CONFIGURATION_RIGHT : CONFIGURATION_SELECT,
                                             .on_page = true, .component = combo->id, .value = row->index };
    }
    return wait_because("its list has no such entry");
}

static struct configuration_plan plan_field(const struct window *dialog, const struct configuration_task *task,
                                            const char *text)
{
    const struct component *field = find_field(dialog, task->names);
    if (!field) return lacks("its page has no such field");
    if (!is_usable(field)) return wait_because("its field cannot be used");
    if (field->kind == COMPONENT_COMBO) return plan_combo(dialog, field, text);
    bool right = text_equal(window_text(dialog, field), text);
    return (struct configuration_plan) { .step = right ? CONFIGURATION_RIGHT : CONFIGURATION_SET, .on_page = true,
                                         .component = field->id };
}

static struct configuration_plan plan_button(const struct window *dialog, const struct configuration_task *task)
{
    const struct component *button = find_named(dialog, KIND_BIT(COMPONENT_BUTTON), task->names, true);
    if (!button) return lacks("its page has no such button");
    return (struct configuration_plan) { .step = CONFIGURATION_PRESS, .on_page = true, .component = button->id };
}

static struct configuration_plan plan_control(const struct window *dialog, const struct configuration_task *task,
                                              const struct wish *wish)
{
    switch (task->control) {
    case CONTROL_BOX: return plan_box(dialog, task, wish->kind == WISH_ON);
    case CONTROL_FIELD: return plan_field(dialog, task, wish->text);
    case CONTROL_BUTTON: return plan_button(dialog, task);
    }
    return wait_because("it is of an unknown kind");
}

struct configuration_plan configuration_plan(const struct window *dialog, const struct configuration_task *task,
                                             const struct wish *wish)
{
    const struct component *tree = window_find(dialog, KIND_BIT(COMPONENT_TREE), NULL, false);
    if (!tree) return (struct configuration_plan) { .step = CONFIGURATION_WAIT,
                                                    .why = "the configuration has no tree of pages" };
    struct lead lead = find_lead(dialog, tree, task->page);
    bool complete = !task->page[lead.depth];
    if (!lead.row || (!complete && lead.row->unfolded))
        return (struct configuration_plan) { .step = CONFIGURATION_WAIT, .why = "the configuration has no such page" };
    if (complete && lead.row->selected) return plan_control(dialog, task, wish);
    return (struct configuration_plan) { .step = complete ? CONFIGURATION_SELECT : CONFIGURATION_EXPAND,
                                         .component = tree->id, .value = lead.row->index };
}

/* ---- reading ---- */

bool configuration_read_restart(const struct window *dialog, struct wish wishes[CONFIGURATION_TASKS])
{
    static const enum configuration_place boxes[] = { PLACE_AUTO_RESTART, PLACE_AUTO_LOGOFF, PLACE_AM, PLACE_PM };
    const struct component *field = find_field(dialog, configuration_tasks[PLACE_TIME].names);
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) wishes[i] = none;
    if (!field || !is_usable(field)) return false;
    wishes[PLACE_TIME].kind = WISH_TEXT;
    text_print(wishes[PLACE_TIME].text, "%s", window_text(dialog, field));
    for (unsigned i = 0; i < ARRAY_LENGTH(boxes); i++) {
        const struct component *box = find_named(dialog, BOXES, configuration_tasks[boxes[i]].names, true);
        if (box && (box->flags & COMPONENT_SELECTED)) wishes[boxes[i]] = on;
    }
    return true;
}
