/* SPDX-License-Identifier: MIT
 *
 * What src/base/properties.c writes, read by java.util.Properties itself: several hundred random values come back as they went.
 */
#define _GNU_SOURCE
#include "base/fd.h"
#include "base/properties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { VALUES = 600, LONGEST = 40, DEADLINE_S = 60 };

static char values[VALUES][4 * LONGEST + 1];
static char file[VALUES * (PROPERTIES_GROWTH * 4 * LONGEST + 16)];

static void add_utf8(struct text *text, unsigned c)
{
    if (c < 0x80) text_format(text, "%c", (int) c);
    else if (c < 0x800) text_format(text, "%c%c", (int) (0xc0 | c >> 6), (int) (0x80 | (c & 0x3f)));
    else if (c < 0x10000)
        text_format(text, "%c%c%c", (int) (0xe0 | c >> 12), (int) (0x80 | (c >> 6 & 0x3f)), (int) (0x80 | (c & 0x3f)));
    else
        text_format(text, "%c%c%c%c", (int) (0xf0 | c >> 18), (int) (0x80 | (c >> 12 & 0x3f)), (int) (0x80 | (c >> 6 & 0x3f)),
                    (int) (0x80 | (c & 0x3f)));
}

/* Mostly what people have in passwords, then everything else there is. */
static unsigned random_character(void)
{
    static const unsigned ends[] = { 0x7f, 0x7f, 0x7f, 0x180, 0x3000, 0x110000 };
    for (;;) {
        unsigned c = (unsigned) rand() % ends[rand() % (int) ARRAY_LENGTH(ends)];
        if (c > 0 && (c < 0xd800 || c > 0xdfff)) return c;
    }
}

static void make_values(struct text *out)
{
    srand(20260101);
    for (int i = 0; i < VALUES; i++) {
        char key[16];
        struct text value = TEXT_IN(values[i]);
        for (int left = rand() % LONGEST; left > 0; left--) add_utf8(&value, random_character());
        text_print(key, "%d", i);
        assert_true(properties_add_line(out, key, values[i]));
    }
    assert_false(out->cut);
}

static FILE *run_java(const char *path)
{
    char command[512];
    text_print(command, "%s %s < %s", getenv("JAVA"), getenv("READ_PROPERTIES"), path);
    FILE *output = popen(command, "re");
    assert_non_null(output);
    return output;
}

static void hexadecimal(const char *bytes, char *out, size_t room)
{
    struct text text = { .bytes = out, .room = room };
    out[0] = 0;
    for (; *bytes; bytes++) text_format(&text, "%02x", (unsigned char) *bytes);
}

static void java_reads_what_was_written(void **state)
{
    (void) state;
    char path[] = "/tmp/gatehouse-properties-XXXXXX", line[8 * LONGEST + 8], wanted[8 * LONGEST + 8];
    struct text text = TEXT_IN(file);
    make_values(&text);
    AUTO_CLOSE int fd = mkstemp(path);
    assert_int_equal(fd_write_all(fd, file, text.length), 0);
    FILE *output = run_java(path);
    for (int i = 0; i < VALUES; i++) {
        assert_non_null(fgets(line, sizeof line, output));
        line[strcspn(line, "\n")] = 0;
        hexadecimal(values[i], wanted, sizeof wanted);
        assert_string_equal(line, wanted);
    }
    assert_int_equal(pclose(output), 0);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(java_reads_what_was_written) };
    alarm(DEADLINE_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
