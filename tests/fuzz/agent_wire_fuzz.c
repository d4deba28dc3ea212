/* SPDX-License-Identifier: MIT
 *
 * Bytes from the agent: parsed, modelled, recognised, planned and described without harm, whole or in pieces.
 */
#include "session/configuration.h"
#include "session/dialog_actions.h"
#include "session/dialogs.h"
#include "session/factor.h"
#include "session/wire.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void plan(const struct window *window)
{
    static const struct factor_context factor = { .device = "IB Key", .can_make_codes = true };
    static const struct wish on = { .kind = WISH_ON };
    struct wish wishes[CONFIGURATION_TASKS];
    (void) factor_plan(window, &factor);
    (void) dialog_actions_find("a=b;Title=OK", window);
    (void) configuration_read_restart(window, wishes);
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) (void) configuration_plan(window, &configuration_tasks[i], &on);
}

static void use(const struct window *window)
{
    static const char *const secrets[] = { "secret", NULL };
    const struct dialog_context context = { .paper = true };
    char room[1024];
    struct text text = TEXT_IN(room);
    (void) dialog_decide(window, &context);
    (void) dialog_plan_login(window, &context);
    (void) dialog_find_exit(window);
    plan(window);
    window_describe(window, secrets, &text);
    window_sentence(window, secrets, &text);
}

/* The first byte says how large the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct wire wire;
    wire_reset(&wire);
    if (length == 0) return 0;
    size_t step = (size_t) bytes[0] + 1, at = 1;
    while (at < length) {
        struct wire_event event;
        size_t left = length - at;
        at += wire_push(&wire, (const char *) bytes + at, left < step ? left : step, &event);
        if (event.window) use(event.window);
    }
    (void) dialog_logged_in(wire.windows, WINDOW_SLOTS, false);
    return 0;
}
