/* SPDX-License-Identifier: MIT
 *
 * Carrying out what factor.c plans: choosing the device, typing one-time codes. The button is pressed only after the
 * agent has confirmed the field; no code is typed twice, and none that an earlier process may have typed.
 */
#define _GNU_SOURCE
#include "session/native.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <string.h>

enum {
    MOST_REFUSED = 3, /* more of them lock the account */
    LATEST_MS = 27000, /* in a step: later, the code may be out of date when it arrives */
    SETTLE_MS = 10000 /* for the answer to a code, before the next one */
};

static uint64_t step_now(void)
{
    return (uint64_t) clock_wall_ms() / TOTP_STEP_MS;
}

static void person(struct driver *driver, const char *why)
{
    if (driver->factor.person_told) return;
    driver->factor.person_told = true;
    native_tell(driver, EVENT_PERSON_WANTED, why);
}

static bool is_busy(const struct driver *driver)
{
    static const enum purpose ours[] = { FOR_FACTOR, FOR_CODE, FOR_CODE_BUTTON };
    for (unsigned i = 0; i < ARRAY_LENGTH(ours); i++)
        if (commands_pending(&driver->commands, ours[i])) return true;
    return false;
}

static struct factor_plan plan_for(const struct driver *driver, const struct window *window)
{
    struct factor_context context = {
        .device = driver->setup.config->twofa_device, .can_make_codes = driver->factor.key.length > 0,
        .chose_authenticator = driver->factor.chose_authenticator, .read_only_login = driver->answers.read_only_login,
    };
    return factor_plan(window, &context);
}

/* ---- codes ---- */

static void wait_for(struct driver *driver, int64_t milliseconds)
{
    loop_set_timer(driver->setup.loop, &driver->code, clock_now_ms() + milliseconds);
}

static void type_code(struct driver *driver, const struct window *window, int64_t field)
{
    char code[TOTP_DIGITS + 1];
    struct second_factor *factor = &driver->factor;
    uint64_t step = step_now();
    int64_t into = clock_wall_ms() % TOTP_STEP_MS;
    if (step <= factor->used_step || into > LATEST_MS) {
        wait_for(driver, TOTP_STEP_MS - into + 1);
        return;
    }
    factor->used_step = step;
    totp_code(&factor->key, step, TOTP_DIGITS, code);
    native_send(driver, FOR_CODE, window->id, "secret", field, code);
    explicit_bzero(code, sizeof code);
}

static void do_code(struct driver *driver, const struct window *window, const struct factor_plan *plan)
{
    struct second_factor *factor = &driver->factor;
    if (factor->entered && plan->button) native_send(driver, FOR_CODE_BUTTON, window->id, "click", plan->button, "");
    if (factor->entered || driver->code.deadline != CLOCK_NEVER) return;
    if (factor->refused >= MOST_REFUSED) person(driver, "the one-time codes are not accepted: check TOTP_SECRET and the clock");
    else type_code(driver, window, plan->component);
}

static void code_sent(struct driver *driver)
{
    struct second_factor *factor = &driver->factor;
    factor->entered = false;
    factor->refused++; /* unless the window goes */
    log_info("session %s: one-time code %u typed", driver->setup.name, factor->refused);
    wait_for(driver, SETTLE_MS);
    native_tell(driver, EVENT_CODE_TYPED, NULL);
}

/* ---- the window ---- */

static bool is_same(const struct factor_plan *a, const struct factor_plan *b)
{
    return a->step == b->step && a->component == b->component && a->value == b->value;
}

/* A selection is read from the dump behind it, and made once. */
static void select_device(struct driver *driver, const struct window *window, const struct factor_plan *plan)
{
    char row[16];
    if (is_same(plan, &driver->factor.last)) {
        person(driver, "the second factor's device cannot be selected");
        return;
    }
    driver->factor.last = *plan;
    text_print(row, "%d", plan->value);
    native_send(driver, FOR_FACTOR, window->id, "select", plan->component, row);
    native_send(driver, FOR_FACTOR, window->id, "dump", window->id, "");
}

