/* SPDX-License-Identifier: MIT */
#include "session/ledger.h"
#include "session/ledger_file.h"
#include "session/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

enum { NOW = 1700000000, HOUR = 3600 };

/* ---- the fingerprint ---- */

static void siphash_gives_what_its_authors_published(void **state)
{
    (void) state;
    static const uint64_t expected[] = { 0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d };
    uint8_t key[FINGERPRINT_KEY], text[64];
    for (unsigned i = 0; i < sizeof key; i++) key[i] = (uint8_t) i;
    for (unsigned i = 0; i < sizeof text; i++) text[i] = (uint8_t) i;
    for (size_t length = 0; length < 4; length++) assert_true(siphash(key, text, length) == expected[length]);
    assert_true(siphash(key, text, 15) == 0xa129ca6149be45e5);
    assert_true(siphash(key, text, 63) == 0x958a324ceb064572);
}

static void fingerprint_tells_users_and_passwords_apart(void **state)
{
    (void) state;
    uint8_t key[FINGERPRINT_KEY] = { 1, 2, 3 };
    const char *const one[] = { "ab", "c" }, *const other[] = { "a", "bc" }, *const third[] = { "ab", "d" };
    assert_int_equal(fingerprint(key, one, 2), fingerprint(key, one, 2));
    assert_int_not_equal(fingerprint(key, one, 2), fingerprint(key, other, 2));
    assert_int_not_equal(fingerprint(key, one, 2), fingerprint(key, third, 2));
}

/* ---- as text ---- */

static void what_is_written_can_be_read(void **state)
{
    (void) state;
    char bytes[LEDGER_FILE];
    struct text text = TEXT_IN(bytes);
    struct ledger ledger = { .key = { 0xff, 7 }, .settings = 0xbeef, .refusals = 1, .why = "Login failed: no (42)" }, read;
    ledger_note_attempt(&ledger, NOW);
    ledger_note_attempt(&ledger, NOW + 1);
    ledger_note_answered(&ledger);
    ledger_note_wait(&ledger, 90, NOW);
    ledger_format(&ledger, &text);
    assert_true(ledger_parse(&read, bytes));
    assert_memory_equal(read.key, ledger.key, sizeof read.key);
    assert_int_equal(read.settings, 0xbeef);
    assert_int_equal(read.refusals, 1);
    assert_string_equal(read.why, ledger.why);
    assert_int_equal(read.count, 2);
    assert_true(read.wait_until == NOW + 90);
    assert_true(read.attempts[1].at == NOW + 1 && read.attempts[1].answered && !read.attempts[0].answered);
}

static void full_ledger_fits_its_file(void **state)
{
    (void) state;
    char bytes[LEDGER_FILE];
    struct text text = TEXT_IN(bytes);
    struct ledger ledger = { .refusals = 2 };
    memset(ledger.why, 'x', sizeof ledger.why - 1);
    for (unsigned i = 0; i < 2 * LEDGER_ATTEMPTS; i++) {
        ledger_note_attempt(&ledger, NOW);
        ledger_note_answered(&ledger);
    }
    ledger_format(&ledger, &text);
    assert_false(text.cut);
    assert_true(ledger_parse(&ledger, bytes));
}

static void text_cut_anywhere_is_known(void **state)
{
    (void) state;
    char bytes[LEDGER_FILE], part[LEDGER_FILE];
    struct text text = TEXT_IN(bytes);
    struct ledger ledger = { .refusals = 1, .why = "x" };
    ledger_note_attempt(&ledger, NOW);
    ledger_format(&ledger, &text);
    for (size_t length = 0; length < text.length; length++) {
        memcpy(part, bytes, length);
        part[length] = 0;
        if (ledger_parse(&ledger, part)) fail_msg("cut after %zu bytes", length);
    }
}

static void nonsense_is_known(void **state)
{
    (void) state;
#define KEY "00112233445566778899aabbccddeeff"
    static const char *const bad[] = {
        "", "end\n", "gatehouse-session 2\nend\n", "gatehouse-session 1\nsettings " KEY " 12\nend\n",
        "gatehouse-session 1\nrefusals 3 x\nend\n", "gatehouse-session 1\nrefusals -1 x\nend\n",
        "gatehouse-session 1\nattempt -5\nend\n", "gatehouse-session 1\nattempt 5 maybe\nend\n",
        "gatehouse-session 1\nattempt 99999999999999999999\nend\n", "gatehouse-session 1\nfoo\nend\n",
        "gatehouse-session 1\nend\nmore\n", "gatehouse-session 1\nsettings " KEY "0 1234\nend\n",
    };
    struct ledger ledger;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ledger_parse(&ledger, bad[i])) fail_msg("taken: %s", bad[i]);
    assert_true(ledger_parse(&ledger, "gatehouse-session 1\nsettings " KEY " 1234\nrefusals 0 \nend\n"));
}

/* ---- counting ---- */

static void budget_is_for_an_hour(void **state)
{
    (void) state;
    struct ledger ledger = { 0 };
    for (int i = 0; i < 5; i++) {
        assert_true(ledger_next(&ledger, 5, NOW + i) == NOW + i);
        ledger_note_attempt(&ledger, NOW + i);
    }
    assert_true(ledger_next(&ledger, 5, NOW + 10) == NOW + HOUR);
    assert_true(ledger_next(&ledger, 5, NOW + HOUR) == NOW + HOUR);
    assert_int_equal(ledger_recent(&ledger, NOW + HOUR), 4);
    ledger_note_attempt(&ledger, NOW + HOUR);
    assert_true(ledger_next(&ledger, 5, NOW + HOUR) == NOW + HOUR + 1);
}

