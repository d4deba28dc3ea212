/* SPDX-License-Identifier: MIT
 *
 * When a daily or weekly local time comes next, with daylight saving: pure but for the C library's time zone.
 *
 * A local time that does not exist, because clocks go forward, comes as much later as they go forward (02:30 becomes 03:30),
 * as in Java. One that comes twice, because clocks go back, counts once: the first of the two.
 */
#ifndef BASE_SCHEDULE_H
#define BASE_SCHEDULE_H

#include "base/text.h"

#include <time.h>

enum { SCHEDULE_DAILY = -1, SCHEDULE_SUNDAY = 0 };

/* The first instant after `now`, in seconds of the Unix clock, at which it is `minutes` (0 to 1439) past midnight in the
 * process's time zone (TZ), on any day with SCHEDULE_DAILY, else on that weekday (0: Sunday, 6: Saturday).
 * Ask again after each occurrence: the distance between two is not always a day. */
time_t schedule_next(time_t now, int minutes, int weekday);

/* Appends an instant as people read it, in the process's time zone and in UTC:
 * "Sun 2026-03-08 03:30 EDT (07:30 UTC)", with the UTC day too where it is another. */
void schedule_add_time(struct text *out, time_t when);

/* Makes a zone of the time zone database that of this process: sets TZ. Services have theirs from init already. */
void schedule_use_zone(const char *name);

#endif
