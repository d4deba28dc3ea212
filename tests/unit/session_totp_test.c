/* SPDX-License-Identifier: MIT
 *
 * The vectors of RFC 6238 (appendix B, SHA-1) and RFC 4226 (appendix D), and keys of every length around the block.
 */
#include "session/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" /* "12345678901234567890" */

static void codes_are_those_of_rfc_6238(void **state)
{
    (void) state;
    static const struct {
        uint64_t time;
        const char *code;
    } vectors[] = {
        { 59, "94287082" }, { 1111111109, "07081804" }, { 1111111111, "14050471" }, { 1234567890, "89005924" },
        { 2000000000, "69279037" }, { 20000000000, "65353130" },
    };
    struct totp_key key;
    assert_true(totp_read_key(RFC_SECRET, &key));
    assert_int_equal(key.length, 20);
    assert_memory_equal(key.bytes, "12345678901234567890", 20);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char code[9];
        totp_code(&key, vectors[i].time / 30, 8, code);
        assert_string_equal(code, vectors[i].code);
    }
}

static void codes_of_six_digits_are_those_of_rfc_4226(void **state)
{
    (void) state;
    static const char *const codes[] = {
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"
    };
    struct totp_key key;
    assert_true(totp_read_key(RFC_SECRET, &key));
    for (uint64_t step = 0; step < 10; step++) {
        char code[TOTP_DIGITS + 1];
        totp_code(&key, step, TOTP_DIGITS, code);
        assert_string_equal(code, codes[step]);
    }
}

static void keys_are_read_as_people_copy_them(void **state)
{
    (void) state;
    struct totp_key tidy, copied;
    assert_true(totp_read_key("JBSWY3DPEHPK3PXP", &tidy));
    assert_true(totp_read_key("jbsw y3dp ehpk 3pxp==", &copied));
    assert_int_equal(tidy.length, 10);
    assert_memory_equal(tidy.bytes, "Hello!\xde\xad\xbe\xef", 10);
    assert_memory_equal(&tidy, &copied, sizeof tidy);
}

static void what_is_no_key_is_none_and_leaves_nothing_behind(void **state)
{
    (void) state;
    static const struct totp_key nothing;
    char overlong[4 * TOTP_KEY];
    struct totp_key key;
    memset(overlong, 'A', sizeof overlong - 1);
    overlong[sizeof overlong - 1] = 0;
    const char *const bad[] = { "", "= =", "A", "JBSWY3DPEHPK3PX1", "JBSWY3DPEHPK3PX\xc3\xa9", overlong };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(totp_read_key(bad[i], &key));
        assert_memory_equal(&key, &nothing, sizeof key);
    }
}

/* Codes that Python's hmac and hashlib gave for keys of that many bytes 'k', at step 1. */
static void keys_longer_than_a_block_are_hashed_first(void **state)
{
    (void) state;
    static const struct {
        size_t length;
        const char *code;
    } vectors[] = {
        { 1, "615823" }, { 63, "721422" }, { 64, "198167" }, { 65, "180888" }, { 128, "717628" }
    };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct totp_key key = { .length = vectors[i].length };
        char code[TOTP_DIGITS + 1];
        memset(key.bytes, 'k', key.length);
        totp_code(&key, 1, TOTP_DIGITS, code);
        assert_string_equal(code, vectors[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_rfc_6238),
        cmocka_unit_test(codes_of_six_digits_are_those_of_rfc_4226),
        cmocka_unit_test(keys_are_read_as_people_copy_them),
        cmocka_unit_test(what_is_no_key_is_none_and_leaves_nothing_behind),
        cmocka_unit_test(keys_longer_than_a_block_are_hashed_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
