/* SPDX-License-Identifier: MIT
 *
 * Telling what became of the settings inside the program.
 */
#include "session/native.h"

#include "base/log.h"
#include "base/text.h"

void configure_tell_missed(struct driver *driver, unsigned task, const char *why)
{
    char text[BOARD_TEXT];
    const struct configuration_task *about = &configuration_tasks[task];
    log_warning("session %s: %s could not be set: %s", driver->setup.name, about->setting, why);
    text_print(text, "%s could not be set: %s", about->setting, why);
    native_tell(driver, EVENT_NOT_CONFIGURED, text);
}

void configure_tell_lacking(const struct driver *driver, unsigned task)
{
    const struct configuration_task *about = &configuration_tasks[task];
    log_info("session %s: %s: this version has no \"%s\"", driver->setup.name, about->setting, about->names[0]);
}

static void tell_change(const struct driver *driver, unsigned task)
{
    const struct configuration_task *about = &configuration_tasks[task];
    const struct wish *wish = &driver->configuring.wishes[task];
    const char *name = driver->setup.name;
    switch (about->control) {
    case CONTROL_BOX: log_info("session %s: %s switched %s", name, about->names[0],
                               wish->kind == WISH_ON ? "on" : "off"); break;
    case CONTROL_FIELD: log_info("session %s: %s set to %s", name, about->names[0], wish->text); break;
    case CONTROL_BUTTON: log_info("session %s: %s pressed", name, about->names[0]); break;
    }
}

void configure_tell_changes(const struct driver *driver)
{
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++)
        if (driver->configuring.changed & 1U << i) tell_change(driver, i);
}
