/* SPDX-License-Identifier: MIT
 *
 * Counting messages: the bytes are those of published clients, in every splitting that TCP may give them.
 */
#include "relay/traffic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) (const uint8_t *) (literal), sizeof(literal) - 1

static const char version_reply[] = "\0\0\0\x1a" "193\0" "20261122 18:13:43 UTC";
static const char text_start[] = "\0\0\0\x08" "71\0" "2\0" "7\0";
static const char text_order[] = "\0\0\0\x05" "3\0" "15\0";

static uint32_t counted(const struct traffic_stream *stream, unsigned type)
{
    for (uint32_t i = 0; i < stream->counts.type_count; i++)
        if (stream->counts.types[i].type == type) return stream->counts.types[i].messages;
    return 0;
}

/* Both directions in pieces of `step` bytes. */
static void feed(struct traffic_stream *stream, const void *bytes, size_t length, size_t step)
{
    for (size_t at = 0; at < length; at += step)
        traffic_feed(stream, (const uint8_t *) bytes + at, length - at < step ? length - at : step);
}

static void messages_are_counted_in_every_splitting(void **state)
{
    (void) state;
    for (size_t step = 1; step < 40; step++) {
        struct traffic traffic;
        traffic_init(&traffic, true);
        feed(&traffic.down, version_reply, sizeof version_reply, step); /* the literal's own NUL ends the time */
        feed(&traffic.up, text_start, sizeof text_start, step);
        for (int i = 0; i < 3; i++) feed(&traffic.up, text_order, sizeof text_order - 1, step);
        feed(&traffic.down, "\0\0\0\x06" "9\0" "1\0" "1\0", 10, step);
        assert_int_equal(traffic.version, 193);
        assert_true(traffic.has_client_id);
        assert_int_equal(traffic.client_id, 7);
        assert_int_equal(traffic.up.counts.messages, 4);
        assert_int_equal(counted(&traffic.up, 71), 1);
        assert_int_equal(counted(&traffic.up, 3), 3);
        assert_int_equal(traffic.down.counts.messages, 1);
        assert_int_equal(counted(&traffic.down, 9), 1);
        assert_false(traffic.up.is_opaque || traffic.down.is_opaque);
    }
}

