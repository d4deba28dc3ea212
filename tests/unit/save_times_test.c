/* SPDX-License-Identifier: MIT */
#include "config/save_times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR };

/* 2026-11-23 00:00:00 UTC */
static const time_t midnight = 1795392000;

static time_t next(const char *value, time_t second_of_day)
{
    struct save_times times;
    assert_null(save_times_read(value, &times));
    time_t when = save_times_next(&times, midnight + second_of_day);
    return when ? when - midnight : 0;
}

static void times_of_day_come_one_after_the_other(void **state)
{
    (void) state;
    assert_int_equal(next("08:00 17:30", 0), 8 * HOUR);
    assert_int_equal(next("17:30 08:00", 0), 8 * HOUR);
    assert_int_equal(next("08:00 17:30", 8 * HOUR), 17 * HOUR + 30 * MINUTE);
    assert_int_equal(next("08:00 17:30", 20 * HOUR), DAY + 8 * HOUR);
}

static void intervals_count_from_the_start_of_the_program(void **state)
{
    (void) state;
    assert_int_equal(next("Every 30 mins", 100), 100 + 30 * MINUTE);
    assert_int_equal(next("Every 45", 100), 100 + 45 * MINUTE);
    assert_int_equal(next("every 2 hours", 100), 100 + 2 * HOUR);
}

static void intervals_with_a_first_time_lie_between_it_and_the_last(void **state)
{
    (void) state;
    assert_int_equal(next("Every 2 hours 08:00 13:00", 0), 8 * HOUR);
    assert_int_equal(next("Every 2 hours 08:00 13:00", 8 * HOUR), 10 * HOUR);
    assert_int_equal(next("Every 2 hours 08:00 13:00", 12 * HOUR), DAY + 8 * HOUR);
    assert_int_equal(next("Every 8 hours 08:00", 17 * HOUR), DAY + 8 * HOUR);
    assert_int_equal(next("Every 8 hours 08:00", 15 * HOUR), 16 * HOUR);
}

static void nothing_is_never(void **state)
{
    (void) state;
    assert_int_equal(next("", 0), 0);
}

static void a_last_time_before_the_first_is_an_error(void **state)
{
    (void) state;
    struct save_times times;
    assert_non_null(save_times_read("Every 30 mins 17:00 08:00", &times));
    assert_non_null(save_times_read("Every 25 hours", &times));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_day_come_one_after_the_other),
        cmocka_unit_test(intervals_count_from_the_start_of_the_program),
        cmocka_unit_test(intervals_with_a_first_time_lie_between_it_and_the_last),
        cmocka_unit_test(nothing_is_never),
        cmocka_unit_test(a_last_time_before_the_first_is_an_error),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
