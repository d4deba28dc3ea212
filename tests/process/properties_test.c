/* SPDX-License-Identifier: MIT
 *
 * What src/base/properties.c writes, read by java.util.Properties itself: several hundred random values come back as they went.
 * Where IBC_PATH names the folder of an IBC.jar, IBC reads them too.
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

/* `is_for_ibc`: what IBC would not give back is left out; it is refused at start. */
static void make_values(struct text *out, bool is_for_ibc)
{
    srand(20260101);
    for (int i = 0; i < VALUES; i++) {
        char key[16];
        do {
            struct text value = TEXT_IN(values[i]);
            values[i][0] = 0;
            for (int left = 1 + rand() % LONGEST; left > 0; left--) add_utf8(&value, random_character());
        } while (is_for_ibc && properties_objection(values[i]));
        text_print(key, "%d", i);
        assert_true(properties_add_line(out, key, values[i]));
    }
    assert_false(out->cut);
}

static void hexadecimal(const char *bytes, char *out, size_t room)
{
    struct text text = { .bytes = out, .room = room };
    out[0] = 0;
    for (; *bytes; bytes++) text_format(&text, "%02x", (unsigned char) *bytes);
}

/* A line of output for each value. */
static void assert_comes_back(const char *command)
{
    char line[8 * LONGEST + 8], wanted[8 * LONGEST + 8];
    FILE *output = popen(command, "re");
    assert_non_null(output);
    for (int i = 0; i < VALUES; i++) {
        assert_non_null(fgets(line, sizeof line, output));
        line[strcspn(line, "\n")] = 0;
        hexadecimal(values[i], wanted, sizeof wanted);
        assert_string_equal(line, wanted);
    }
    assert_int_equal(pclose(output), 0);
}

static void write_file(char *path, const struct text *text)
{
    AUTO_CLOSE int fd = mkstemp(path);
    assert_int_equal(fd_write_all(fd, file, text->length), 0);
}

static void java_reads_what_was_written(void **state)
{
    (void) state;
    char path[] = "/tmp/gatehouse-properties-XXXXXX", command[512];
    struct text text = TEXT_IN(file);
    make_values(&text, false);
    write_file(path, &text);
    text_print(command, "%s %s/ReadProperties.java < %s", getenv("JAVA"), getenv("SOURCES"), path);
    assert_comes_back(command);
    unlink(path);
}

static void ibc_reads_what_was_written(void **state)
{
    (void) state;
    char path[] = "/tmp/gatehouse-properties-XXXXXX", command[1024];
    struct text text = TEXT_IN(file);
    make_values(&text, true);
    write_file(path, &text);
    text_print(command, "%s -cp '%s/IBC.jar' %s/ReadIbcSettings.java %s 2>/dev/null", getenv("JAVA"), getenv("IBC_PATH"),
               getenv("SOURCES"), path);
    assert_comes_back(command);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(java_reads_what_was_written) };
    const struct CMUnitTest with_ibc[] = { tests[0], cmocka_unit_test(ibc_reads_what_was_written) };
    const char *ibc = getenv("IBC_PATH");
    alarm(DEADLINE_S);
    if (!ibc || !*ibc) return cmocka_run_group_tests(tests, NULL, NULL);
    return cmocka_run_group_tests(with_ibc, NULL, NULL);
}
