/* SPDX-License-Identifier: MIT
 *
 * Working in the program's configuration dialog, one step at each look: open it, task by task the page, the box and a
 * look at what became of it, then OK, or Cancel when nothing is to be changed. Whatever is in the way is said in the
 * log; the session waits for all this, so it ends in any case.
 */
#define _GNU_SOURCE
#include "session/native.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/text.h"
#include "config/config.h"
#include "session/set_back.h"

#include <time.h>

enum {
    PATIENCE_MS = 20000, /* for everything, however much haste: the windows take their time all the same */
    TASK_PATIENCE_MS = 5000, /* for a page or box that is not there */
    SETTLE_MS = 1000, /* after a new connection */
    OPTIONAL_PATIENCE_MS = 1000, /* if not every version has it */
    QUESTION_MS = 10000, /* what the change makes the program ask, it asks within that */
    RESTART_LEAD_MS = 6000, /* from the dialog's coming to the minute of the restart, so that it is set before that begins */
    MINUTE_MS = 60000,
    AGAIN_MS = 500 /* the agent does not tell when a tree alone changes: while something is missing, it is asked */
};

static const struct wish *wish_of(const struct driver *driver, unsigned task)
{
    return &driver->configuring.wishes[task];
}

static void set_timer(struct driver *driver, int64_t deadline)
{
    struct configuring *configuring = &driver->configuring;
    if (deadline > configuring->deadline) deadline = configuring->deadline;
    loop_set_timer(driver->setup.loop, &driver->again, deadline);
}

static void send(struct driver *driver, const char *verb, int64_t target, const char *argument)
{
    native_send(driver, FOR_CONFIGURATION, driver->configuring.window, verb, target, argument);
}

/* ---- the end ---- */

static void finish(struct driver *driver)
{
    driver->configuring.stage = CONFIGURING_OVER;
    driver->configuring.ours_until = clock_now_ms() + QUESTION_MS;
    loop_set_timer(driver->setup.loop, &driver->again, CLOCK_NEVER);
    if (!driver->configuring.restart_at) native_tell(driver, EVENT_CONFIGURED, NULL);
}

static void dismiss(struct driver *driver, const struct window *dialog)
{
    const struct component *cancel = window_find(dialog, KIND_BIT(COMPONENT_BUTTON), "Cancel", true);
    send(driver, cancel ? "click" : "close", cancel ? cancel->id : dialog->id, "");
}

/* What was changed in a dialog that is dismissed is not changed. */
static void give_up(struct driver *driver, const char *why)
{
    const struct configuring *configuring = &driver->configuring;
    const char *told = NULL;
    const struct window *dialog = configuring->window ? wire_window(driver->wire, configuring->window) : NULL;
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) {
        bool open = i >= configuring->task || (configuring->changed & 1U << i);
        if (!open || wish_of(driver, i)->kind == WISH_NONE) continue;
        if (!told || !text_equal(told, configuration_tasks[i].setting)) configure_tell_missed(driver, i, why);
        told = configuration_tasks[i].setting;
    }
    if (!told) log_warning("session %s: %s", driver->setup.name, why);
    if (dialog) dismiss(driver, dialog);
    finish(driver);
}

void configure_stop(struct driver *driver)
{
    driver->configuring.stage = CONFIGURING_OVER;
    loop_set_timer(driver->setup.loop, &driver->again, CLOCK_NEVER);
}

/* ---- in the dialog ---- */

static void go_to_task(struct configuring *configuring, unsigned task)
{
    configuring->task = task;
    configuring->last = (struct configuration_plan) { .step = CONFIGURATION_RIGHT };
    configuring->task_deadline = CLOCK_NEVER;
    configuring->why = NULL;
}

static bool same_page(const struct configuration_task *a, const struct configuration_task *b)
{
    for (unsigned i = 0; i < CONFIGURATION_DEPTH; i++) {
        if (!a->page[i] || !b->page[i]) return !a->page[i] && !b->page[i];
        if (!text_equal(a->page[i], b->page[i])) return false;
    }
    return true;
}