static void client_ids_of_newer_clients_are_read(void **state)
{
    (void) state;
    static const struct {
        const char *bytes;
        size_t length;
        int32_t id;
        unsigned type;
    } cases[] = {
        { "\0\0\0\x0a\0\0\0\x47" "2\0" "31\0", 14, 31, 71 },
        { "\0\0\0\x06\0\0\x01\x0f\x08\x07", 10, 7, 271 },
        { "\0\0\0\x04\0\0\x01\x0f", 8, 0, 271 },
        { "\0\0\0\x0f\0\0\x01\x0f\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 19, -1, 271 },
        { "\0\0\0\x09" "71\0" "2\0" "-5\0", 13, -5, 71 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t step = 1; step < 20; step++) {
            struct traffic traffic;
            traffic_init(&traffic, true);
            feed(&traffic.down, version_reply, sizeof version_reply, step);
            feed(&traffic.up, cases[i].bytes, cases[i].length, step);
            assert_true(traffic.has_client_id);
            assert_int_equal(traffic.client_id, cases[i].id);
            assert_int_equal(counted(&traffic.up, cases[i].type), 1);
        }
}

static void news_before_the_version_is_no_version(void **state)
{
    (void) state;
    struct traffic traffic;
    traffic_init(&traffic, true);
    traffic_feed(&traffic.down, BYTES("\0\0\0\x09" "14\0" "1\0" "abc\0"));
    assert_int_equal(traffic.version, 0);
    traffic_feed(&traffic.down, (const uint8_t *) version_reply, sizeof version_reply);
    assert_int_equal(traffic.version, 193);
    assert_int_equal(traffic.down.counts.messages, 0);
}

static void broken_framing_turns_counting_off_and_nothing_else(void **state)
{
    (void) state;
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        { "GET / HTTP/1.1\r\n", 16 }, /* a length of a gigabyte */
        { "\0\0\0\0\0\0\0\0", 8 }, /* of nothing */
        { "\0\0\0\x05hello", 9 }, /* no type */
        { "\x01\0\0\0" "3\0", 6 }, /* longer than clients take */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct traffic traffic;
        traffic_init(&traffic, true);
        traffic_feed(&traffic.up, (const uint8_t *) cases[i].bytes, cases[i].length);
        assert_true(traffic.up.is_opaque);
        assert_false(traffic.down.is_opaque);
        assert_int_equal(traffic.up.counts.messages, 0);
    }
    struct traffic legacy;
    traffic_init(&legacy, false);
    traffic_feed(&legacy.up, BYTES("7\0"));
    assert_true(legacy.up.is_opaque && legacy.down.is_opaque);
}

static void the_rest_of_a_long_message_may_go_by_unseen(void **state)
{
    (void) state;
    struct traffic traffic;
    traffic_init(&traffic, true);
    traffic_feed(&traffic.down, BYTES("\0\x10\0\0"));
    assert_int_equal(traffic_unseen(&traffic.down), 0); /* may be the version */
    traffic.version = 193;
    traffic_init(&traffic, true);
    traffic.version = 193;
    traffic_feed(&traffic.down, BYTES("\0\x10\0\0" "17\0x"));
    assert_int_equal(traffic_unseen(&traffic.down), 0x100000 - 4);
    traffic_skip(&traffic.down, 0x100000 - 4);
    traffic_feed(&traffic.down, BYTES("\0\0\0\x06" "4\0" "15\0"));
    assert_int_equal(counted(&traffic.down, 17), 1);
    assert_int_equal(counted(&traffic.down, 4), 1);
}

static void types_beyond_the_table_count_together(void **state)
{
    (void) state;
    struct traffic traffic;
    traffic_init(&traffic, true);
    for (uint8_t type = 1; type <= 40; type++) {
        const uint8_t message[] = { 0, 0, 0, 4, 0, 0, 0, type };
        traffic_feed(&traffic.up, message, sizeof message);
    }
    const uint8_t huge[] = { 0, 0, 0, 4, 0, 0xff, 0, 0 };
    traffic_feed(&traffic.up, huge, sizeof huge);
    assert_int_equal(traffic.up.counts.messages, 41);
    assert_int_equal(traffic.up.counts.type_count, TRAFFIC_TYPES);
    assert_int_equal(counted(&traffic.up, 23), 1);
    assert_int_equal(counted(&traffic.up, TRAFFIC_OTHER_TYPE), 41 - 23);
    struct traffic_counts sum = { 0 };
    traffic_counts_add(&sum, &traffic.up.counts);
    traffic_counts_add(&sum, &traffic.up.counts);
    assert_int_equal(sum.messages, 82);
    assert_int_equal(sum.types[TRAFFIC_TYPES - 1].messages, 2 * (41 - 23));
}

static void types_have_names(void **state)
{
    (void) state;
    assert_string_equal(traffic_type_name(true, 3), "placeOrder");
    assert_string_equal(traffic_type_name(true, 203), "placeOrder");
    assert_string_equal(traffic_type_name(false, 1), "tickPrice");
    assert_null(traffic_type_name(false, 40));
    assert_null(traffic_type_name(true, TRAFFIC_OTHER_TYPE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_counted_in_every_splitting),
        cmocka_unit_test(client_ids_of_newer_clients_are_read),
        cmocka_unit_test(news_before_the_version_is_no_version),
        cmocka_unit_test(broken_framing_turns_counting_off_and_nothing_else),
        cmocka_unit_test(the_rest_of_a_long_message_may_go_by_unseen),
        cmocka_unit_test(types_beyond_the_table_count_together),
        cmocka_unit_test(types_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
