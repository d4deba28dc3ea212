/* SPDX-License-Identifier: MIT */
#include "web/health.h"

#include "web/view.h"

enum { HTTP_OK = 200, HTTP_UNAVAILABLE = 503 };

unsigned health_alive(const struct snapshot *snapshot, struct text *text)
{
    const char *trouble = snapshot->init_alive ? NULL : view_supervisor_trouble(snapshot);
    text_format(text, "%s\n", trouble ? trouble : "ok");
    return trouble ? HTTP_UNAVAILABLE : HTTP_OK;
}

/* The headline alone: a reason may name an account, and everybody may ask this. */
unsigned health_ready(const struct snapshot *snapshot, struct text *text)
{
    const char *trouble = view_supervisor_trouble(snapshot);
    if (trouble) text_format(text, "%s\n", trouble);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        struct session_view view;
        if (!snapshot_session_service(snapshot, i)) continue;
        view_session(snapshot, i, &view);
        text_format(text, "%s\n", view.headline);
    }
    return view_is_ready(snapshot) ? HTTP_OK : HTTP_UNAVAILABLE;
}