/* False: the task has been waited for long enough. */
static bool wait_for(struct driver *driver, const char *why)
{
    struct configuring *configuring = &driver->configuring;
    const struct configuration_task *task = &configuration_tasks[configuring->task];
    int64_t now = clock_now_ms(), patience = task->optional ? OPTIONAL_PATIENCE_MS : TASK_PATIENCE_MS;
    configuring->why = why;
    if (configuring->waited && same_page(configuring->waited, task)) return false;
    if (configuring->task_deadline == CLOCK_NEVER) configuring->task_deadline = now + patience;
    if (now >= configuring->task_deadline) {
        configuring->waited = task;
        return false;
    }
    set_timer(driver, now + AGAIN_MS);
    return true;
}

static bool is_same(const struct configuration_plan *a, const struct configuration_plan *b)
{
    return a->step == b->step && a->component == b->component && a->value == b->value;
}

/* What a command did is read from the dump sent behind it: the agent carries both out in that order. */
static void carry_out(struct driver *driver, const struct configuration_plan *plan, const struct wish *wish)
{
    static const char *const verbs[] = {
        [CONFIGURATION_EXPAND] = "expand", [CONFIGURATION_SELECT] = "select", [CONFIGURATION_CHECK] = "check",
        [CONFIGURATION_SET] = "set", [CONFIGURATION_PRESS] = "click"
    };
    char argument[CONFIGURATION_TEXT];
    if (plan->step == CONFIGURATION_SET) text_print(argument, "%s", wish->text);
    else text_print(argument, "%d", plan->value);
    driver->configuring.last = *plan;
    send(driver, verbs[plan->step], plan->component, argument);
    send(driver, "dump", driver->configuring.window, "");
}

/* What a restart by hand is about to change. */
static void read_restart(struct driver *driver, const struct window *dialog)
{
    struct configuring *configuring = &driver->configuring;
    if (!configuring->restart_at || configuring->read) return;
    configuring->read = true;
    struct wish before[CONFIGURATION_TASKS];
    bool pending = set_back_load(driver->settings_dir, before);
    if (!pending && configuration_read_restart(dialog, before)) set_back_keep(driver->settings_dir, before);
}

/* True when nothing more is to be done for the task. */
static bool do_task(struct driver *driver, const struct window *dialog, unsigned task)
{
    struct configuring *configuring = &driver->configuring;
    const struct wish *wish = wish_of(driver, task);
    if (wish->kind == WISH_NONE) return true;
    struct configuration_plan plan = configuration_plan(dialog, &configuration_tasks[task], wish);
    bool same = is_same(&plan, &configuring->last);
    bool over = plan.step == CONFIGURATION_RIGHT || (plan.step == CONFIGURATION_PRESS && same);
    if (over && configuring->last.on_page && configuring->last.step != CONFIGURATION_WAIT)
        configuring->changed |= 1U << task;
    if (over) return true;
    if (plan.on_page) read_restart(driver, dialog);
    if (same) plan = (struct configuration_plan) {
        .step = CONFIGURATION_WAIT, .why = "the program does not take the change", .on_page = plan.on_page
    };
    if (plan.step == CONFIGURATION_WAIT) {
        if (wait_for(driver, plan.why)) return false;
        if (plan.lacking && configuration_tasks[task].optional) configure_tell_lacking(driver, task);
        else configure_tell_missed(driver, task, plan.why);
        return true;
    }
    carry_out(driver, &plan, wish);
    return false;
}

static void close_dialog(struct driver *driver, const struct window *dialog)
{
    struct configuring *configuring = &driver->configuring;
    const struct component *ok = window_find(dialog, KIND_BIT(COMPONENT_BUTTON), "OK", true);
    if (configuring->changed && !ok) {
        wait_for(driver, "the OK of the configuration cannot be used");
        return;
    }
    configuring->stage = CONFIGURING_CLOSING;
    configuring->why = "the configuration does not close";
    set_timer(driver, CLOCK_NEVER);
    if (configuring->changed) send(driver, "click", ok->id, "");
    else dismiss(driver, dialog);
}

