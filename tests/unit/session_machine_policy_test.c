/* SPDX-License-Identifier: MIT
 *
 * How often the machine lets a login be tried, and what it does about second factors, tokens and plans.
 */
#include "session_story.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void refused_credentials_are_tried_once_more_and_then_never(void **state)
{
    (void) state;
    for (unsigned e = 1; e < SESSION_EVENTS; e++) {
        struct machine machine;
        if (e == EVENT_RETRY_WANTED) continue; /* the one that a person says */
        begin(&machine);
        assert_int_equal(RUN(&machine, 1, LOGIN, EVENT_CREDENTIALS_REFUSED), ACTION_END_JAVA);
        assert_int_equal(machine.state, SESSION_STARTING);
        assert_int_equal(machine_step(&machine, EVENT_JVM_EXITED, 2), ACTION_NONE);
        assert_true(machine.pausing && machine.pause_ms == 30 * SECOND);
        assert_int_equal(machine_step(&machine, machine_expire(&machine), 3), ACTION_START_JAVA);
        assert_int_equal(RUN(&machine, 4, LOGIN, EVENT_CREDENTIALS_REFUSED), ACTION_END_JAVA);
        assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
        assert_true(machine.deadline == CLOCK_NEVER);
        assert_int_equal(machine_step(&machine, EVENT_JVM_EXITED, 5), ACTION_NONE);
        assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
        assert_int_not_equal(machine_step(&machine, (enum session_event) e, 6), ACTION_START_JAVA);
        assert_false(machine.pausing);
    }
}

static void refusal_of_an_earlier_container_counts(void **state)
{
    (void) state;
    struct machine machine;
    machine_init(&machine);
    machine.refusals = 1;
    assert_int_equal(machine_step(&machine, EVENT_BEGIN, 0), ACTION_START_JAVA);
    assert_int_equal(RUN(&machine, 1, LOGIN, EVENT_CREDENTIALS_REFUSED), ACTION_END_JAVA);
    assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
    machine_init(&machine);
    assert_int_equal(machine_step(&machine, EVENT_BLOCKED, 0), ACTION_NONE);
    assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
}

static void locked_account_is_not_tried_again(void **state)
{
    (void) state;
    static const enum session_event finals[] = { EVENT_LOCKED_OUT, EVENT_TOO_MANY_ATTEMPTS };
    for (unsigned i = 0; i < 2; i++) {
        struct machine machine;
        begin(&machine);
        assert_int_equal(RUN(&machine, 1, LOGIN, finals[i]), ACTION_END_JAVA);
        assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
    }
}

static void wait_that_the_servers_name_is_one_more_refusal(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN);
    machine.wait_told = true;
    machine.not_before = 300 * SECOND;
    assert_int_equal(machine_step(&machine, EVENT_TOO_MANY_ATTEMPTS, 2), ACTION_END_JAVA);
    assert_int_equal(machine.state, SESSION_STARTING);
    assert_int_equal(machine_step(&machine, EVENT_JVM_EXITED, 3), ACTION_NONE);
    assert_true(machine.pausing && machine.deadline == 300 * SECOND);
    machine_step(&machine, machine_expire(&machine), 300 * SECOND);
    RUN(&machine, 300 * SECOND, LOGIN);
    assert_false(machine.wait_told);
    machine.wait_told = true;
    assert_int_equal(machine_step(&machine, EVENT_TOO_MANY_ATTEMPTS, 301 * SECOND), ACTION_END_JAVA);
    assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
}

static void login_forgives_a_refusal(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, EVENT_CREDENTIALS_REFUSED, EVENT_JVM_EXITED, EVENT_PAUSE_OVER, LOGIN);
    assert_int_equal(machine.refusals, 1);
    machine_step(&machine, EVENT_LOGGED_IN, 2);
    assert_int_equal(machine.refusals, 0);
}

static void person_may_say_try_again(void **state)
{
    (void) state;
    struct machine machine;
    machine_init(&machine);
    machine.refusals = SESSION_REFUSALS;
    machine.not_before = 1000000;
    machine_step(&machine, EVENT_BLOCKED, 0);
    assert_int_equal(machine_step(&machine, EVENT_RETRY_WANTED, 1), ACTION_END_JAVA);
    assert_int_equal(machine.state, SESSION_STARTING);
    machine_step(&machine, EVENT_JVM_EXITED, 2);
    assert_int_equal(machine.pause_ms, 2 * SECOND);
    assert_int_equal(machine.refusals, 0);
}

