/* SPDX-License-Identifier: MIT
 *
 * How long a stop can take: along the chains of needs, at the same time what is in different ones.
 */
#include "init/patience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROW(title, ms, ...) { .name = (title), .limits = { .stop_ms = (ms) }, .needs = { __VA_ARGS__ } }

static char bytes[256];

static int64_t measure(const struct rows *rows)
{
    struct text words = TEXT_IN(bytes);
    bytes[0] = 0;
    return patience_of_stop(rows, &words);
}

static void those_of_one_chain_are_added_and_those_of_two_are_not(void **state)
{
    (void) state;
    static const struct rows rows = {
        .count = 4, .rows = { ROW("base", 3000, NULL), ROW("bot", 10000, "base"), ROW("watcher", 20000, "bot"),
                              ROW("other", 25000, NULL) },
    };
    assert_int_equal(measure(&rows), 33000);
    assert_string_equal(bytes, "watcher 20 s, bot 10 s, base 3 s");
}

static void the_logger_is_stopped_after_all(void **state)
{
    (void) state;
    static const struct rows rows = {
        .count = 3, .rows = { { .name = "logger", .gets_log_pipes = true, .limits = { .stop_ms = 3000 } },
                              ROW("a", 5000, NULL), ROW("b", 60000, NULL) },
    };
    assert_int_equal(measure(&rows), 63000);
    assert_string_equal(bytes, "b 60 s, logger 3 s");
}

static void a_session_counts_as_closed_tidily_and_answers_to_its_alias(void **state)
{
    (void) state;
    static const struct rows rows = {
        .count = 2, .rows = { { .name = "session", .alias = "ibc", .part = BOARD_PART_SESSION, .limits = { .stop_ms = 100000 } },
                              ROW("bot", 10000, "ibc") },
    };
    assert_int_equal(measure(&rows), 10000 + PATIENCE_SESSION_MS);
}

static void a_circle_and_nothing_at_all_have_an_end(void **state)
{
    (void) state;
    static const struct rows circle = { .count = 2, .rows = { ROW("a", 1000, "b"), ROW("b", 1000, "a") } };
    static const struct rows none = { .count = 0 };
    assert_true(measure(&circle) < 10000);
    assert_int_equal(measure(&none), 0);
}

/* What is said in docs/services.md and our compose files: 90 s are enough for all that is ours. */
static void all_our_own_services_together_fit_into_the_grace_period(void **state)
{
    (void) state;
    static struct rows rows;
    for (size_t i = 0; i < service_rows_count; i++) rows.rows[rows.count++] = service_rows[i];
    assert_in_range(measure(&rows), 30000, 60000);
}

#define PROGRAM(title, ms, ...) \
    { .name = (title), .limits = { .stop_ms = (ms) }, .program = &program, .needs = { __VA_ARGS__ } }

static const struct user_program program;

/* A bot before a session that needs an X server. */
static const struct rows stack = {
    .count = 4, .rows = { { .name = "logger", .gets_log_pipes = true, .limits = { .stop_ms = 3000 } }, ROW("xvfb", 3000, NULL),
                          { .name = "session", .part = BOARD_PART_SESSION, .limits = { .stop_ms = 100000 }, .needs = { "xvfb" } },
                          PROGRAM("bot", 60000, "session") },
};

static void where_there_is_time_for_all_each_leaves_what_comes_after_it(void **state)
{
    (void) state;
    int64_t after[BOARD_SERVICES];
    assert_int_equal(patience_budget_ms(120), 119000);
    assert_int_equal(patience_share(&stack, patience_budget_ms(120), after), 1000);
    assert_int_equal(after[0], 0); /* the logger */
    assert_int_equal(after[1], 3000);
    assert_int_equal(after[2], 6000);
    assert_int_equal(after[3], 36000);
}

static void where_there_is_not_the_users_programs_get_what_ours_leave(void **state)
{
    (void) state;
    int64_t after[BOARD_SERVICES];
    assert_in_range(patience_share(&stack, 89000, after), 880, 883); /* 53 of 60 s */
    assert_int_equal(after[3], 36000);
    assert_in_range(patience_share(&stack, 37000, after), 15, 17);
    assert_int_equal(after[3], 36000);
}

static void where_there_is_not_even_that_everybody_gets_his_part(void **state)
{
    (void) state;
    int64_t after[BOARD_SERVICES];
    assert_int_equal(patience_budget_ms(5), 4500);
    assert_in_range(patience_share(&stack, 4500, after), 45, 47); /* 4.5 of 96 s */
    assert_in_range(after[2], 250, 300); /* the session ends while there is still somebody to write that down */
    assert_in_range(after[3], 1600, 1700);
    assert_int_equal(patience_share(&stack, 0, after), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_of_one_chain_are_added_and_those_of_two_are_not),
        cmocka_unit_test(the_logger_is_stopped_after_all),
        cmocka_unit_test(a_session_counts_as_closed_tidily_and_answers_to_its_alias),
        cmocka_unit_test(a_circle_and_nothing_at_all_have_an_end),
        cmocka_unit_test(where_there_is_time_for_all_each_leaves_what_comes_after_it),
        cmocka_unit_test(where_there_is_not_the_users_programs_get_what_ours_leave),
        cmocka_unit_test(where_there_is_not_even_that_everybody_gets_his_part),
        cmocka_unit_test(all_our_own_services_together_fit_into_the_grace_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