static void look_at_dialog(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    const struct window *dialog = wire_window(driver->wire, configuring->window);
    if (!dialog) {
        give_up(driver, "somebody closed the configuration");
        return;
    }
    if (commands_pending(&driver->commands, FOR_CONFIGURATION)) return;
    set_timer(driver, CLOCK_NEVER);
    if (!dialog->dumped) {
        send(driver, "dump", configuring->window, "");
        return;
    }
    while (configuring->task < CONFIGURATION_TASKS) {
        if (!do_task(driver, dialog, configuring->task)) return;
        go_to_task(configuring, configuring->task + 1);
    }
    close_dialog(driver, dialog);
}

/* ---- to the dialog ---- */

/* A restart comes at a full minute: the next that can still be set. */
static void aim(struct driver *driver)
{
    struct tm at;
    struct configuring *configuring = &driver->configuring;
    int64_t restart_at = (clock_wall_ms() + RESTART_LEAD_MS) / MINUTE_MS * MINUTE_MS + MINUTE_MS;
    time_t when = (time_t) (restart_at / 1000);
    if (restart_at == configuring->restart_at) return;
    configuring->restart_at = restart_at;
    localtime_r(&when, &at);
    configuration_wish_restart(at.tm_hour * 60 + at.tm_min, configuring->wishes);
    log_info("session %s: the gateway is to restart at %02d:%02d", driver->setup.name, at.tm_hour, at.tm_min);
}

static void open_dialog(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    const struct window *main_window = screen_find(driver, DIALOG_MAIN);
    const struct component *item = main_window ? dialog_find_settings(main_window) : NULL;
    if (!main_window) configuring->why = "the program has no main window";
    else if (!item) configuring->why = "the program has no menu for its configuration";
    else if (!(item->flags & COMPONENT_ENABLED)) configuring->why = "the menu for the configuration is disabled";
    else {
        configuring->why = "the configuration does not open";
        configuring->asked = true;
        send(driver, "click", item->id, "");
    }
}

/* One that is open without our having asked for it is a person's. */
static void look_for_dialog(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    const struct window *dialog = screen_find(driver, DIALOG_CONFIGURATION);
    bool ours = configuring->asked || configuring->lost;
    if (dialog && !ours) configuring->why = "somebody works in the configuration";
    if (!dialog && !configuring->asked && clock_now_ms() >= configuring->not_before) open_dialog(driver);
    if (!dialog || !ours) return;
    configuring->asked = configuring->lost = false;
    configuring->stage = CONFIGURING_DIALOG;
    configuring->window = dialog->id;
    if (configuring->restart_at) aim(driver);
    look_at_dialog(driver);
}

/* It comes after all, too late. */
static void look_for_late_dialog(struct driver *driver)
{
    const struct window *dialog = screen_find(driver, DIALOG_CONFIGURATION);
    if (!driver->configuring.asked || driver->stopping || !dialog) return;
    driver->configuring.asked = false;
    driver->configuring.window = dialog->id;
    dismiss(driver, dialog);
}

/* OK or Cancel has been obeyed. A minute that began meanwhile comes again tomorrow. */
static void closed(struct driver *driver)
{
    const struct configuring *configuring = &driver->configuring;
    bool missed = configuring->restart_at && clock_wall_ms() >= configuring->restart_at;
    configure_tell_changes(driver);
    if (configuring->sets_back) set_back_forget(driver->settings_dir);
    finish(driver);
    if (missed) native_tell(driver, EVENT_NOT_CONFIGURED, "the time of the restart was over before it was set");
}

