/* SPDX-License-Identifier: MIT */
#include "logger/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char taken[65536];

static void take(void *context, const char *line, size_t length)
{
    size_t used = strlen(taken);
    assert_ptr_equal(context, taken);
    assert_true(used + length + 2 < sizeof taken);
    memcpy(taken + used, line, length);
    memcpy(taken + used + length, "|", 2);
}

static void push(struct lines *lines, const char *text)
{
    lines_push(lines, text, strlen(text), take, taken);
}

static void lines_come_whole_however_the_bytes_come(void **state)
{
    static const char text[] = "one\ntwo\r\n\nfour";
    (void) state;
    for (size_t split = 0; split < sizeof text; split++) {
        struct lines *lines = calloc(1, sizeof *lines);
        taken[0] = 0;
        lines_push(lines, text, split, take, taken);
        push(lines, text + split);
        assert_string_equal(taken, "one|two||");
        lines_end(lines, take, taken);
        assert_string_equal(taken, "one|two||four|");
        free(lines);
    }
}

static void a_line_without_end_comes_in_pieces(void **state)
{
    (void) state;
    struct lines *lines = calloc(1, sizeof *lines);
    taken[0] = 0;
    for (int i = 0; i < LINES_LONGEST + 1; i++) push(lines, "x");
    assert_int_equal(strlen(taken), LINES_LONGEST + 1);
    push(lines, "\n");
    assert_string_equal(taken + LINES_LONGEST, "|x|");
    free(lines);
}

static void a_long_line_is_not_cut_inside_a_character(void **state)
{
    (void) state;
    struct lines *lines = calloc(1, sizeof *lines);
    taken[0] = 0;
    for (int i = 0; i < LINES_LONGEST - 2; i++) push(lines, "x");
    push(lines, "\xe2\x82\xac\n");
    assert_string_equal(taken + LINES_LONGEST - 2, "|\xe2\x82\xac|");
    free(lines);
}

static void zero_bytes_become_blanks(void **state)
{
    (void) state;
    struct lines *lines = calloc(1, sizeof *lines);
    taken[0] = 0;
    lines_push(lines, "a\0b\n", 4, take, taken);
    assert_string_equal(taken, "a b|");
    free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_whole_however_the_bytes_come),
        cmocka_unit_test(a_line_without_end_comes_in_pieces),
        cmocka_unit_test(a_long_line_is_not_cut_inside_a_character),
        cmocka_unit_test(zero_bytes_become_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
