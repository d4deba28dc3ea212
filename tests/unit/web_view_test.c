/* SPDX-License-Identifier: MIT */
#include "web/health.h"
#include "web/view.h"
#include "web_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot snapshot;
static struct session_view view;

static int make(void **state)
{
    (void) state;
    sample_make(&snapshot);
    return 0;
}

static void a_connected_session_is_good_and_ready(void **state)
{
    (void) state;
    view_session(&snapshot, 0, &view);
    assert_int_equal(view.tone, TONE_GOOD);
    assert_true(view.ready);
    assert_string_equal(view.headline, "Paper: connected since 17:52:10");
    assert_string_equal(view.detail, "");
    assert_true(view_is_ready(&snapshot));
}

static void second_factor_says_what_to_do_until_the_session_knows_better(void **state)
{
    (void) state;
    snapshot.sessions[0].state = SESSION_SECOND_FACTOR;
    view_session(&snapshot, 0, &view);
    assert_int_equal(view.tone, TONE_ACT);
    assert_string_equal(view.detail, "Approve the login in the IBKR Mobile app.");
    text_print(snapshot.sessions[0].reason, "sent to device 2");
    view_session(&snapshot, 0, &view);
    assert_string_equal(view.headline, "Paper: waits for your second factor since 17:52:10");
    assert_string_equal(view.detail, "sent to device 2");
}

static void a_session_that_gave_up_says_why_and_that_nothing_more_happens(void **state)
{
    (void) state;
    static const char *const reasons[] = { "Login failed", "Login failed." };
    snapshot.sessions[0].state = SESSION_NEEDS_HUMAN;
    view_session(&snapshot, 0, &view);
    assert_string_equal(view.detail, "No further attempt is made until somebody acts.");
    for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++) {
        text_print(snapshot.sessions[0].reason, "%s", reasons[i]);
        view_session(&snapshot, 0, &view);
        assert_string_equal(view.detail, "Login failed. No further attempt is made until somebody acts.");
    }
}

static void a_window_nobody_knows_asks_for_somebody_even_when_connected(void **state)
{
    (void) state;
    text_print(snapshot.sessions[0].windows, "Something New");
    view_session(&snapshot, 0, &view);
    assert_int_equal(view.tone, TONE_ACT);
    assert_true(view.ready);
    snapshot.sessions[0].state = SESSION_NEEDS_HUMAN;
    view_session(&snapshot, 0, &view);
    assert_int_equal(view.tone, TONE_ALARM);
}

static void a_dead_session_is_not_called_connected(void **state)
{
    (void) state;
    struct board_service *service = &snapshot.init.services[SAMPLE_SESSION];
    service->pid = 0;
    service->state = SERVICE_FATAL;
    text_print(service->reason, "ended with status 1");
    snapshot_settle(&snapshot);
    view_session(&snapshot, 0, &view);
    assert_int_equal(view.tone, TONE_ALARM);
    assert_false(view.ready);
    assert_string_equal(view.headline, "Paper: not running");
    assert_string_equal(view.detail, "ended with status 1");
    assert_false(view_is_ready(&snapshot));
}

static void a_dead_relay_has_no_clients(void **state)
{
    (void) state;
    snapshot.init.services[SAMPLE_RELAY].pid = 0;
    snapshot_settle(&snapshot);
    assert_int_equal(snapshot.relays[0].clients, 0);
    assert_false(snapshot.relays[0].accepting);
}

static void a_session_that_has_not_written_yet_is_starting(void **state)
{
    (void) state;
    snapshot.sessions[0] = (struct board_session) { .state = SESSION_ABSENT, .paper = true };
    view_session(&snapshot, 0, &view);
    assert_int_equal(view.tone, TONE_BUSY);
    assert_string_equal(view.headline, "Paper: the gateway is starting");
}

