/* SPDX-License-Identifier: MIT */
#include "relay/refusals.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct in6_addr v4(uint8_t last)
{
    return (struct in6_addr) { .s6_addr = { [10] = 0xff, [11] = 0xff, [12] = 10, [15] = last } };
}

static bool add(struct refusals *refusals, enum refusal cause, uint8_t last, int64_t now)
{
    struct in6_addr address = v4(last);
    return refusals_add(refusals, cause, &address, now);
}

static void one_line_a_minute_for_each_cause_and_address(void **state)
{
    (void) state;
    struct refusals refusals = { 0 };
    struct refusal_note note;
    assert_true(refusals_due(&refusals) == CLOCK_NEVER);
    assert_true(add(&refusals, REFUSED_HTTP, 1, 1000));
    assert_false(add(&refusals, REFUSED_HTTP, 1, 1001));
    assert_false(add(&refusals, REFUSED_HTTP, 1, 60999));
    assert_true(add(&refusals, REFUSED_HTTP, 2, 1002));
    assert_true(add(&refusals, REFUSED_SLOW, 1, 1003));
    assert_true(refusals_due(&refusals) == 61000);
    assert_false(refusals_take_due(&refusals, 60999, &note));
    assert_true(refusals_take_due(&refusals, 61003, &note));
    assert_int_equal(note.cause, REFUSED_HTTP);
    assert_int_equal(note.more, 2);
    assert_false(refusals_take_due(&refusals, 61003, &note));
    assert_true(add(&refusals, REFUSED_HTTP, 2, 61004)); /* was quiet for a minute: forgotten */
    assert_false(add(&refusals, REFUSED_HTTP, 1, 61004)); /* told at 61003, with those before */
    assert_int_equal(refusals.total, 7);
    assert_int_equal(refusals.by_cause[REFUSED_HTTP], 6);
}

static void nothing_is_noted_for_ever(void **state)
{
    (void) state;
    struct refusals refusals = { 0 };
    struct refusal_note note;
    assert_true(add(&refusals, REFUSED_HTTP, 1, 1));
    assert_false(refusals_take_due(&refusals, 100000, &note));
    assert_true(refusals_due(&refusals) == CLOCK_NEVER);
}

static void many_addresses_share_the_last_note(void **state)
{
    (void) state;
    struct refusals refusals = { 0 };
    struct refusal_note note;
    for (int i = 0; i < REFUSAL_NOTES; i++) assert_true(add(&refusals, REFUSED_HTTP, (uint8_t) i, 1));
    assert_false(add(&refusals, REFUSED_HTTP, 200, 2));
    assert_false(add(&refusals, REFUSED_TLS, 201, 2));
    assert_true(refusals_take_due(&refusals, 60002, &note));
    assert_int_equal(note.cause, REFUSALS_END);
    assert_int_equal(note.more, 2);
}

static void a_network_of_one_household_counts_as_one(void **state)
{
    (void) state;
    struct refusals refusals = { 0 };
    struct in6_addr one = { .s6_addr = { 0x20, 0x01, [15] = 1 } }, two = { .s6_addr = { 0x20, 0x01, [15] = 2 } };
    assert_true(refusals_add(&refusals, REFUSED_HTTP, &one, 1));
    assert_false(refusals_add(&refusals, REFUSED_HTTP, &two, 1));
}

static void every_cause_has_a_reason(void **state)
{
    (void) state;
    for (int i = 0; i < REFUSALS_END; i++) assert_non_null(refusal_reason((enum refusal) i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_a_minute_for_each_cause_and_address),
        cmocka_unit_test(nothing_is_noted_for_ever),
        cmocka_unit_test(many_addresses_share_the_last_note),
        cmocka_unit_test(a_network_of_one_household_counts_as_one),
        cmocka_unit_test(every_cause_has_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