void configure_look(struct driver *driver)
{
    switch (driver->configuring.stage) {
    case CONFIGURING_NOT: break;
    case CONFIGURING_MENU: look_for_dialog(driver); break;
    case CONFIGURING_DIALOG: look_at_dialog(driver); break;
    case CONFIGURING_CLOSING:
        if (!wire_window(driver->wire, driver->configuring.window)) closed(driver);
        break;
    case CONFIGURING_OVER: look_for_late_dialog(driver); break;
    }
}

static void begin(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    configuring->stage = CONFIGURING_MENU;
    configuring->deadline = clock_now_ms() + PATIENCE_MS;
    configuring->changed = 0;
    configuring->waited = NULL;
    go_to_task(configuring, 0);
    set_timer(driver, CLOCK_NEVER);
    configure_look(driver);
}

/* The time that a restart by hand needed goes, unless the settings say one. */
static void add_set_back(struct driver *driver)
{
    static const enum configuration_place places[] = {
        PLACE_AUTO_RESTART, PLACE_AUTO_LOGOFF, PLACE_TIME, PLACE_AM, PLACE_PM
    };
    struct wish *wishes = driver->configuring.wishes, before[CONFIGURATION_TASKS];
    driver->configuring.sets_back = driver->settings_dir && set_back_load(driver->settings_dir, before);
    if (!driver->configuring.sets_back || wishes[PLACE_TIME].kind != WISH_NONE) return;
    for (unsigned i = 0; i < ARRAY_LENGTH(places); i++) wishes[places[i]] = before[places[i]];
}

void configure_begin(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    bool any = false;
    if (configuring->stage != CONFIGURING_NOT) return;
    int port = config_api_port(driver->setup.config, driver->setup.instance);
    configuration_read_wishes(driver->setup.config, port, configuring->wishes);
    add_set_back(driver);
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) any |= wish_of(driver, i)->kind != WISH_NONE;
    if (!any || driver->stopping) finish(driver);
    else begin(driver);
}

bool configure_restart(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    bool free = configuring->stage == CONFIGURING_NOT || configuring->stage == CONFIGURING_OVER;
    if (!free || configuring->asked) return false;
    configuring->restart_at = 0;
    configuring->sets_back = false;
    configuring->read = false;
    aim(driver);
    begin(driver);
    return true;
}

bool configure_is_ours(const struct driver *driver)
{
    enum configuring_stage stage = driver->configuring.stage;
    bool under_way = stage == CONFIGURING_DIALOG || stage == CONFIGURING_CLOSING;
    return under_way || clock_now_ms() < driver->configuring.ours_until;
}

/* A refused menu is tried again; a refused step shows in the dialog as one that had no effect. */
void configure_answered(struct driver *driver, bool done)
{
    struct configuring *configuring = &driver->configuring;
    bool working = configuring->stage == CONFIGURING_MENU || configuring->stage == CONFIGURING_DIALOG;
    if (!done && configuring->stage == CONFIGURING_MENU) configuring->asked = false;
    if (!done && working) set_timer(driver, clock_now_ms() + AGAIN_MS);
    else configure_look(driver);
}

void configure_lost(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    int64_t now = clock_now_ms();
    if (configuring->stage == CONFIGURING_NOT || configuring->stage == CONFIGURING_OVER) return;
    configuring->lost = configuring->asked || configuring->stage != CONFIGURING_MENU;
    configuring->stage = CONFIGURING_MENU;
    configuring->asked = false;
    configuring->changed = 0;
    configuring->not_before = now + SETTLE_MS;
    go_to_task(configuring, 0);
    set_timer(driver, configuring->not_before);
}

void configure_expired(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, again);
    struct configuring *configuring = &driver->configuring;
    bool busy = commands_pending(&driver->commands, FOR_CONFIGURATION);
    if (clock_now_ms() >= configuring->deadline) {
        give_up(driver, busy || !configuring->why ? "the program's windows do not react" : configuring->why);
        return;
    }
    set_timer(driver, CLOCK_NEVER);
    if (configuring->stage == CONFIGURING_DIALOG && !busy) send(driver, "dump", configuring->window, "");
    else configure_look(driver);
}
