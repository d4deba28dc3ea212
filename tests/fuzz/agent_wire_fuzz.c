/* SPDX-License-Identifier: MIT
 *
 * Bytes from the agent: parsed, modelled, recognised, planned and described without harm, whole or in pieces.
 */
#include "session/dialogs.h"
#include "session/wire.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void use(const struct window *window)
{
    static const char *const secrets[] = { "secret", NULL };
    const struct dialog_context context = { .paper = true };
    char room[1024];
    struct text text = TEXT_IN(room);
    (void) dialog_decide(window, &context);
    (void) dialog_plan_login(window, &context);
    (void) dialog_find_exit(window);
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
