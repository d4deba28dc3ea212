/* SPDX-License-Identifier: MIT */
#include "relay/hello.h"

#include "base/macros.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct sample {
    const char *bytes;
    size_t length;
    enum hello_verdict verdict;
};

#define SAMPLE(literal, expected) { literal, sizeof literal - 1, expected }

static enum hello_verdict check(const char *bytes, size_t length)
{
    return hello_check((const uint8_t *) bytes, length);
}

static void every_beginning_of_a_hello_asks_for_more(void **state)
{
    (void) state;
    static const struct sample whole[] = {
        SAMPLE("API\0\0\0\0\tv100..193", HELLO_OK),
        SAMPLE("API\0\0\0\0\x12v100..193 +PACEAPI", HELLO_OK),
        SAMPLE("API\0\0\0\0\x04v193", HELLO_OK),
        SAMPLE("66\0", HELLO_OK),
        SAMPLE("9\0", HELLO_OK),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(whole); i++) {
        for (size_t n = 0; n < whole[i].length; n++) assert_int_equal(check(whole[i].bytes, n), HELLO_MORE);
        assert_int_equal(check(whole[i].bytes, whole[i].length), HELLO_OK);
    }
}

static void what_follows_the_hello_is_not_looked_at(void **state)
{
    (void) state;
    assert_int_equal(check("API\0\0\0\0\tv100..193\0\0\0\x08\xff", 22), HELLO_OK);
    assert_int_equal(check("66\0\xff", 4), HELLO_OK);
}

static void other_protocols_are_named_by_their_first_byte(void **state)
{
    (void) state;
    assert_int_equal(check("GET / HTTP/1.1", 1), HELLO_HTTP);
    assert_int_equal(check("\x16\x03\x01", 1), HELLO_TLS);
    assert_int_equal(check("SSH-2.0", 1), HELLO_OTHER);
    assert_int_equal(check("\0", 1), HELLO_OTHER);
}

static void a_hello_is_refused_at_the_first_wrong_byte(void **state)
{
    (void) state;
    static const struct sample wrong[] = {
        SAMPLE("AP=", HELLO_OTHER),
        SAMPLE("API=", HELLO_OTHER),
        SAMPLE("API\0\0\0\0\0", HELLO_BAD_LENGTH),
        SAMPLE("API\0\0\0\x01\x01", HELLO_BAD_LENGTH),
        SAMPLE("API\0\xff\xff\xff\xff", HELLO_BAD_LENGTH),
        SAMPLE("API\0\0\0\0\tx", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\tvx", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\tv100.x", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\tv100..x", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\tv100000", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\tv100 \x07", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\tv100..19\0", HELLO_BAD_VERSION),
        SAMPLE("66a", HELLO_BAD_VERSION),
        SAMPLE("12345", HELLO_BAD_VERSION),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        assert_int_equal(check(wrong[i].bytes, wrong[i].length - 1), HELLO_MORE);
        assert_int_equal(check(wrong[i].bytes, wrong[i].length), wrong[i].verdict);
    }
}

static void a_version_that_ends_too_early_is_refused(void **state)
{
    (void) state;
    static const struct sample wrong[] = {
        SAMPLE("API\0\0\0\0\x01v", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\x05v100.", HELLO_BAD_VERSION),
        SAMPLE("API\0\0\0\0\x06v100..", HELLO_BAD_VERSION),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        assert_int_equal(check(wrong[i].bytes, wrong[i].length), wrong[i].verdict);
}

static void the_longest_hello_fits_the_limit(void **state)
{
    (void) state;
    char bytes[HELLO_LIMIT] = "API\0\0\0\x01\0v100..193 ";
    memset(bytes + 18, 'x', sizeof bytes - 18);
    assert_int_equal(check(bytes, sizeof bytes - 1), HELLO_MORE);
    assert_int_equal(check(bytes, sizeof bytes), HELLO_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_beginning_of_a_hello_asks_for_more),
        cmocka_unit_test(what_follows_the_hello_is_not_looked_at),
        cmocka_unit_test(other_protocols_are_named_by_their_first_byte),
        cmocka_unit_test(a_hello_is_refused_at_the_first_wrong_byte),
        cmocka_unit_test(a_version_that_ends_too_early_is_refused),
        cmocka_unit_test(the_longest_hello_fits_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
