/* SPDX-License-Identifier: MIT
 *
 * Schedules around both changes of daylight saving, in zones that do it differently. The changes are those of
 * the time zone database (zdump -v).
 */
#define _GNU_SOURCE
#include "base/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static time_t utc(const char *when)
{
    struct tm fields = { 0 };
    const char *end = strptime(when, "%Y-%m-%d %H:%M:%S", &fields);
    assert_true(end && !*end);
    return timegm(&fields);
}

/* Both in UTC. */
static void assert_next(const char *now, int hour, int minute, int weekday, const char *expected)
{
    char got[32];
    time_t next = schedule_next(utc(now), hour * 60 + minute, weekday);
    struct tm fields;
    strftime(got, sizeof got, "%F %T", gmtime_r(&next, &fields));
    assert_string_equal(got, expected);
}

static void daily_times_are_strictly_later(void **state)
{
    (void) state;
    schedule_use_zone("America/New_York");
    assert_next("2026-01-15 12:00:00", 23, 45, SCHEDULE_DAILY, "2026-01-16 04:45:00");
    assert_next("2026-01-16 04:44:59", 23, 45, SCHEDULE_DAILY, "2026-01-16 04:45:00");
    assert_next("2026-01-16 04:45:00", 23, 45, SCHEDULE_DAILY, "2026-01-17 04:45:00");
    assert_next("2026-01-16 04:59:59", 0, 0, SCHEDULE_DAILY, "2026-01-16 05:00:00");
}

static void sundays_are_those_of_the_zone(void **state)
{
    (void) state;
    schedule_use_zone("America/New_York");
    /* Saturday 20:00 there is Sunday in UTC */
    assert_next("2026-01-18 01:00:00", 17, 30, SCHEDULE_SUNDAY, "2026-01-18 22:30:00");
    assert_next("2026-01-18 22:30:00", 17, 30, SCHEDULE_SUNDAY, "2026-01-25 22:30:00");
    assert_next("2026-01-18 22:30:00", 17, 30, 3, "2026-01-21 22:30:00");
    schedule_use_zone("Pacific/Kiritimati"); /* 14 hours ahead: Sunday 07:05 is Saturday in UTC */
    assert_next("2026-01-15 12:00:00", 7, 5, SCHEDULE_SUNDAY, "2026-01-17 17:05:00");
    schedule_use_zone("Etc/GMT+12"); /* 12 hours behind: Sunday 17:30 is Monday in UTC */
    assert_next("2026-01-15 12:00:00", 17, 30, SCHEDULE_SUNDAY, "2026-01-19 05:30:00");
}

static void new_york_when_clocks_go_forward(void **state)
{
    (void) state;
    schedule_use_zone("America/New_York"); /* Sunday 2026-03-08, 02:00 EST becomes 03:00 EDT, 07:00 UTC */
    assert_next("2026-03-07 05:00:00", 23, 45, SCHEDULE_DAILY, "2026-03-08 04:45:00");
    assert_next("2026-03-08 04:45:00", 23, 45, SCHEDULE_DAILY, "2026-03-09 03:45:00");
    assert_next("2026-03-08 06:00:00", 1, 59, SCHEDULE_DAILY, "2026-03-08 06:59:00");
    assert_next("2026-03-08 06:00:00", 2, 30, SCHEDULE_DAILY, "2026-03-08 07:30:00"); /* 03:30 EDT */
    assert_next("2026-03-08 07:30:00", 2, 30, SCHEDULE_DAILY, "2026-03-09 06:30:00");
    assert_next("2026-03-08 06:00:00", 3, 0, SCHEDULE_DAILY, "2026-03-08 07:00:00");
    assert_next("2026-03-05 06:00:00", 2, 0, SCHEDULE_SUNDAY, "2026-03-08 07:00:00");
}

static void new_york_when_clocks_go_back(void **state)
{
    (void) state;
    schedule_use_zone("America/New_York"); /* Sunday 2026-11-01, 02:00 EDT becomes 01:00 EST, 06:00 UTC */
    assert_next("2026-11-01 04:00:00", 1, 30, SCHEDULE_DAILY, "2026-11-01 05:30:00");
    assert_next("2026-11-01 05:30:00", 1, 30, SCHEDULE_DAILY, "2026-11-02 06:30:00"); /* not at 06:30 again */
    assert_next("2026-11-01 05:59:00", 1, 30, SCHEDULE_DAILY, "2026-11-02 06:30:00");
    assert_next("2026-11-01 05:59:00", 2, 0, SCHEDULE_DAILY, "2026-11-01 07:00:00");
    assert_next("2026-10-31 12:00:00", 23, 45, SCHEDULE_DAILY, "2026-11-01 03:45:00");
    assert_next("2026-11-01 03:45:00", 23, 45, SCHEDULE_DAILY, "2026-11-02 04:45:00");
    assert_next("2026-10-29 12:00:00", 1, 0, SCHEDULE_SUNDAY, "2026-11-01 05:00:00");
}

