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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_of_one_chain_are_added_and_those_of_two_are_not),
        cmocka_unit_test(the_logger_is_stopped_after_all),
        cmocka_unit_test(a_session_counts_as_closed_tidily_and_answers_to_its_alias),
        cmocka_unit_test(a_circle_and_nothing_at_all_have_an_end),
        cmocka_unit_test(all_our_own_services_together_fit_into_the_grace_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
