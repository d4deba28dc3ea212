/* SPDX-License-Identifier: MIT
 *
 * The service state machine: every cell is written, and what matters is what it should be.
 */
#include "init/service.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct service_limits limits = { .start_ms = 500, .stop_ms = 300 };

static struct service_step step_from(enum service_state state, enum service_event event, uint32_t failures)
{
    struct service_facts facts = { .state = state, .failures = failures, .running_since = 900, .limits = limits };
    struct service_step step = { .next = (enum service_state) -1 };
    if (!service_step(&facts, event, 1000, &step)) step.next = state;
    return step;
}

static void every_cell_is_written(void **state)
{
    (void) state;
    for (int s = 0; s < SERVICE_STATE_COUNT; s++)
        for (int e = 0; e < EVENT_COUNT; e++)
            if (!service_cell_is_written(service_states[s], (enum service_event) e))
                fail_msg("%s on %s is not written", service_state_name(service_states[s]),
                         service_event_name((enum service_event) e));
}

/* What holds of all cells, whatever they say. */
static void every_cell_is_sane(void **state)
{
    (void) state;
    for (int s = 0; s < SERVICE_STATE_COUNT; s++)
        for (int e = 0; e < EVENT_COUNT; e++) {
            struct service_facts facts = { .state = service_states[s], .limits = limits };
            struct service_step step;
            if (!service_step(&facts, (enum service_event) e, 1000, &step)) continue;
            assert_int_equal(step.action == ACTION_SPAWN, step.next == SERVICE_STARTING && facts.state != SERVICE_RUNNING &&
                             facts.state != SERVICE_STARTING);
            if (step.next == SERVICE_STOPPING || step.next == SERVICE_BACKOFF) assert_int_not_equal(step.deadline, CLOCK_NEVER);
            if (step.next == SERVICE_STOPPED || step.next == SERVICE_FATAL) assert_int_equal(step.deadline, CLOCK_NEVER);
        }
}

static void a_service_comes_up_and_goes_down(void **state)
{
    (void) state;
    struct service_step step = step_from(SERVICE_STOPPED, EVENT_START, 0);
    assert_int_equal(step.next, SERVICE_STARTING);
    assert_int_equal(step.action, ACTION_SPAWN);
    assert_int_equal(step.deadline, 1500);
    assert_int_equal(step_from(SERVICE_STARTING, EVENT_READY, 0).next, SERVICE_RUNNING);
    step = step_from(SERVICE_RUNNING, EVENT_STOP, 0);
    assert_int_equal(step.next, SERVICE_STOPPING);
    assert_int_equal(step.action, ACTION_TERMINATE);
    assert_int_equal(step.deadline, 1300);
    assert_int_equal(step_from(SERVICE_STOPPING, EVENT_DIED, 0).next, SERVICE_STOPPED);
}

static void one_that_ignores_sigterm_is_killed_again_and_again(void **state)
{
    (void) state;
    struct service_step step = step_from(SERVICE_STOPPING, EVENT_DEADLINE, 0);
    assert_int_equal(step.next, SERVICE_STOPPING);
    assert_int_equal(step.action, ACTION_KILL);
    assert_int_equal(step.deadline, 1300);
}

static void one_that_is_not_ready_in_time_is_killed_and_tried_again(void **state)
{
    (void) state;
    struct service_step step = step_from(SERVICE_STARTING, EVENT_DEADLINE, 0);
    assert_int_equal(step.action, ACTION_KILL);
    assert_int_equal(step_from(SERVICE_STARTING, EVENT_DIED, 0).next, SERVICE_BACKOFF);
}

static void the_first_deaths_are_mended_at_once_and_then_pauses_grow(void **state)
{
    (void) state;
    assert_int_equal(step_from(SERVICE_RUNNING, EVENT_DIED, 0).deadline, 1000);
    static const int64_t waits[] = { 0, 0, 0, 0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000 };
    for (uint32_t i = 0; i < ARRAY_LENGTH(waits); i++) assert_int_equal(service_backoff_ms(i), waits[i]);
    assert_int_equal(service_backoff_ms(UINT32_MAX), 60000);
    struct service_step step = step_from(SERVICE_STARTING, EVENT_DIED, 5);
    assert_int_equal(step.failures, 6);
    assert_int_equal(step.deadline, 1000 + 4000);
}

static void running_for_long_wipes_the_slate(void **state)
{
    (void) state;
    struct service_facts facts = { .state = SERVICE_RUNNING, .failures = 9, .running_since = 0, .limits = limits };
    struct service_step step;
    assert_true(service_step(&facts, EVENT_DIED, SERVICE_STABLE_MS, &step));
    assert_int_equal(step.failures, 1);
    assert_int_equal(step.deadline, SERVICE_STABLE_MS);
}

