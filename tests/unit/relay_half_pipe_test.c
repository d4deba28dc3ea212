/* SPDX-License-Identifier: MIT */
#include "relay/half_pipe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void it_reads_only_while_it_holds_nothing(void **state)
{
    (void) state;
    struct half_pipe half = { .kept_end = 10 };
    assert_false(half_pipe_may_read(&half));
    half_pipe_note_sent_held(&half, 4);
    assert_int_equal(half_pipe_holds(&half), 6);
    assert_int_equal(half.kept_start, 4);
    assert_false(half_pipe_may_read(&half));
    half_pipe_note_sent_held(&half, 6);
    assert_true(half_pipe_may_read(&half));
    assert_int_equal(half.kept_start, 0);
    half.in_pipe = 5;
    assert_false(half_pipe_may_read(&half));
    half_pipe_note_sent_held(&half, 5);
    assert_true(half_pipe_may_read(&half));
    assert_int_equal(half.moved, 15);
}

static void the_end_is_passed_on_once_and_after_what_is_held(void **state)
{
    (void) state;
    struct half_pipe half = { .kept_end = 3 };
    assert_false(half_pipe_take_end(&half));
    half_pipe_note_end(&half);
    assert_false(half_pipe_take_end(&half));
    half_pipe_note_sent_held(&half, 3);
    assert_false(half_pipe_may_read(&half));
    assert_true(half_pipe_take_end(&half));
    assert_false(half_pipe_take_end(&half));
    half_pipe_note_end(&half);
    assert_int_equal(half.state, HALF_ENDED);
}

static void full_reads_in_a_row_turn_it_to_bulk_and_a_small_one_back(void **state)
{
    (void) state;
    struct half_pipe half = { 0 };
    for (int i = 1; i < BULK_AFTER; i++) assert_false(half_pipe_note_read(&half, READ_SIZE));
    assert_false(half_pipe_note_read(&half, READ_SIZE - 1));
    for (int i = 1; i < BULK_AFTER; i++) assert_false(half_pipe_note_read(&half, READ_SIZE));
    assert_true(half_pipe_note_read(&half, READ_SIZE));
    half.has_pipe = true;
    assert_false(half_pipe_note_read(&half, BULK_LEAST));
    assert_true(half_pipe_note_read(&half, BULK_LEAST - 1));
}

static void a_flood_is_loud_and_question_and_answer_are_not(void **state)
{
    (void) state;
    struct half_pipe up = { 0 }, down = { 0 };
    half_pipe_note_sent(&up, 64000);
    half_pipe_note_sent(&down, 64000);
    struct half_pipe_moved moved = half_pipe_take_moved(&up, &down);
    assert_int_equal(moved.one_way, 0);
    assert_int_equal(moved.in_all, 128000);
    half_pipe_note_sent(&down, 1000);
    assert_int_equal(half_pipe_take_moved(&up, &down).one_way, 1000);
    assert_int_equal(half_pipe_take_moved(&up, &down).one_way, 0);
    half_pipe_note_sent(&up, UINT32_MAX);
    assert_int_equal(half_pipe_take_moved(&up, &down).one_way, UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_only_while_it_holds_nothing),
        cmocka_unit_test(the_end_is_passed_on_once_and_after_what_is_held),
        cmocka_unit_test(a_flood_is_loud_and_question_and_answer_are_not),
        cmocka_unit_test(full_reads_in_a_row_turn_it_to_bulk_and_a_small_one_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