static void press(struct driver *driver, const struct window *window, const struct factor_plan *plan)
{
    if (is_same(plan, &driver->factor.last)) return;
    driver->factor.last = *plan;
    driver->factor.chose_authenticator = plan->is_authenticator;
    log_info("session %s: second factor: %s answered", driver->setup.name, factor_prompt_name(plan->prompt));
    native_send(driver, FOR_FACTOR, window->id, "click", plan->component, "");
}

void second_factor_look(struct driver *driver, const struct window *window)
{
    struct second_factor *factor = &driver->factor;
    if (factor->window != window->id) {
        factor->window = window->id;
        factor->last = (struct factor_plan) { .step = FACTOR_WAIT };
        factor->entered = factor->person_told = false;
    }
    if (is_busy(driver)) return;
    struct factor_plan plan = plan_for(driver, window);
    switch (plan.step) {
    case FACTOR_WAIT: break;
    case FACTOR_SELECT: select_device(driver, window, &plan); break;
    case FACTOR_PRESS: press(driver, window, &plan); break;
    case FACTOR_TYPE: do_code(driver, window, &plan); break;
    case FACTOR_PERSON: person(driver, plan.why); break;
    }
}

static void look_again(struct driver *driver)
{
    struct second_factor *factor = &driver->factor;
    const struct window *window = factor->window ? wire_window(driver->wire, factor->window) : NULL;
    const struct dialog *dialog = window ? screen_shown(driver, window)->dialog : NULL;
    if (dialog && dialog->role == DIALOG_SECOND_FACTOR && !driver->stopping) second_factor_look(driver, window);
}

void second_factor_answered(struct driver *driver, const struct command *command, bool done)
{
    switch (command->purpose) {
    case FOR_CODE: driver->factor.entered = done; break;
    case FOR_CODE_BUTTON:
        if (done) code_sent(driver);
        return;
    case FOR_FACTOR: break;
    case FOR_CHOICE:
    case FOR_USER:
    case FOR_PASSWORD:
    case FOR_BUTTON:
    case FOR_DIALOG:
    case FOR_CLOSING:
    case FOR_CONFIGURATION:
    case FOR_MENU:
    case FOR_PULSE: return;
    }
    look_again(driver);
}

void second_factor_expired(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, code);
    loop_set_timer(driver->setup.loop, timer, CLOCK_NEVER);
    look_again(driver);
}

void second_factor_closed(struct driver *driver, int64_t window)
{
    struct second_factor *factor = &driver->factor;
    if (window != factor->window) return;
    factor->window = 0;
    factor->entered = factor->person_told = false;
    loop_set_timer(driver->setup.loop, &driver->code, CLOCK_NEVER);
}

void second_factor_over(struct driver *driver)
{
    second_factor_closed(driver, driver->factor.window);
    driver->factor.refused = 0;
    driver->factor.chose_authenticator = false;
}

void second_factor_begin(struct driver *driver)
{
    const struct config *config = driver->setup.config;
    const char *secret = driver->setup.instance == 1 ? config->totp_secret_paper : config->totp_secret;
    driver->factor = (struct second_factor) { .used_step = step_now() };
    if (*secret && !totp_read_key(secret, &driver->factor.key))
        log_error("session %s: TOTP_SECRET is too long to be one; no codes are typed", driver->setup.name);
}

void second_factor_forget(struct driver *driver)
{
    uint64_t used_step = driver->factor.used_step;
    struct totp_key key = driver->factor.key;
    loop_set_timer(driver->setup.loop, &driver->code, CLOCK_NEVER);
    driver->factor = (struct second_factor) { .used_step = used_step, .key = key };
    explicit_bzero(&key, sizeof key);
}