static void what_cannot_mend_itself_is_fatal_until_a_person_starts_it(void **state)
{
    (void) state;
    assert_int_equal(step_from(SERVICE_STARTING, EVENT_HOPELESS, 0).next, SERVICE_FATAL);
    assert_int_equal(step_from(SERVICE_FATAL, EVENT_DEADLINE, 0).next, SERVICE_FATAL);
    assert_int_equal(step_from(SERVICE_FATAL, EVENT_START, 0).action, ACTION_SPAWN);
}

static void readiness_can_be_taken_back(void **state)
{
    (void) state;
    struct service_step step = step_from(SERVICE_RUNNING, EVENT_NOT_READY, 0);
    assert_int_equal(step.next, SERVICE_STARTING);
    assert_int_equal(step.action, ACTION_NONE);
    assert_int_equal(step.deadline, CLOCK_NEVER);
}

static void a_program_pauses_as_supervisord_does(void **state)
{
    (void) state;
    struct service_facts facts = { .state = SERVICE_STARTING, .start_failures = 2, .limits = { .ready_by_living = true } };
    struct service_step step;
    assert_true(service_step(&facts, EVENT_DIED, 1000, &step));
    assert_int_equal(step.start_failures, 3);
    assert_int_equal(step.deadline, 1000 + 3000);
    facts = (struct service_facts) { .state = SERVICE_RUNNING, .failures = 9, .running_since = 0, .limits = facts.limits };
    assert_true(service_step(&facts, EVENT_DIED, 1500, &step)); /* it has run for longer than a second: no pause */
    assert_int_equal(step.deadline, 1500);
    assert_true(service_step(&facts, EVENT_DIED, 10, &step));
    assert_int_equal(step.deadline, SERVICE_PACE_MS);
    facts.state = SERVICE_STARTING;
    assert_true(service_step(&facts, EVENT_READY, 10, &step));
    assert_int_equal(step.start_failures, 0);
}

static enum service_event judge(enum autorestart again, enum service_state state, int status, uint32_t start_failures)
{
    const struct service_policy policy = { .autorestart = again, .start_retries = 3, .exitcodes = { 1 | 1 << 2 } };
    return service_judge(&policy, &(struct service_end) { .state = state, .status = status, .start_failures = start_failures });
}

static void an_end_means_what_supervisord_says_it_means(void **state)
{
    (void) state;
    assert_int_equal(judge(AUTORESTART_NEVER, SERVICE_STARTING, 0, 2), EVENT_DIED); /* too soon is never an end */
    assert_int_equal(judge(AUTORESTART_NEVER, SERVICE_STARTING, 0, 3), EVENT_HOPELESS);
    assert_int_equal(judge(AUTORESTART_NEVER, SERVICE_RUNNING, 1, 0), EVENT_DONE);
    assert_int_equal(judge(AUTORESTART_UNEXPECTED, SERVICE_RUNNING, 2, 0), EVENT_DONE);
    assert_int_equal(judge(AUTORESTART_UNEXPECTED, SERVICE_RUNNING, 1, 0), EVENT_DIED);
    assert_int_equal(judge(AUTORESTART_UNEXPECTED, SERVICE_RUNNING, -1, 0), EVENT_DIED); /* a signal is never expected */
    assert_int_equal(judge(AUTORESTART_ALWAYS, SERVICE_RUNNING, 0, 0), EVENT_DIED);
    assert_int_equal(judge(AUTORESTART_ALWAYS, SERVICE_RUNNING, SERVICE_BAD_SETTINGS, 0), EVENT_DIED);
    assert_int_equal(judge(AUTORESTART_ALWAYS, SERVICE_STOPPING, 0, 9), EVENT_DIED);
}

static void of_ours_only_bad_settings_and_what_never_began_are_hopeless(void **state)
{
    (void) state;
    struct service_end end = { .state = SERVICE_RUNNING, .status = 0 };
    assert_int_equal(service_judge(NULL, &end), EVENT_DIED);
    end.status = SERVICE_BAD_SETTINGS;
    assert_int_equal(service_judge(NULL, &end), EVENT_HOPELESS);
    end = (struct service_end) { .state = SERVICE_STARTING, .status = 127, .never_began = true };
    assert_int_equal(service_judge(NULL, &end), EVENT_HOPELESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_is_written),
        cmocka_unit_test(every_cell_is_sane),
        cmocka_unit_test(a_service_comes_up_and_goes_down),
        cmocka_unit_test(one_that_ignores_sigterm_is_killed_again_and_again),
        cmocka_unit_test(one_that_is_not_ready_in_time_is_killed_and_tried_again),
        cmocka_unit_test(the_first_deaths_are_mended_at_once_and_then_pauses_grow),
        cmocka_unit_test(running_for_long_wipes_the_slate),
        cmocka_unit_test(what_cannot_mend_itself_is_fatal_until_a_person_starts_it),
        cmocka_unit_test(readiness_can_be_taken_back),
        cmocka_unit_test(a_program_pauses_as_supervisord_does),
        cmocka_unit_test(an_end_means_what_supervisord_says_it_means),
        cmocka_unit_test(of_ours_only_bad_settings_and_what_never_began_are_hopeless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
