/* SPDX-License-Identifier: MIT
 *
 * The escapes of a Java properties file. What Java itself makes of them: tests/process/properties_test.c.
 */
#include "base/properties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char out[256];

static const char *escaped(const char *value)
{
    struct text text = TEXT_IN(out);
    out[0] = 0;
    assert_true(properties_add(&text, value));
    assert_false(text.cut);
    return out;
}

static void printable_ascii_but_the_backslash_stays_as_it_is(void **state)
{
    (void) state;
    assert_string_equal(escaped("a\\b"), "a\\\\b");
    assert_string_equal(escaped("$p a\"'#=!:%&~"), "$p a\"'#=!:%&~");
    assert_string_equal(escaped(""), "");
}

static void other_characters_become_utf_16(void **state)
{
    (void) state;
    assert_string_equal(escaped("\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x91"), "\\u00E4\\u20AC\\uD83D\\uDD11");
    assert_string_equal(escaped("\t\n\r\f\x01\x7f"), "\\t\\n\\r\\f\\u0001\\u007F");
}

static void the_first_blank_is_escaped_and_the_last_is_kept(void **state)
{
    (void) state;
    assert_string_equal(escaped("  a b "), "\\  a b ");
}

static void what_was_escaped_is_read_back(void **state)
{
    (void) state;
    static const char *const values[] = {
        "", "a\\b", "  a b ", "$p a\"'#=!:%&~", "\t\n\r\f\x01\x7f", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x91", "\\u00e4"
    };
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        char back[64] = "", line[sizeof out + 8];
        struct text text = TEXT_IN(back), whole = TEXT_IN(line);
        text_format(&whole, "%s\nnext=1", escaped(values[i]));
        properties_read(&text, line);
        assert_string_equal(back, values[i]);
    }
}

static void a_line_escapes_what_would_end_its_key(void **state)
{
    (void) state;
    struct text text = TEXT_IN(out);
    assert_true(properties_add_line(&text, "a b=c:d#!\\", " =v"));
    assert_string_equal(out, "a\\ b\\=c\\:d\\#\\!\\\\=\\ =v\n");
}

static void what_is_not_utf_8_is_refused_and_leaves_nothing(void **state)
{
    (void) state;
    static const char *const wrong[] = { "a\x80", "\xc3", "\xe2\x82", "x\xed\xa0\x80", "\xc0\x80", "\xff" };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        struct text text = TEXT_IN(out);
        assert_false(properties_add(&text, wrong[i]));
        assert_false(properties_add_line(&text, "key", wrong[i]));
        assert_false(properties_add_line(&text, wrong[i], "value"));
        assert_int_equal(text.length, 0);
        assert_string_equal(properties_objection(wrong[i]), "is not valid UTF-8");
    }
}

static void what_a_reader_would_trim_is_objected_to(void **state)
{
    (void) state;
    assert_null(properties_objection("in the middle"));
    assert_null(properties_objection(""));
    assert_null(properties_objection("\xc2\xa0"));
    assert_string_equal(properties_objection(" a"), "begins with a blank, which IBC drops");
    assert_string_equal(properties_objection("a\t"), "ends with a blank, which IBC drops");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printable_ascii_but_the_backslash_stays_as_it_is),
        cmocka_unit_test(other_characters_become_utf_16),
        cmocka_unit_test(the_first_blank_is_escaped_and_the_last_is_kept),
        cmocka_unit_test(what_was_escaped_is_read_back),
        cmocka_unit_test(a_line_escapes_what_would_end_its_key),
        cmocka_unit_test(what_is_not_utf_8_is_refused_and_leaves_nothing),
        cmocka_unit_test(what_a_reader_would_trim_is_objected_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