static void smaller_budget_counts_from_the_newest(void **state)
{
    (void) state;
    struct ledger ledger = { 0 };
    for (int i = 0; i < 5; i++) ledger_note_attempt(&ledger, NOW + 60 * i);
    assert_true(ledger_next(&ledger, 2, NOW + 300) == NOW + 180 + HOUR);
}

static void clock_that_was_set_back_holds_a_login_back_for_an_hour_at_most(void **state)
{
    (void) state;
    struct ledger ledger = { 0 };
    ledger_note_attempt(&ledger, NOW + 1000000);
    assert_true(ledger_next(&ledger, 1, NOW) == NOW + HOUR);
}

static void what_the_servers_say_to_wait_is_waited(void **state)
{
    (void) state;
    struct ledger ledger = { 0 };
    ledger_note_wait(&ledger, 300, NOW);
    assert_true(ledger_next(&ledger, 5, NOW) == NOW + 300);
    assert_true(ledger_next(&ledger, 5, NOW + 301) == NOW + 301);
    assert_true(ledger_next(&ledger, 5, NOW - 10 * LEDGER_LONGEST_WAIT_S) == NOW - 9 * LEDGER_LONGEST_WAIT_S);
    ledger_note_wait(&ledger, INT64_MAX, NOW);
    assert_true(ledger_next(&ledger, 5, NOW) == NOW + LEDGER_LONGEST_WAIT_S);
    ledger_forgive(&ledger);
    assert_true(ledger_next(&ledger, 5, NOW) == NOW);
}

static void wait_is_read_from_the_words_of_the_servers(void **state)
{
    (void) state;
    static const struct {
        const char *said;
        int64_t seconds;
    } rows[] = {
        { "Too many failed login attempts. Please wait 2 minutes & 3 seconds before trying again.", 123 },
        { "Too many failed login attempts. Please wait 1 minute before", 60 },
        { "Too many failed login attempts. Please wait 45 seconds", 45 },
        { "Too many failed login attempts", 0 },
        { "Too many failed login attempts: 5 in 10 minutes. Please wait.", 0 },
        { "wait 99999999999999999999 seconds", 0 },
        { "wait 80000 minutes", LEDGER_LONGEST_WAIT_S },
        { "wait", 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ledger_read_wait(rows[i].said) != rows[i].seconds) fail_msg("%s", rows[i].said);
}

static void success_forgives_all_but_what_a_person_had_to_confirm(void **state)
{
    (void) state;
    struct ledger ledger = { .refusals = 1, .why = "x" };
    ledger_note_attempt(&ledger, NOW);
    ledger_note_attempt(&ledger, NOW + 1);
    assert_true(ledger_note_answered(&ledger));
    assert_false(ledger_note_answered(&ledger));
    assert_true(ledger_note_success(&ledger, false));
    assert_int_equal(ledger.count, 1);
    assert_int_equal(ledger.refusals, 0);
    assert_false(ledger_note_success(&ledger, false));
    assert_true(ledger_note_success(&ledger, true));
    assert_int_equal(ledger.count, 0);
}

static void distrusted_ledger_leaves_one_login(void **state)
{
    (void) state;
    struct ledger ledger = { 0 };
    ledger_distrust(&ledger, 5, NOW);
    assert_int_equal(ledger.refusals, SESSION_REFUSALS - 1);
    assert_true(ledger_next(&ledger, 5, NOW) == NOW);
    ledger_note_attempt(&ledger, NOW);
    assert_true(ledger_next(&ledger, 5, NOW) == NOW + HOUR);
}

/* ---- on disk ---- */

static void file_is_kept_and_a_missing_one_is_no_damage(void **state)
{
    (void) state;
    char folder[] = "/tmp/ledger_test.XXXXXX", path[64];
    struct ledger ledger = { .refusals = 2, .why = "no" }, read = { 0 };
    assert_non_null(mkdtemp(folder));
    assert_int_equal(ledger_load(&read, folder), LEDGER_NONE);
    assert_true(ledger_save(&ledger, folder));
    assert_int_equal(ledger_load(&read, folder), LEDGER_READ);
    assert_int_equal(read.refusals, 2);
    text_print(path, "%s/.session", folder);
    assert_int_equal(truncate(path, 20), 0);
    assert_int_equal(ledger_load(&read, folder), LEDGER_DAMAGED);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    assert_false(ledger_save(&ledger, folder));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siphash_gives_what_its_authors_published),
        cmocka_unit_test(fingerprint_tells_users_and_passwords_apart),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(full_ledger_fits_its_file),
        cmocka_unit_test(text_cut_anywhere_is_known),
        cmocka_unit_test(nonsense_is_known),
        cmocka_unit_test(budget_is_for_an_hour),
        cmocka_unit_test(smaller_budget_counts_from_the_newest),
        cmocka_unit_test(clock_that_was_set_back_holds_a_login_back_for_an_hour_at_most),
        cmocka_unit_test(what_the_servers_say_to_wait_is_waited),
        cmocka_unit_test(wait_is_read_from_the_words_of_the_servers),
        cmocka_unit_test(success_forgives_all_but_what_a_person_had_to_confirm),
        cmocka_unit_test(distrusted_ledger_leaves_one_login),
        cmocka_unit_test(file_is_kept_and_a_missing_one_is_no_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
