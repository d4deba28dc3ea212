/* SPDX-License-Identifier: MIT
 *
 * A reader of standard output that does not read: nobody waits for it, and it is told what it missed.
 */
#define _GNU_SOURCE
#include "logger/console.h"

#include "base/clock.h"
#include "base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES = 20000 };

static struct console console;
static struct loop loop;
static int ends[2];

static void add_note(unsigned long lost, struct text *text)
{
    text_format(text, "gatehouse: %lu lines lost here: standard output was not read\n", lost);
}

static int set_up(void **state)
{
    (void) state;
    memset(&console, 0, sizeof console);
    if (loop_init(&loop) < 0 || pipe2(ends, O_CLOEXEC) < 0) return -1;
    console_init(&console, &loop, ends[1], add_note);
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    loop_remove(&loop, &console.watch);
    loop_finish(&loop);
    close(ends[0]);
    return close(ends[1]);
}

static void write_lines(int count)
{
    for (int i = 0; i < count; i++) {
        char line[64];
        text_print(line, "line number %d of those that nobody reads\n", i);
        console_write(&console, line, strlen(line));
        console_flush(&console);
    }
}

/* Reads what is there into `text`, letting the console write on. */
static size_t read_all(char *text, size_t room)
{
    size_t used = 0;
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    for (;;) {
        ssize_t n = read(ends[0], text + used, room - used - 1);
        if (n <= 0) break;
        used += (size_t) n;
        console_flush(&console);
    }
    text[used] = 0;
    return used;
}

static void lines_come_out_in_order(void **state)
{
    char text[4096];
    (void) state;
    write_lines(2);
    read_all(text, sizeof text);
    assert_string_equal(text, "line number 0 of those that nobody reads\nline number 1 of those that nobody reads\n");
}

static void a_reader_that_does_not_read_costs_lines_and_no_time(void **state)
{
    static char text[2 * CONSOLE_BUFFER];
    (void) state;
    write_lines(LINES); /* would block for ever, were it to wait */
    unsigned long lost = console.lost;
    assert_true(lost > 0 && lost < LINES);
    read_all(text, sizeof text);
    assert_int_equal(console.length, 0);
    write_lines(1);
    size_t length = read_all(text, sizeof text);
    char wanted[160];
    text_print(wanted, "gatehouse: %lu lines lost here: standard output was not read\n", lost);
    assert_true(length > 0 && text_starts_with(text, wanted));
}

static void what_comes_out_is_whole_lines(void **state)
{
    static char text[2 * CONSOLE_BUFFER];
    (void) state;
    write_lines(LINES);
    read_all(text, sizeof text);
    int wanted = 0, number = 0;
    for (char *line = text; *line; line = strchr(line, '\n') + 1, wanted++) {
        assert_int_equal(sscanf(line, "line number %d of those that nobody reads\n", &number), 1);
        assert_int_equal(number, wanted);
    }
    assert_true(wanted > 1000);
}

static void the_last_words_have_a_deadline(void **state)
{
    (void) state;
    write_lines(LINES);
    int64_t begin = clock_now_ms();
    console_finish(&console, begin + 50);
    assert_true(console.length > 0);
    assert_true(clock_now_ms() - begin >= 50);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(lines_come_out_in_order),
        TEST(a_reader_that_does_not_read_costs_lines_and_no_time),
        TEST(what_comes_out_is_whole_lines),
        TEST(the_last_words_have_a_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
