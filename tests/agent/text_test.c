// SPDX-License-Identifier: MIT
//
// The text of the wire, without a JVM: escapes, and the way between UTF-16 and UTF-8.

#include "agent/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_field(const uint16_t *units, size_t count, const char *expected)
{
    struct text text = { 0 };
    text_append_utf16(&text, units, count);
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.bytes, expected, text.length);
    text_finish(&text);
}

static void every_character_comes_back_as_it_went(void **state)
{
    (void)state;
    for (unsigned character = 1; character < 0x110000; character += character < 0x3000 ? 1 : 37) {
        bool is_pair = character >= 0x10000;
        bool is_surrogate = character >= 0xD800 && character < 0xE000;
        bool is_control = character == 127 || (character < 32 && !strchr("\n\t\r", (int)character));
        if (is_surrogate || is_control)
            continue;
        uint16_t units[2] = { (uint16_t)character }, back[16];
        if (is_pair) {
            units[0] = (uint16_t)(0xD800 + ((character - 0x10000) >> 10));
            units[1] = (uint16_t)(0xDC00 + ((character - 0x10000) & 0x3FF));
        }
        struct text text = { 0 };
        text_append_utf16(&text, units, is_pair ? 2 : 1);
        text_append(&text, "", 1);
        size_t length = text_unescape(text.bytes);
        assert_int_equal(text_to_utf16(text.bytes, length, back), is_pair ? 2 : 1);
        assert_memory_equal(back, units, is_pair ? 4 : 2);
        text_finish(&text);
    }
}

static void separators_are_escaped_and_controls_become_spaces(void **state)
{
    const uint16_t units[] = { 'a', '\t', 'b', '\n', 'c', '\r', 'd', '\\', 'e', 0, 7, 127, 'f' };
    (void)state;
    assert_field(units, sizeof units / sizeof *units, "a\\tb\\nc\\rd\\\\e   f");
}

static void half_a_surrogate_pair_is_replaced(void **state)
{
    const uint16_t high[] = { 0xD83D, 'x' }, low[] = { 0xDD11 }, last[] = { 'x', 0xD83D };
    (void)state;
    assert_field(high, 2, "\xEF\xBF\xBDx");
    assert_field(low, 1, "\xEF\xBF\xBD");
    assert_field(last, 2, "x\xEF\xBF\xBD");
}

static void ill_formed_bytes_are_replaced_and_never_grow(void **state)
{
    static const char *const wrong[] = {
        "\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xFF\xFE", "\xF0\x9F\x94",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        size_t length = strlen(wrong[i]);
        uint16_t *units = malloc(length * sizeof *units);
        assert_non_null(units);
        size_t count = text_to_utf16(wrong[i], length, units);
        assert_true(count >= 1 && count <= length);
        for (size_t k = 0; k < count; k++)
            assert_int_equal(units[k], 0xFFFD);
        free(units);
    }
}

static void any_bytes_fit_into_as_many_units(void **state)
{
    char bytes[64];
    (void)state;
    srand(7);
    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)(rand() % (int)sizeof bytes);
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)rand();
        uint16_t *units = malloc(length * sizeof *units + 1);
        assert_non_null(units);
        assert_true(text_to_utf16(bytes, length, units) <= length);
        free(units);
    }
}

static void escapes_are_taken_out_wherever_they_stand(void **state)
{
    char all[] = "\\ta\\nb\\rc\\\\d\\xe\\";
    (void)state;
    assert_int_equal(text_unescape(all), strlen("\ta\nb\rc\\dxe\\"));
    assert_string_equal(all, "\ta\nb\rc\\dxe\\");
}

static void a_field_of_bytes_is_escaped_and_bounded(void **state)
{
    struct text text = { 0 };
    (void)state;
    text_append_field(&text, "a\tb\x01\\cdef", 9, 6);
    assert_int_equal(text.length, strlen("a\\tb \\\\c"));
    assert_memory_equal(text.bytes, "a\\tb \\\\c", text.length);
    text_finish(&text);
}

static void a_text_without_memory_keeps_what_it_has(void **state)
{
    static char block[1 << 20];
    struct text text = { 0 };
    (void)state;
    while (!text.is_broken)
        text_append(&text, block, sizeof block);
    size_t length = text.length;
    text_append(&text, "x", 1);
    assert_int_equal(text.length, length);
    assert_true(length <= 16 << 20);
    text_finish(&text);
    assert_false(text.is_broken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_comes_back_as_it_went),
        cmocka_unit_test(separators_are_escaped_and_controls_become_spaces),
        cmocka_unit_test(half_a_surrogate_pair_is_replaced),
        cmocka_unit_test(ill_formed_bytes_are_replaced_and_never_grow),
        cmocka_unit_test(any_bytes_fit_into_as_many_units),
        cmocka_unit_test(escapes_are_taken_out_wherever_they_stand),
        cmocka_unit_test(a_field_of_bytes_is_escaped_and_bounded),
        cmocka_unit_test(a_text_without_memory_keeps_what_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
