/* SPDX-License-Identifier: MIT
 *
 * Filling the login window, one step at each look: choices, fields, button. The button is pressed once in the life of a
 * JVM, and only after the agent has confirmed both fields: a half-filled login would be a failed attempt.
 */
#include "session/native.h"

#include "base/clock.h"
#include "base/log.h"

/* A login window that can be used again usually comes with a dialog that says why: that one is to speak first. */
enum { BACK_MS = 2000 };

static bool is_busy(const struct driver *driver)
{
    static const enum purpose ours[] = { FOR_CHOICE, FOR_USER, FOR_PASSWORD, FOR_BUTTON };
    for (unsigned i = 0; i < ARRAY_LENGTH(ours); i++)
        if (commands_pending(&driver->commands, ours[i])) return true;
    return false;
}

static void watch_return(struct driver *driver, const struct window *window, const struct login_plan *plan)
{
    struct login *login = &driver->login;
    if (window->id != login->window || !plan->button_usable) login->gone = true;
    bool back = login->gone && plan->button_usable;
    if (back && !login->back) loop_set_timer(driver->setup.loop, &driver->back, clock_now_ms() + BACK_MS);
    if (!back) loop_set_timer(driver->setup.loop, &driver->back, CLOCK_NEVER);
    login->back = back;
}

static void type(struct driver *driver, const struct window *window, const struct login_plan *plan)
{
    struct login *login = &driver->login;
    bool same = plan->user == login->user && plan->password == login->password;
    if (same && login->user_typed && login->password_typed) {
        if (plan->button_usable) native_send(driver, FOR_BUTTON, window->id, "click", plan->button, "");
        return;
    }
    login->user = plan->user;
    login->password = plan->password;
    login->user_typed = login->password_typed = false;
    native_send(driver, FOR_USER, window->id, "set", plan->user, driver->setup.user);
    native_send(driver, FOR_PASSWORD, window->id, "secret", plan->password, driver->setup.password);
}

void login_look(struct driver *driver, const struct window *window)
{
    struct login *login = &driver->login;
    struct dialog_context context = native_context(driver);
    struct login_plan plan = dialog_plan_login(window, &context);
    login->seen = true;
    if (login->pressed) {
        watch_return(driver, window, &plan);
        return;
    }
    login->window = window->id;
    if (is_busy(driver)) return;
    switch (plan.step) {
    case LOGIN_WAIT: break;
    case LOGIN_PRESS: native_send(driver, FOR_CHOICE, window->id, "check", plan.press, plan.on ? "1" : "0"); break;
    case LOGIN_TYPE: type(driver, window, &plan); break;
    }
}

static void look_again(struct driver *driver, int64_t id)
{
    const struct window *window = wire_window(driver->wire, id);
    if (window && !driver->stopping) login_look(driver, window);
}

static void pressed(struct driver *driver)
{
    driver->login.pressed = true;
    native_tell(driver, EVENT_LOGIN_SUBMITTED, NULL);
}

void login_answered(struct driver *driver, const struct command *command, bool done)
{
    struct login *login = &driver->login;
    if (!done) return; /* the next change of the window gives another chance */
    switch (command->purpose) {
    case FOR_USER: login->user_typed = true; break;
    case FOR_PASSWORD: login->password_typed = true; break;
    case FOR_BUTTON: pressed(driver); return;
    case FOR_CHOICE: /* shows in the change that follows */
    case FOR_DIALOG:
    case FOR_CLOSING:
    case FOR_CONFIGURATION:
    case FOR_MENU:
    case FOR_FACTOR:
    case FOR_CODE:
    case FOR_CODE_BUTTON:
    case FOR_PULSE: return;
    }
    if (login->user_typed && login->password_typed) look_again(driver, command->window);
}

void login_closed(struct driver *driver, int64_t window)
{
    struct login *login = &driver->login;
    if (window != login->window) return;
    login->user_typed = login->password_typed = login->back = false;
    if (login->pressed) login->gone = true;
    else login->window = 0;
    loop_set_timer(driver->setup.loop, &driver->back, CLOCK_NEVER);
}

void login_lost(struct driver *driver)
{
    struct login *login = &driver->login;
    if (commands_pending(&driver->commands, FOR_BUTTON)) pressed(driver);
    login->user_typed = login->password_typed = false;
}

void login_back_expired(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, back);
    if (driver->stopping || !driver->login.back) return;
    if (driver->relogin) native_tell(driver, EVENT_TOKEN_REFUSED, "the login was wanted again, and led to the login window");
    else native_tell(driver, EVENT_LOGIN_BACK, "the login window came back");
}