static void numbers_that_no_state_has_do_no_harm(void **state)
{
    (void) state;
    snapshot.sessions[0].state = (enum session_state) 4711;
    snapshot.init.services[SAMPLE_RELAY].state = (enum service_state) 77;
    snapshot.init.count = 1000;
    memset(snapshot.sessions[0].reason, 'x', sizeof snapshot.sessions[0].reason);
    snapshot_settle(&snapshot);
    view_session(&snapshot, 0, &view);
    assert_false(view.ready);
    assert_int_equal(strlen(view.detail), BOARD_TEXT - 1);
    assert_int_equal(view_service_tone((enum service_state) 77), TONE_ALARM);
    assert_int_equal(snapshot.init.count, BOARD_SERVICES);
}

static void a_service_that_writes_no_such_part_is_no_session(void **state)
{
    (void) state;
    assert_null(snapshot_session_service(&snapshot, 1));
    snapshot.init.services[SAMPLE_SESSION].part = BOARD_PART_NONE;
    snapshot_settle(&snapshot);
    assert_null(snapshot_session_service(&snapshot, 0));
    assert_false(view_is_ready(&snapshot));
}

static void running_counts_from_the_start_and_other_states_from_the_change(void **state)
{
    (void) state;
    struct board_service *service = &snapshot.init.services[SAMPLE_RELAY];
    assert_int_equal(view_service_seconds(&snapshot, service), 7500);
    service->state = SERVICE_BACKOFF;
    assert_int_equal(view_service_seconds(&snapshot, service), 7400);
    service->changed_at_ms = snapshot.now_ms + 1000;
    assert_int_equal(view_service_seconds(&snapshot, service), 0);
    service->changed_at_ms = 0;
    assert_int_equal(view_service_seconds(&snapshot, service), -1);
}

static void healthz_follows_the_supervisor_alone(void **state)
{
    (void) state;
    char room[256];
    struct text text = TEXT_IN(room);
    snapshot.sessions[0].state = SESSION_NEEDS_HUMAN;
    assert_int_equal(health_alive(&snapshot, &text), 200);
    assert_string_equal(room, "ok\n");
    snapshot.init_alive = false;
    text = TEXT_IN(room);
    assert_int_equal(health_alive(&snapshot, &text), 503);
    assert_non_null(strstr(room, "supervisor is gone"));
}

static void readyz_follows_the_sessions_and_keeps_their_reasons_to_itself(void **state)
{
    (void) state;
    char room[256];
    struct text text = TEXT_IN(room);
    assert_int_equal(health_ready(&snapshot, &text), 200);
    assert_string_equal(room, "Paper: connected since 17:52:10\n");
    snapshot.sessions[0].state = SESSION_NEEDS_HUMAN;
    text_print(snapshot.sessions[0].reason, "account DU123 is locked");
    text = TEXT_IN(room);
    assert_int_equal(health_ready(&snapshot, &text), 503);
    assert_string_equal(room, "Paper: needs you since 17:52:10\n");
}

static void nothing_is_ready_while_everything_stops(void **state)
{
    (void) state;
    char room[256];
    struct text text = TEXT_IN(room);
    snapshot.init.stopping = true;
    assert_int_equal(health_ready(&snapshot, &text), 503);
    assert_int_equal(health_alive(&snapshot, &text), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_connected_session_is_good_and_ready, make),
        cmocka_unit_test_setup(second_factor_says_what_to_do_until_the_session_knows_better, make),
        cmocka_unit_test_setup(a_session_that_gave_up_says_why_and_that_nothing_more_happens, make),
        cmocka_unit_test_setup(a_window_nobody_knows_asks_for_somebody_even_when_connected, make),
        cmocka_unit_test_setup(a_dead_session_is_not_called_connected, make),
        cmocka_unit_test_setup(a_dead_relay_has_no_clients, make),
        cmocka_unit_test_setup(a_session_that_has_not_written_yet_is_starting, make),
        cmocka_unit_test_setup(numbers_that_no_state_has_do_no_harm, make),
        cmocka_unit_test_setup(a_service_that_writes_no_such_part_is_no_session, make),
        cmocka_unit_test_setup(running_counts_from_the_start_and_other_states_from_the_change, make),
        cmocka_unit_test_setup(healthz_follows_the_supervisor_alone, make),
        cmocka_unit_test_setup(readyz_follows_the_sessions_and_keeps_their_reasons_to_itself, make),
        cmocka_unit_test_setup(nothing_is_ready_while_everything_stops, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
