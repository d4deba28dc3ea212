/* SPDX-License-Identifier: MIT */
#include "notify/json.h"
#include "notify/outbox.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SECOND = 1000, HOUR = 3600 * SECOND };

static struct letter make(enum notification_kind kind, const char *words)
{
    struct letter letter = { .notification = { .magic = NOTIFICATION_MAGIC, .kind = kind, .at_ms = 1700000000000 } };
    text_print(letter.notification.source, "live");
    text_print(letter.notification.text, "%s", words);
    return letter;
}

static void letters_leave_in_order(void **state)
{
    (void) state;
    static struct outbox outbox;
    struct letter one = make(NOTIFICATION_LOST, "one"), two = make(NOTIFICATION_RESTORED, "two");
    assert_null(outbox_next(&outbox, 1));
    assert_true(outbox_deadline(&outbox) == CLOCK_NEVER);
    outbox_put(&outbox, &one);
    outbox_put(&outbox, &two);
    assert_string_equal(outbox_next(&outbox, 1)->notification.text, "one");
    assert_int_equal(outbox_done(&outbox, true, 0, 1), 0);
    assert_string_equal(outbox_next(&outbox, 1)->notification.text, "two");
}

static void failures_are_tried_again_ever_later_and_dropped_after_an_hour(void **state)
{
    (void) state;
    static const int64_t pauses[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 };
    static struct outbox outbox;
    struct letter one = make(NOTIFICATION_LOST, "one");
    int64_t now = 1;
    outbox_put(&outbox, &one);
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        assert_non_null(outbox_next(&outbox, now));
        assert_int_equal(outbox_done(&outbox, false, 0, now), pauses[i] * SECOND);
        assert_null(outbox_next(&outbox, now));
        now = outbox_deadline(&outbox);
    }
    assert_int_equal(outbox_done(&outbox, false, HOUR, now), -1);
    assert_int_equal(outbox.dropped, 1);
    assert_int_equal(outbox.count, 0);
}

static void oldest_makes_room(void **state)
{
    (void) state;
    static struct outbox outbox;
    for (int i = 0; i < OUTBOX_ROOM + 2; i++) {
        char words[16];
        text_print(words, "%d", i);
        struct letter letter = make(NOTIFICATION_LOST, words);
        outbox_put(&outbox, &letter);
    }
    assert_int_equal(outbox.count, OUTBOX_ROOM);
    assert_int_equal(outbox.dropped, 2);
    assert_string_equal(outbox_next(&outbox, 1)->notification.text, "2");
}

static void same_words_are_said_once_a_minute(void **state)
{
    (void) state;
    static struct limiter limiter;
    unsigned suppressed = 0;
    struct letter one = make(NOTIFICATION_NEEDS_HUMAN, "one"), two = make(NOTIFICATION_NEEDS_HUMAN, "two");
    assert_true(limiter_admit(&limiter, &one.notification, 1, &suppressed));
    assert_false(limiter_admit(&limiter, &one.notification, 2, &suppressed));
    assert_true(limiter_admit(&limiter, &two.notification, 3, &suppressed));
    assert_int_equal(suppressed, 1);
    assert_true(limiter_admit(&limiter, &one.notification, 61 * SECOND, &suppressed));
}

static void flapping_is_limited_and_what_a_human_must_do_is_not(void **state)
{
    (void) state;
    static struct limiter limiter;
    unsigned admitted = 0, suppressed = 0;
    char words[16];
    for (int i = 0; i < 100; i++) {
        text_print(words, "%d", i);
        struct letter letter = make(i % 2 ? NOTIFICATION_LOST : NOTIFICATION_RESTORED, words);
        admitted += limiter_admit(&limiter, &letter.notification, 1 + i, &suppressed);
    }
    assert_int_equal(admitted, 10);
    struct letter factor = make(NOTIFICATION_SECOND_FACTOR, "now");
    assert_true(limiter_admit(&limiter, &factor.notification, 200, &suppressed));
    assert_int_equal(suppressed, 90);
    struct letter later = make(NOTIFICATION_LOST, "later");
    assert_true(limiter_admit(&limiter, &later.notification, 61 * SECOND, &suppressed));
}

static void letter_is_an_object_of_json(void **state)
{
    (void) state;
    char bytes[JSON_ROOM];
    struct text text = TEXT_IN(bytes);
    struct letter letter = make(NOTIFICATION_NEEDS_HUMAN, "say \"no\"\n\xff");
    letter.suppressed = 3;
    json_letter(&letter, "trader", &text);
    assert_non_null(strstr(bytes, "{\"event\":\"needs_human\",\"source\":\"live\",\"reason\":\"say \\\"no\\\""));
    assert_non_null(strstr(bytes, "\"time\":\"2023-11-14T22:13:20Z\",\"host\":\"trader\""));
    assert_string_equal(bytes + text.length - 15, "\"suppressed\":3}");
    assert_false(text.cut);
}

static void longest_letter_fits(void **state)
{
    (void) state;
    char bytes[JSON_ROOM];
    struct text text = TEXT_IN(bytes);
    struct letter letter = make(NOTIFICATION_NEEDS_HUMAN, "");
    memset(letter.notification.text, 1, NOTIFICATION_TEXT - 1);
    json_letter(&letter, "trader", &text);
    assert_false(text.cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_leave_in_order),
        cmocka_unit_test(failures_are_tried_again_ever_later_and_dropped_after_an_hour),
        cmocka_unit_test(oldest_makes_room),
        cmocka_unit_test(same_words_are_said_once_a_minute),
        cmocka_unit_test(flapping_is_limited_and_what_a_human_must_do_is_not),
        cmocka_unit_test(letter_is_an_object_of_json),
        cmocka_unit_test(longest_letter_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
