/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/schedule.h"

#include <stdlib.h>

enum { DAY_S = 86400, WEEK = 7 };

/* Seconds that local time is ahead of UTC. */
static time_t offset_at(time_t when)
{
    struct tm local;
    return localtime_r(&when, &local) ? local.tm_gmtoff : 0;
}

/* `local`: the local time, as if it were UTC. A day before and after it, offsets are those of before and after a change;
 * the one before is tried first, so of two instants it is the earlier. */
static time_t instant_of(time_t local)
{
    time_t before = local - offset_at(local - DAY_S), after = local - offset_at(local + DAY_S);
    if (before + offset_at(before) == local || after + offset_at(after) != local) return before;
    return after;
}

time_t schedule_next(time_t now, int minutes, int weekday)
{
    time_t local_now = now + offset_at(now), midnight = local_now - local_now % DAY_S;
    /* from yesterday: a change around midnight can carry its time into today */
    for (int day = -1; day <= 2 * WEEK; day++) {
        time_t local = midnight + (time_t) day * DAY_S + (time_t) minutes * 60, instant = instant_of(local);
        int day_of_week = (int) ((local / DAY_S + 4) % WEEK); /* 1970 began on a Thursday */
        if (instant > now && (weekday == SCHEDULE_DAILY || weekday == day_of_week)) return instant;
    }
    return now + DAY_S; /* not reached: two weeks hold every weekday twice */
}

void schedule_add_time(struct text *out, time_t when)
{
    struct tm local = { 0 }, utc = { 0 };
    char shown[64] = "", universal[64] = "";
    localtime_r(&when, &local);
    gmtime_r(&when, &utc);
    strftime(shown, sizeof shown, "%a %Y-%m-%d %H:%M %Z", &local);
    strftime(universal, sizeof universal, local.tm_yday == utc.tm_yday ? "%H:%M UTC" : "%a %H:%M UTC", &utc);
    text_format(out, "%s (%s)", shown, universal);
}

void schedule_use_zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}