static void berlin_changes_at_one_in_the_morning_of_utc(void **state)
{
    (void) state;
    schedule_use_zone("Europe/Berlin"); /* 2026-03-29 02:00 becomes 03:00; 2026-10-25 03:00 becomes 02:00 */
    assert_next("2026-03-29 00:00:00", 2, 15, SCHEDULE_DAILY, "2026-03-29 01:15:00"); /* 03:15 CEST */
    assert_next("2026-03-28 12:00:00", 23, 0, SCHEDULE_DAILY, "2026-03-28 22:00:00");
    assert_next("2026-03-29 12:00:00", 23, 0, SCHEDULE_DAILY, "2026-03-29 21:00:00");
    assert_next("2026-10-24 23:00:00", 2, 15, SCHEDULE_DAILY, "2026-10-25 00:15:00");
    assert_next("2026-10-25 00:15:00", 2, 15, SCHEDULE_DAILY, "2026-10-26 01:15:00");
    assert_next("2026-10-24 23:00:00", 3, 0, SCHEDULE_DAILY, "2026-10-25 02:00:00");
}

static void lord_howe_changes_by_half_an_hour(void **state)
{
    (void) state;
    schedule_use_zone("Australia/Lord_Howe"); /* 2026-04-05 02:00 +11 becomes 01:30 +10:30; 2026-10-04 02:00 becomes 02:30 */
    assert_next("2026-04-04 13:00:00", 1, 45, SCHEDULE_DAILY, "2026-04-04 14:45:00"); /* the first 01:45 */
    assert_next("2026-04-04 14:45:00", 1, 45, SCHEDULE_DAILY, "2026-04-05 15:15:00");
    assert_next("2026-04-04 13:00:00", 2, 0, SCHEDULE_DAILY, "2026-04-04 15:30:00");
    assert_next("2026-10-03 13:00:00", 2, 15, SCHEDULE_DAILY, "2026-10-03 15:45:00"); /* 02:45 +11 */
    assert_next("2026-10-03 13:00:00", 2, 30, SCHEDULE_DAILY, "2026-10-03 15:30:00");
    assert_next("2026-10-03 13:00:00", 2, 15, SCHEDULE_SUNDAY, "2026-10-03 15:45:00");
}

static void changes_at_and_before_midnight(void **state)
{
    (void) state;
    schedule_use_zone("America/Havana"); /* 2026-03-08 00:00 becomes 01:00; 2026-11-01 01:00 becomes 00:00 */
    assert_next("2026-03-08 04:00:00", 0, 0, SCHEDULE_DAILY, "2026-03-08 05:00:00");
    assert_next("2026-03-08 04:00:00", 0, 30, SCHEDULE_DAILY, "2026-03-08 05:30:00");
    assert_next("2026-11-01 03:30:00", 0, 30, SCHEDULE_DAILY, "2026-11-01 04:30:00");
    assert_next("2026-11-01 04:30:00", 0, 30, SCHEDULE_DAILY, "2026-11-02 05:30:00");
    schedule_use_zone("America/Nuuk"); /* Saturday 2026-03-28 23:00 becomes Sunday 00:00, 2026-03-29 01:00 UTC */
    assert_next("2026-03-28 23:30:00", 23, 30, SCHEDULE_DAILY, "2026-03-29 01:30:00");
    assert_next("2026-03-29 01:10:00", 23, 30, SCHEDULE_DAILY, "2026-03-29 01:30:00"); /* still yesterday's */
    assert_next("2026-03-29 01:30:00", 23, 30, SCHEDULE_DAILY, "2026-03-30 00:30:00");
}

/* Whatever the zone: the next occurrence is less than 26 hours away, shows the right time unless that does not exist, and
 * asking over and over never stands still. */
static void every_day_of_a_year_has_one(void **state)
{
    static const char *const zones[] = { "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana",
                                         "America/Nuuk", "Pacific/Chatham", "Africa/Casablanca", "Asia/Kolkata", "UTC" };
    (void) state;
    for (size_t z = 0; z < ARRAY_LENGTH(zones); z++) {
        schedule_use_zone(zones[z]);
        for (int minutes = 0; minutes < 1440; minutes += 15) {
            time_t now = utc("2026-01-01 00:00:00"), end = utc("2027-01-01 00:00:00");
            int occurrences = 0, odd = 0;
            for (time_t next; now < end; now = next, occurrences++) {
                struct tm local;
                next = schedule_next(now, minutes, SCHEDULE_DAILY);
                assert_true(next > now && next - now <= 26 * 3600);
                localtime_r(&next, &local);
                odd += local.tm_hour * 60 + local.tm_min != minutes;
            }
            assert_in_range(occurrences, 365, 366);
            assert_in_range(odd, 0, 1);
        }
    }
}

static void an_instant_is_told_in_both_zones(void **state)
{
    (void) state;
    char out[128];
    struct text text = TEXT_IN(out);
    schedule_use_zone("America/New_York");
    schedule_add_time(&text, utc("2026-03-08 07:30:00"));
    assert_string_equal(out, "Sun 2026-03-08 03:30 EDT (07:30 UTC)");
    text = TEXT_IN(out);
    schedule_add_time(&text, utc("2026-01-16 04:45:00"));
    assert_string_equal(out, "Thu 2026-01-15 23:45 EST (Fri 04:45 UTC)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(daily_times_are_strictly_later),
        cmocka_unit_test(sundays_are_those_of_the_zone),
        cmocka_unit_test(new_york_when_clocks_go_forward),
        cmocka_unit_test(new_york_when_clocks_go_back),
        cmocka_unit_test(berlin_changes_at_one_in_the_morning_of_utc),
        cmocka_unit_test(lord_howe_changes_by_half_an_hour),
        cmocka_unit_test(changes_at_and_before_midnight),
        cmocka_unit_test(every_day_of_a_year_has_one),
        cmocka_unit_test(an_instant_is_told_in_both_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
