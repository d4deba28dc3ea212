/* SPDX-License-Identifier: MIT */
#include "session_story.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_cell_of_the_matrix_is_written(void **state)
{
    (void) state;
    for (unsigned s = 0; s < SESSION_STATES; s++) {
        for (unsigned e = 0; e < SESSION_EVENTS; e++) {
            const struct session_cell *cell = &session_table[s][e];
            if (!cell->written) fail_msg("state %u, event %s", s, session_event_name((enum session_event) e));
            if (!cell->stays) assert_int_not_equal(cell->next, SESSION_ABSENT);
        }
    }
}

static void stop_is_obeyed_in_every_state(void **state)
{
    (void) state;
    for (unsigned s = 0; s < SESSION_STOPPING; s++) {
        struct machine machine = { .state = (enum session_state) s };
        assert_int_equal(machine_step(&machine, EVENT_STOP_WANTED, 1), ACTION_STOP);
        assert_int_equal(machine.state, SESSION_STOPPING);
        for (unsigned e = 0; e < SESSION_EVENTS; e++) {
            enum session_action action = machine_step(&machine, (enum session_event) e, 1);
            bool ended = e == EVENT_JVM_EXITED || e == EVENT_JVM_RESTARTS;
            assert_int_equal(action, ended ? ACTION_QUIT : ACTION_NONE);
            assert_int_equal(machine.state, SESSION_STOPPING);
        }
    }
}

static void login_leads_to_ready(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN);
    assert_int_equal(machine.state, SESSION_LOGIN);
    machine_step(&machine, EVENT_LOGGED_IN, 2);
    assert_int_equal(machine.state, SESSION_LOADING);
    machine_step(&machine, EVENT_CONFIGURED, 3);
    assert_int_equal(machine.state, SESSION_LOADING);
    machine_step(&machine, EVENT_API_ANSWERED, 3);
    assert_int_equal(machine.state, SESSION_READY);
    assert_true(machine.deadline == CLOCK_NEVER);
}

static void ready_takes_an_answer_and_a_configuration_in_any_order(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, EVENT_API_ANSWERED);
    assert_int_equal(machine.state, SESSION_LOGIN);
    RUN(&machine, 1, EVENT_LOGGED_IN, EVENT_API_ANSWERED);
    assert_int_equal(machine.state, SESSION_LOADING);
    assert_int_equal(machine.unanswered, 0);
    machine_step(&machine, EVENT_CONFIGURED, 2);
    assert_int_equal(machine.state, SESSION_READY);
    RUN(&machine, 3, EVENT_JVM_EXITED, LOGIN, EVENT_LOGGED_IN, EVENT_CONFIGURED);
    assert_int_equal(machine.state, SESSION_LOADING);
}

static void api_that_fell_silent_is_not_ready_by_being_configured(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, GET_READY, EVENT_API_SILENT, EVENT_CONFIGURED);
    assert_int_equal(machine.state, SESSION_LOADING);
}

/* Lets java end and gives the pause before the next start, or 0. */
static int64_t pause_after_end(struct machine *machine, int64_t now)
{
    enum session_action action = machine_step(machine, EVENT_JVM_EXITED, now);
    if (action == ACTION_START_JAVA) return 0;
    assert_int_equal(action, ACTION_NONE);
    assert_true(machine->pausing);
    int64_t pause = machine->deadline - now;
    assert_int_equal(machine_expire(machine), EVENT_PAUSE_OVER);
    assert_int_equal(machine_step(machine, EVENT_PAUSE_OVER, now + pause), ACTION_START_JAVA);
    return pause;
}

static void java_that_never_got_ready_is_started_again_ever_later(void **state)
{
    (void) state;
    static const int64_t pauses[] = { 2, 4, 8, 16, 32, 60, 60 };
    struct machine machine;
    begin(&machine);
    for (unsigned i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        machine_step(&machine, EVENT_JVM_STARTED, 1);
        assert_int_equal(pause_after_end(&machine, 1), pauses[i] * SECOND);
    }
}