static void login_window_that_comes_back_counts_as_a_refusal(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    assert_int_equal(RUN(&machine, 1, LOGIN, EVENT_LOGIN_BACK), ACTION_END_JAVA);
    assert_int_equal(machine.state, SESSION_STARTING);
    RUN(&machine, 2, EVENT_JVM_EXITED, EVENT_PAUSE_OVER, LOGIN, EVENT_LOGIN_BACK);
    assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
}

static void spent_budget_holds_the_next_start_back(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN);
    machine.not_before = 3000000;
    assert_int_equal(machine_step(&machine, EVENT_JVM_EXITED, 10), ACTION_NONE);
    assert_true(machine.deadline == 3000000);
    machine_init(&machine);
    machine.not_before = 5000;
    assert_int_equal(machine_step(&machine, EVENT_BEGIN, 0), ACTION_NONE);
    assert_true(machine.pausing && machine.deadline == 5000);
    assert_int_equal(machine_step(&machine, machine_expire(&machine), 5000), ACTION_START_JAVA);
}

/* ---- the second factor ---- */

static void second_factor_has_a_clock_and_another_once_it_is_given(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    machine.rules.factor_ms = 60 * SECOND;
    RUN(&machine, 1, LOGIN, EVENT_SECOND_FACTOR_WANTED);
    assert_int_equal(machine.state, SESSION_SECOND_FACTOR);
    assert_true(machine.deadline == 1 + session_patience_ms(DEADLINE_ANSWER));
    machine_step(&machine, EVENT_SECOND_FACTOR_GIVEN, 5000);
    assert_true(machine.deadline == 5000 + 60 * SECOND);
}

static void late_second_factor_follows_the_rules(void **state)
{
    (void) state;
    static const struct {
        bool relogin, restart, given;
        enum session_event late;
        enum session_state next;
    } cases[] = {
        { false, false, false, EVENT_LOGIN_BACK, SESSION_NEEDS_HUMAN }, { true, false, false, EVENT_LOGIN_BACK, SESSION_STARTING },
        { false, true, false, EVENT_LOGIN_BACK, SESSION_STARTING },     { false, false, false, EVENT_TIMER, SESSION_NEEDS_HUMAN },
        { true, false, false, EVENT_TIMER, SESSION_STARTING },          { false, true, false, EVENT_TIMER, SESSION_STARTING },
        { false, false, true, EVENT_TIMER, SESSION_NEEDS_HUMAN },       { true, false, true, EVENT_TIMER, SESSION_NEEDS_HUMAN },
        { false, true, true, EVENT_TIMER, SESSION_STARTING },
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct machine machine;
        begin(&machine);
        machine.rules.relogin_after_expiry = cases[i].relogin;
        machine.rules.restart_after_timeout = cases[i].restart;
        RUN(&machine, 1, LOGIN, EVENT_SECOND_FACTOR_WANTED);
        if (cases[i].given) machine_step(&machine, EVENT_SECOND_FACTOR_GIVEN, 2);
        assert_int_equal(machine_step(&machine, cases[i].late, 3), ACTION_END_JAVA);
        if (machine.state != cases[i].next) fail_msg("case %u", i);
        assert_int_equal(machine.refusals, 0);
    }
}

/* ---- tokens and plans ---- */

static void token_that_leads_nowhere_is_followed_by_a_full_login(void **state)
{
    (void) state;
    static const enum session_event signs[] = { EVENT_CREDENTIALS_REFUSED, EVENT_LOGIN_TROUBLE, EVENT_TIMER,
                                                EVENT_TOKEN_REFUSED };
    for (unsigned i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct machine machine;
        begin(&machine);
        RUN(&machine, 1, LOGIN, GET_READY, EVENT_JVM_RESTARTS, EVENT_JVM_RESUMED);
        assert_int_equal(machine.state, SESSION_RESTARTING);
        assert_int_equal(machine_step(&machine, signs[i], 2), ACTION_COLD);
        assert_int_equal(machine.state, SESSION_STARTING);
        assert_int_equal(machine.refusals, 0);
        machine_step(&machine, EVENT_JVM_EXITED, 3);
        assert_true(machine.pause_ms <= 2 * SECOND);
        RUN(&machine, 4, EVENT_PAUSE_OVER, LOGIN, EVENT_CREDENTIALS_REFUSED);
        assert_int_equal(machine.refusals, 1);
    }
}

static void idle_login_window_after_a_token_is_not_waited_for_for_ever(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, GET_READY, EVENT_JVM_RESTARTS, EVENT_JVM_RESUMED, EVENT_LOGIN_WINDOW);
    assert_int_equal(machine.state, SESSION_LOGIN);
    assert_true(machine.deadline != CLOCK_NEVER);
    assert_int_equal(machine_step(&machine, machine_expire(&machine), 500000), ACTION_COLD);
}

