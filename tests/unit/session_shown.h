/* SPDX-License-Identifier: MIT
 *
 * For tests of what is done about a window: the window, as the agent told of it. After cmocka.h.
 */
#ifndef UNIT_SESSION_SHOWN_H
#define UNIT_SESSION_SHOWN_H

#include "session/wire.h"

#include <string.h>

static struct wire wire;

static int reset(void **state)
{
    (void) state;
    wire_reset(&wire);
    return 0;
}

/* The window that it ends with. */
static struct window *show(const char *recorded)
{
    struct window *window = NULL;
    for (size_t length = strlen(recorded); length > 0;) {
        struct wire_event event;
        size_t taken = wire_push(&wire, recorded, length, &event);
        if (event.window) window = event.window;
        recorded += taken;
        length -= taken;
    }
    assert_non_null(window);
    return window;
}

#endif
