/* SPDX-License-Identifier: MIT
 *
 * Working in the program's configuration dialog, one step at each look: open it, task by task the page, the box and a
 * look at what became of it, then OK, or Cancel when nothing is to be changed. Whatever is in the way is said in the
 * log; the session waits for all this, so it ends in any case.
 */
#include "session/native.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/text.h"

enum {
    PATIENCE_MS = 20000, /* for everything */
    TASK_PATIENCE_MS = 5000, /* for a page or box that is not there */
    SETTLE_MS = 1000, /* after a new connection */
    AGAIN_MS = 500 /* the agent does not tell when a tree alone changes: while something is missing, it is asked */
};

static enum wish wish_of(const struct driver *driver, unsigned task)
{
    return configuration_tasks[task].wish(driver->setup.config);
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

static void warn(const struct driver *driver, unsigned task, const char *why)
{
    log_warning("session %s: %s could not be set: %s", driver->setup.name, configuration_tasks[task].setting, why);
}

static void finish(struct driver *driver)
{
    driver->configuring.stage = CONFIGURING_OVER;
    loop_set_timer(driver->setup.loop, &driver->again, CLOCK_NEVER);
    native_tell(driver, EVENT_CONFIGURED, NULL);
}

static void tell_changes(const struct driver *driver)
{
    for (unsigned i = 0; i < configuration_count; i++)
        if (driver->configuring.changed & 1U << i)
            log_info("session %s: %s switched %s", driver->setup.name, configuration_tasks[i].component,
                     wish_of(driver, i) == WISH_ON ? "on" : "off");
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
    bool told = false;
    const struct window *dialog = configuring->window ? wire_window(driver->wire, configuring->window) : NULL;
    for (unsigned i = 0; i < configuration_count; i++) {
        bool open = i >= configuring->task || (configuring->changed & 1U << i);
        if (!open || wish_of(driver, i) == WISH_NONE) continue;
        warn(driver, i, why);
        told = true;
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

/* False: the task has been waited for long enough. */
static bool wait_for(struct driver *driver, const char *why)
{
    struct configuring *configuring = &driver->configuring;
    int64_t now = clock_now_ms();
    configuring->why = why;
    if (configuring->task_deadline == CLOCK_NEVER) configuring->task_deadline = now + TASK_PATIENCE_MS;
    set_timer(driver, now + AGAIN_MS);
    return now < configuring->task_deadline;
}

static bool is_same(const struct configuration_plan *a, const struct configuration_plan *b)
{
    return a->step == b->step && a->component == b->component && a->value == b->value;
}

/* What a command did is read from the dump sent behind it: the agent carries both out in that order. */
static void carry_out(struct driver *driver, const struct configuration_plan *plan)
{
    static const char *const verbs[] = {
        [CONFIGURATION_EXPAND] = "expand", [CONFIGURATION_SELECT] = "select", [CONFIGURATION_CHECK] = "check"
    };
    char argument[16];
    text_print(argument, "%d", plan->value);
    driver->configuring.last = *plan;
    send(driver, verbs[plan->step], plan->component, argument);
    send(driver, "dump", driver->configuring.window, "");
}

/* True when nothing more is to be done for the task. */
static bool do_task(struct driver *driver, const struct window *dialog, unsigned task)
{
    struct configuring *configuring = &driver->configuring;
    enum wish wish = wish_of(driver, task);
    if (wish == WISH_NONE) return true;
    struct configuration_plan plan = configuration_plan(dialog, &configuration_tasks[task], wish == WISH_ON);
    if (plan.step == CONFIGURATION_RIGHT) {
        if (configuring->last.step == CONFIGURATION_CHECK) configuring->changed |= 1U << task;
        return true;
    }
    if (is_same(&plan, &configuring->last)) plan = (struct configuration_plan) {
        .step = CONFIGURATION_WAIT, .why = "the program does not take the change"
    };
    if (plan.step == CONFIGURATION_WAIT) {
        if (wait_for(driver, plan.why)) return false;
        warn(driver, task, plan.why);
        return true;
    }
    carry_out(driver, &plan);
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
    while (configuring->task < configuration_count) {
        if (!do_task(driver, dialog, configuring->task)) return;
        go_to_task(configuring, configuring->task + 1);
    }
    close_dialog(driver, dialog);
}

/* ---- to the dialog ---- */

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

void configure_look(struct driver *driver)
{
    switch (driver->configuring.stage) {
    case CONFIGURING_NOT: break;
    case CONFIGURING_MENU: look_for_dialog(driver); break;
    case CONFIGURING_DIALOG: look_at_dialog(driver); break;
    case CONFIGURING_CLOSING:
        if (wire_window(driver->wire, driver->configuring.window)) break;
        tell_changes(driver);
        finish(driver);
        break;
    case CONFIGURING_OVER: look_for_late_dialog(driver); break;
    }
}

void configure_begin(struct driver *driver)
{
    struct configuring *configuring = &driver->configuring;
    bool any = false;
    if (configuring->stage != CONFIGURING_NOT) return;
    for (unsigned i = 0; i < configuration_count; i++) any |= wish_of(driver, i) != WISH_NONE;
    if (!any || driver->stopping) {
        finish(driver);
        return;
    }
    configuring->stage = CONFIGURING_MENU;
    configuring->deadline = clock_now_ms() + PATIENCE_MS;
    go_to_task(configuring, 0);
    set_timer(driver, CLOCK_NEVER);
    configure_look(driver);
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