static void restart_that_is_asked_for_is_no_failure(void **state)
{
    (void) state;
    static const enum session_event wishes[] = { EVENT_RESTART_WANTED, EVENT_COLD_WANTED };
    static const enum session_action actions[] = { ACTION_RESTART, ACTION_COLD };
    for (unsigned i = 0; i < 2; i++) {
        struct machine machine;
        begin(&machine);
        RUN(&machine, 1, LOGIN, GET_READY);
        assert_int_equal(machine_step(&machine, wishes[i], 2), actions[i]);
        assert_int_equal(machine.state, SESSION_RESTARTING);
        assert_int_equal(machine_step(&machine, EVENT_JVM_EXITED, 3), ACTION_START_JAVA);
        assert_int_equal(machine.state, SESSION_RESTARTING);
        machine_step(&machine, EVENT_JVM_STARTED, 4);
        assert_int_equal(machine.failures, 0);
        assert_int_equal(machine_step(&machine, EVENT_JVM_EXITED, 5), ACTION_NONE);
        assert_int_equal(machine.state, SESSION_STARTING);
    }
}

static void logoff_lasts_until_its_time(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, GET_READY);
    machine.logon_ms = 7200 * SECOND;
    assert_int_equal(machine_step(&machine, EVENT_LOGGED_OFF, 2), ACTION_NONE);
    assert_int_equal(machine.state, SESSION_LOGGED_OFF);
    assert_true(machine.deadline == 2 + 7200 * SECOND);
    assert_int_equal(machine_step(&machine, machine_expire(&machine), machine.deadline), ACTION_START_JAVA);
    assert_int_equal(machine.state, SESSION_STARTING);
}

static void nothing_is_mended_while_a_login_is_under_way(void **state)
{
    (void) state;
    static const enum session_event repairs[] = { EVENT_REPAIR, EVENT_REPAIR_COLD, EVENT_GIVEN_UP };
    static const enum session_state busy[] = { SESSION_STARTING, SESSION_LOGIN, SESSION_SECOND_FACTOR, SESSION_RESTARTING,
                                               SESSION_LOGGED_OFF, SESSION_NEEDS_HUMAN, SESSION_STOPPING };
    for (unsigned s = 0; s < sizeof busy / sizeof *busy; s++) {
        for (unsigned i = 0; i < 3; i++) {
            struct machine machine = { .state = busy[s] };
            assert_int_equal(machine_step(&machine, repairs[i], 1), ACTION_NONE);
            assert_int_equal(machine.state, busy[s]);
        }
    }
}

static void haste_divides_patience_with_people_and_leaves_programs_a_minute(void **state)
{
    (void) state;
    struct machine machine;
    machine_init(&machine);
    machine.rules.haste = 100;
    RUN(&machine, 0, EVENT_BEGIN, EVENT_JVM_STARTED);
    assert_true(machine.deadline == 60000);
    RUN(&machine, 0, EVENT_LOGIN_WINDOW, EVENT_LOGIN_SUBMITTED, EVENT_SECOND_FACTOR_WANTED);
    assert_true(machine.deadline == session_patience_ms(DEADLINE_ANSWER) / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_credentials_are_tried_once_more_and_then_never),
        cmocka_unit_test(refusal_of_an_earlier_container_counts),
        cmocka_unit_test(locked_account_is_not_tried_again),
        cmocka_unit_test(wait_that_the_servers_name_is_one_more_refusal),
        cmocka_unit_test(login_forgives_a_refusal),
        cmocka_unit_test(person_may_say_try_again),
        cmocka_unit_test(login_window_that_comes_back_counts_as_a_refusal),
        cmocka_unit_test(spent_budget_holds_the_next_start_back),
        cmocka_unit_test(second_factor_has_a_clock_and_another_once_it_is_given),
        cmocka_unit_test(late_second_factor_follows_the_rules),
        cmocka_unit_test(token_that_leads_nowhere_is_followed_by_a_full_login),
        cmocka_unit_test(idle_login_window_after_a_token_is_not_waited_for_for_ever),
        cmocka_unit_test(restart_that_is_asked_for_is_no_failure),
        cmocka_unit_test(logoff_lasts_until_its_time),
        cmocka_unit_test(nothing_is_mended_while_a_login_is_under_way),
        cmocka_unit_test(haste_divides_patience_with_people_and_leaves_programs_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
