/* SPDX-License-Identifier: MIT
 *
 * What the real session does about a java that is logged in and ill: what it calls that, and how often it does what.
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

#define HASTE "SESSION_HASTE=50"
#define WELL READY "client\n"

enum { RESTART_MS = 30000 }; /* its restart time cannot be set here, which takes five seconds to find out */

static void assert_health(enum session_health health)
{
    for (int i = 0; read_session().health != health; i++) {
        if (i > 2000) fail_msg("health is %s:\n%s", session_health_name(read_session().health), stage.said);
        let_pass(5);
    }
}

static void java_that_stands_still_is_woken_and_no_login_is_spent(void **state)
{
    (void) state;
    stage_script(0, WELL);
    stage_start(HASTE);
    wait_for_log("-> ready", 1);
    assert_health(HEALTH_GOOD);
    kill(java_pid(), SIGSTOP);
    wait_for_log("ready -> loading (the gateway is frozen: its process stands still)", 1);
    wait_for_log("its process stands still: waking it", 1);
    wait_for_log("loading -> ready", 2);
    assert_int_equal(count_in_log("login attempt"), 1);
    assert_health(HEALTH_GOOD);
}

static void silent_api_is_named_and_mended_by_a_restart(void **state)
{
    (void) state;
    stage_script(0, WELL "mute\n");
    stage_script(2, WELL);
    stage_start(HASTE);
    wait_for_log("ready -> loading (the API is silent: it takes connections and does not answer)", 1);
    wait_for_log("and does not answer: restarting it", 1);
    wait_within("-> ready", 2, RESTART_MS);
    assert_int_equal(count_in_log("login attempt"), 2);
}

static void wedged_listener_is_named_and_mended_by_a_restart(void **state)
{
    (void) state;
    stage_script(1, WELL "silent\n");
    stage_script(2, WELL);
    stage_start(HASTE);
    wait_for_log("ready -> loading (the API is wedged: its listener takes no connections)", 1);
    wait_within("-> ready", 2, RESTART_MS);
    assert_int_equal(count_in_log("login attempt"), 2);
}

static void closed_port_is_named_and_mended_by_a_restart(void **state)
{
    (void) state;
    stage_script(1, WELL "closed\n");
    stage_script(2, WELL);
    stage_start(HASTE);
    wait_for_log("ready -> loading (the API is silent: nobody listens on its port)", 1);
    wait_within("-> ready", 2, RESTART_MS);
    assert_int_equal(count_in_log("login attempt"), 2);
}

static void lost_servers_are_told_and_the_session_stays(void **state)
{
    (void) state;
    stage_script(0, WELL "upstream 1100\n");
    stage_start("SESSION_HASTE=10");
    wait_for_log("the gateway has lost its servers", 1);
    assert_health(HEALTH_UPSTREAM_LOST);
    assert_int_equal(read_session().upstream, UPSTREAM_LOST);
    assert_int_equal(read_session().state, SESSION_READY);
    assert_int_equal(count_in_log("ready ->"), 0);
}

static void servers_that_are_back_are_told(void **state)
{
    (void) state;
    stage_script(0, WELL "upstream 2110\nupstream 1102\n");
    stage_start(HASTE);
    wait_for_log("the gateway has its servers again", 1);
    assert_health(HEALTH_GOOD);
    assert_int_equal(read_session().upstream, UPSTREAM_CONNECTED);
    assert_true(read_session().api_latency_ms >= 0);
}

static void what_cannot_be_mended_is_given_up(void **state)
{
    (void) state;
    stage_script(0, WELL "mute\n");
    stage_start("SESSION_HASTE=100\nLOGIN_BUDGET=60");
    wait_within("-> needs_human", 1, 120000);
    assert_int_equal(count_in_log("restarting it\n"), 3);
    assert_int_equal(count_in_log("restarting it with a full login\n"), 2);
    assert_int_equal(count_in_log("login attempt"), 6);
    assert_int_equal(count_in_log("giving up"), 1);
}

int main(void)
{
    if (!stage_is_possible()) return 0;
    const struct CMUnitTest tests[] = {
        TEST(java_that_stands_still_is_woken_and_no_login_is_spent),
        TEST(silent_api_is_named_and_mended_by_a_restart),
        TEST(wedged_listener_is_named_and_mended_by_a_restart),
        TEST(closed_port_is_named_and_mended_by_a_restart),
        TEST(lost_servers_are_told_and_the_session_stays),
        TEST(servers_that_are_back_are_told),
        TEST(what_cannot_be_mended_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
