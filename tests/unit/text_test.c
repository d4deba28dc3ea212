/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void builder_cuts_and_says_so(void **state)
{
    (void) state;
    char room[8];
    struct text text = TEXT_IN(room);
    text_add(&text, "12345");
    assert_false(text.cut);
    text_format(&text, "%d", 6789);
    assert_true(text.cut);
    assert_string_equal(room, "1234567");
    text_add(&text, "x");
    assert_string_equal(room, "1234567");
}

static void json_and_html_are_escaped(void **state)
{
    (void) state;
    char room[128];
    struct text text = TEXT_IN(room);
    text_add_json(&text, "a\"b\\c\nd");
    assert_string_equal(room, "a\\\"b\\\\c\\u000ad");
    text = TEXT_IN(room);
    text_add_html(&text, "<a href='x'>&\"");
    assert_string_equal(room, "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
}

static void secrets_are_masked_and_what_goes_on_is_cut(void **state)
{
    (void) state;
    char room[64];
    struct text text = TEXT_IN(room);
    static const char *const secrets[] = { "", "JDoe", "pass", NULL };
    text_add_masked(&text, "jdoe has Pass and jdo", 100, secrets);
    assert_string_equal(room, "*** has *** and jdo");
    text = TEXT_IN(room);
    text_add_masked(&text, "abcdef", 3, secrets);
    assert_string_equal(room, "abc...");
}

static void what_is_not_utf8_is_replaced(void **state)
{
    (void) state;
    static const char *const wrong[] = { "\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                         "\xf8", "\xe2\x82", "\xf0\x9f\x98" };
    static const char *const right[] = { "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_int_equal(text_utf8_length(wrong[i]), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(right); i++) assert_int_equal(text_utf8_length(right[i]), i + 1);
    char room[128];
    struct text text = TEXT_IN(room);
    text_add_html(&text, "\xe2\x82\xac\xe2\x82<\x1b\n");
    assert_string_equal(room, "\xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd&lt;\xef\xbf\xbd\n");
    text = TEXT_IN(room);
    text_add_json(&text, "\xe2\x82\xac\xff\"");
    assert_string_equal(room, "\xe2\x82\xac\xef\xbf\xbd\\\"");
}

static void numbers_are_strict(void **state)
{
    (void) state;
    int64_t n = 7;
    assert_true(text_parse_number("-12", -20, 20, &n));
    assert_int_equal(n, -12);
    static const char *const wrong[] = { "", "-", "+1", " 1", "1 ", "0x1", "21", "99999999999999999999" };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) assert_false(text_parse_number(wrong[i], -20, 20, &n));
    assert_int_equal(n, -12);
}

static void distance_counts_edits_regardless_of_case(void **state)
{
    (void) state;
    assert_int_equal(text_distance("TRADING_MODE", "trading_mode"), 0);
    assert_int_equal(text_distance("TRADING_MOD", "TRADING_MODE"), 1);
    assert_int_equal(text_distance("TRDAING_MODE", "TRADING_MODE"), 2);
    assert_int_equal(text_distance("", "abc"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builder_cuts_and_says_so),
        cmocka_unit_test(json_and_html_are_escaped),
        cmocka_unit_test(secrets_are_masked_and_what_goes_on_is_cut),
        cmocka_unit_test(what_is_not_utf8_is_replaced),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(distance_counts_edits_regardless_of_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