static void java_that_was_ready_is_started_again_at_once_the_first_time(void **state)
{
    (void) state;
    static const int64_t pauses[] = { 0, 2, 4 };
    struct machine machine;
    begin(&machine);
    for (unsigned i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        RUN(&machine, 1000, LOGIN, GET_READY);
        assert_int_equal(pause_after_end(&machine, 2000), pauses[i] * SECOND);
    }
}

static void ten_minutes_of_being_ready_forgive_earlier_failures(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    for (unsigned i = 0; i < 5; i++) {
        machine_step(&machine, EVENT_JVM_STARTED, 1);
        pause_after_end(&machine, 1);
    }
    RUN(&machine, 1000, LOGIN, GET_READY);
    assert_int_equal(pause_after_end(&machine, 1000 + 600 * SECOND), 0);
    RUN(&machine, 700000, LOGIN, GET_READY);
    assert_int_equal(pause_after_end(&machine, 700000 + 599 * SECOND), 2 * SECOND);
}

static void logins_that_lead_nowhere_get_minutes_apart(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    for (unsigned i = 0; i < 2; i++) {
        RUN(&machine, 1, LOGIN);
        assert_true(pause_after_end(&machine, 1) <= 60 * SECOND);
    }
    RUN(&machine, 1, LOGIN);
    assert_int_equal(pause_after_end(&machine, 1), 300 * SECOND);
    RUN(&machine, 1, LOGIN, EVENT_SERVER_AWAY);
    assert_true(pause_after_end(&machine, 1) <= 60 * SECOND);
}

static void planned_restart_is_no_failure(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, GET_READY);
    assert_int_equal(machine_step(&machine, EVENT_JVM_RESTARTS, 2), ACTION_START_JAVA);
    assert_int_equal(machine.state, SESSION_RESTARTING);
    RUN(&machine, 3, EVENT_JVM_STARTED, GET_READY);
    assert_int_equal(machine.state, SESSION_READY);
    assert_int_equal(machine.failures, 0);
}

static void silent_api_is_not_ready_and_heals(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    RUN(&machine, 1, LOGIN, GET_READY, EVENT_API_SILENT);
    assert_int_equal(machine.state, SESSION_LOADING);
    assert_int_equal(machine_step(&machine, EVENT_TIMER, 2), ACTION_NONE);
    assert_int_equal(machine.state, SESSION_LOADING);
    machine_step(&machine, EVENT_API_ANSWERED, 3);
    assert_int_equal(machine.state, SESSION_READY);
}

static void person_who_solves_it_is_noticed(void **state)
{
    (void) state;
    struct machine machine;
    begin(&machine);
    assert_int_equal(RUN(&machine, 1, LOGIN, EVENT_PERSON_WANTED), ACTION_NONE);
    assert_int_equal(machine.state, SESSION_NEEDS_HUMAN);
    machine_step(&machine, EVENT_LOGGED_IN, 2);
    assert_int_equal(machine.state, SESSION_LOADING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_of_the_matrix_is_written),
        cmocka_unit_test(stop_is_obeyed_in_every_state),
        cmocka_unit_test(login_leads_to_ready),
        cmocka_unit_test(ready_takes_an_answer_and_a_configuration_in_any_order),
        cmocka_unit_test(api_that_fell_silent_is_not_ready_by_being_configured),
        cmocka_unit_test(java_that_never_got_ready_is_started_again_ever_later),
        cmocka_unit_test(java_that_was_ready_is_started_again_at_once_the_first_time),
        cmocka_unit_test(ten_minutes_of_being_ready_forgive_earlier_failures),
        cmocka_unit_test(logins_that_lead_nowhere_get_minutes_apart),
        cmocka_unit_test(planned_restart_is_no_failure),
        cmocka_unit_test(silent_api_is_not_ready_and_heals),
        cmocka_unit_test(person_who_solves_it_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
