/* SPDX-License-Identifier: MIT
 *
 * What the real session does at times of the day and of the week, with a wall clock that is set for it.
 */
#define _GNU_SOURCE
#include "session_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <signal.h>
#include <unistd.h>

#define WITH_TOKEN READY "client\ntoken aaaa\n"

static void cold_restart_on_sunday_drops_the_token_and_logs_in_in_full(void **state)
{
    (void) state;
    stage_script(1, WITH_TOKEN);
    stage_script(2, READY);
    stage.clock = "2026-11-22 04:59:57";
    stage_start("COLD_RESTART_TIME=05:00");
    wait_for_log("-> ready", 1);
    wait_for_log("ready -> restarting (the weekly cold restart)", 1);
    wait_for_log("the token of the earlier login is dropped: a full login follows", 1);
    wait_for_log("-> ready", 2);
    assert_int_equal(count_in_log("login attempt"), 2);
    assert_int_equal(count_in_log("java closed tidily"), 1);
    assert_int_equal(count_in_log("next start in"), 0);
    assert_int_equal(count_in_journal("start "), 2);
}

static void on_monday_nothing_is_restarted(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage.clock = "2026-11-23 04:59:57";
    stage_start("COLD_RESTART_TIME=05:00");
    wait_for_log("next cold restart: ", 1);
    wait_for_log("-> ready", 1);
    let_pass(5000);
    assert_int_equal(count_in_journal("start "), 1);
    assert_int_equal(count_in_log("ready ->"), 0);
}

static void daily_restart_that_does_not_come_is_told_and_made_up_for(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage.clock = "2026-11-24 04:59:57";
    stage_start("AUTO_RESTART_TIME=05:00 AM\nSESSION_HASTE=100");
    wait_within("the gateway has not restarted itself at AUTO_RESTART_TIME: it is restarted", 1, 30000);
    wait_for_log("ready -> restarting (it did not restart itself at AUTO_RESTART_TIME)", 1);
    wait_within("-> ready", 2, 30000);
    assert_int_equal(count_in_journal("start "), 2);
}

int main(void)
{
    if (!stage_is_possible()) return 0;
    const struct CMUnitTest tests[] = {
        TEST(cold_restart_on_sunday_drops_the_token_and_logs_in_in_full),
        TEST(on_monday_nothing_is_restarted),
        TEST(daily_restart_that_does_not_come_is_told_and_made_up_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
