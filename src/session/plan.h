/* SPDX-License-Identifier: MIT
 *
 * What is planned next: the daily restart or logoff, which the gateway does itself at the time it was told, and Sunday's
 * cold restart, which the session does. Pure but for the C library's time zone.
 */
#ifndef SESSION_PLAN_H
#define SESSION_PLAN_H

#include "config/settings.h"
#include "control/board.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PLAN_EARLY_S = 90, /* the gateway's clock and ours, and how long it takes to close */
    PLAN_LATE_S = 300 /* then it did not happen */
};

/* When an occasion is, in wall-clock seconds. */
struct plan {
    enum session_plan kind; /* PLAN_NONE: nothing is planned */
    int64_t at;
};

/* The first after `now`. */
struct plan plan_next(const struct config *config, int64_t now);

/* The one that is under way at `now`: from PLAN_EARLY_S before it to PLAN_LATE_S after it. */
struct plan plan_current(const struct config *config, int64_t now);

/* How many milliseconds a logoff at `now` lasts: until AUTO_LOGON_TIME, or a minute without one. */
int64_t plan_logon_ms(const struct config *config, int64_t now);

#endif
