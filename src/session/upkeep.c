/* SPDX-License-Identifier: MIT
 *
 * What the native driver does while the program runs: feels whether its windows react, has its settings saved, has it
 * restart or connect anew.
 */
#include "session/native.h"

#include "base/clock.h"
#include "base/log.h"

enum { PULSE_MS = 10000, RECONNECT_QUESTION_MS = 10000 };

/* ---- the pulse ---- */

static void set_pulse(struct driver *driver, bool on)
{
    loop_set_timer(driver->setup.loop, &driver->pulse, on ? clock_now_ms() + PULSE_MS : CLOCK_NEVER);
}

void upkeep_connected(struct driver *driver, bool connected)
{
    driver->stuck = false;
    set_pulse(driver, connected);
}

/* One at a time: what is unanswered is felt already. */
void upkeep_pulse_expired(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, pulse);
    if (!commands_pending(&driver->commands, FOR_PULSE)) native_send(driver, FOR_PULSE, 0, "ping", 0, "");
    set_pulse(driver, driver->connection.fd >= 0);
}

void upkeep_overdue(struct driver *driver)
{
    if (driver->stuck) return;
    driver->stuck = true;
    log_warning("session %s: the gateway's windows have not reacted for %d s", driver->setup.name,
                COMMAND_PATIENCE_MS / 1000);
    native_tell(driver, EVENT_WINDOWS_STUCK, NULL);
}

void upkeep_answered(struct driver *driver)
{
    if (!driver->stuck) return;
    driver->stuck = false;
    log_info("session %s: the gateway's windows react again", driver->setup.name);
    native_tell(driver, EVENT_WINDOWS_REACT, NULL);
}

/* ---- the program's own settings ---- */

static void plan_save(struct driver *driver)
{
    time_t now = (time_t) clock_wall_s(), next = save_times_next(&driver->save_times, now);
    int64_t deadline = next > 0 ? clock_now_ms() + (int64_t) (next - now) * 1000 : CLOCK_NEVER;
    loop_set_timer(driver->setup.loop, &driver->save, deadline);
}

void upkeep_logged_in(struct driver *driver)
{
    const struct window *main_window = driver->answers.minimize ? screen_main(driver) : NULL;
    if (driver->save.deadline == CLOCK_NEVER) plan_save(driver);
    if (main_window) native_send(driver, FOR_MENU, main_window->id, "minimize", main_window->id, "");
}

static void save(struct driver *driver)
{
    const struct window *main_window = screen_main(driver);
    int64_t item = main_window ? dialog_find_save(main_window) : 0;
    if (item) {
        log_info("session %s: saving the program's settings", driver->setup.name);
        native_send(driver, FOR_MENU, main_window->id, "click", item, "");
    } else if (main_window && !driver->save_complained) {
        driver->save_complained = true;
        log_info("session %s: SAVE_TWS_SETTINGS: the program has no File > Save Settings; it saves them when it closes",
                 driver->setup.name);
    }
}

void upkeep_save_expired(struct loop_timer *timer)
{
    struct driver *driver = CONTAINER_OF(timer, struct driver, save);
    save(driver);
    plan_save(driver);
}

void upkeep_forget(struct driver *driver)
{
    loop_set_timer(driver->setup.loop, &driver->save, CLOCK_NEVER);
    driver->restarting = false;
    driver->reconnecting_until = 0;
}

/* ---- by order ---- */

bool upkeep_ask_to_restart(struct driver *driver, bool pause)
{
    (void) pause; /* who starts it again is our own business */
    const struct window *main_window = screen_main(driver);
    int64_t item = main_window ? dialog_find_restart(main_window) : 0;
    if (!main_window) return false;
    driver->restarting = true;
    if (!item) return configure_restart(driver);
    native_send(driver, FOR_MENU, main_window->id, "click", item, "");
    return true;
}

bool upkeep_reconnect(struct driver *driver, enum driver_connection connection)
{
    /* Ctrl-Alt-F and Ctrl-Alt-R: VK_F and VK_R with CTRL_DOWN_MASK and ALT_DOWN_MASK. */
    static const char *const keys[] = { [CONNECTION_DATA] = "70 640", [CONNECTION_ACCOUNT] = "82 640" };
    const struct window *main_window = screen_main(driver);
    if (!main_window) return false;
    driver->reconnecting_until = clock_now_ms() + RECONNECT_QUESTION_MS;
    native_send(driver, FOR_MENU, main_window->id, "key", main_window->id, keys[connection]);
    return true;
}
