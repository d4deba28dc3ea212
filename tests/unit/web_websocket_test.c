/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "web/websocket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct websocket ws;
static char got[512];
static size_t got_length;

static int make(void **state)
{
    (void) state;
    memset(&ws, 0, sizeof ws);
    got_length = 0;
    return 0;
}

/* Feeds the bytes in steps and gives the first event that is no data. */
static enum websocket_event feed(const void *frame, size_t length, size_t step)
{
    uint8_t bytes[512];
    memcpy(bytes, frame, length);
    for (size_t at = 0; at < length;) {
        size_t taken = 0, data_length = 0, count = length - at < step ? length - at : step;
        uint8_t *data = NULL;
        enum websocket_event event = websocket_read(&ws, bytes + at, count, &taken, &data, &data_length);
        assert_true(taken <= count);
        if (event == WEBSOCKET_DATA) {
            memcpy(got + got_length, data, data_length);
            got_length += data_length;
        } else if (event != WEBSOCKET_MORE) {
            return event;
        }
        at += taken;
    }
    return WEBSOCKET_MORE;
}

#define FEED(frame, step) feed(frame, sizeof(frame) - 1, step)

static void the_key_of_the_standard_gets_its_answer(void **state)
{
    (void) state;
    char answer[WEBSOCKET_ACCEPT];
    assert_true(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==", answer)); /* RFC 6455, 1.3 */
    assert_string_equal(answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_false(websocket_accept("", answer));
    assert_false(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=", answer));
    assert_false(websocket_accept("dGhlIHNhbXBsZSBub25jZSBpcyB0b28gbG9uZw==", answer));
}

static void bytes_are_unmasked_however_they_come(void **state)
{
    for (size_t step = 1; step <= 16; step++) {
        make(state);
        /* "Hello" of RFC 6455, 5.7, as binary; then a message in two frames with a ping between them */
        static const char frames[] = "\x82\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
                                     "\x02\x82\x00\x00\x00\x00" "ab" "\x80\x81\x00\x00\x00\x00" "c";
        assert_int_equal(FEED(frames, step), WEBSOCKET_MORE);
        assert_int_equal(got_length, 8);
        assert_memory_equal(got, "Helloabc", 8);
    }
}

static void a_ping_and_a_close_are_told(void **state)
{
    (void) state;
    assert_int_equal(FEED("\x89\x82\x00\x00\x00\x00" "hi", 1), WEBSOCKET_PINGED);
    assert_int_equal(ws.control_length, 2);
    assert_memory_equal(ws.control, "hi", 2);
    assert_int_equal(FEED("\x89\x80\x00\x00\x00\x00", 16), WEBSOCKET_PINGED);
    assert_int_equal(ws.control_length, 0);
    assert_int_equal(FEED("\x88\x80\x00\x00\x00\x00", 16), WEBSOCKET_CLOSED);
}

static void what_is_against_the_protocol_breaks_it(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } frames[] = {
        { "\x82\x01x", 3 }, /* not masked */
        { "\xc2\x80\0\0\0\0", 6 }, /* a reserved bit */
        { "\x81\x80\0\0\0\0", 6 }, /* text */
        { "\x80\x80\0\0\0\0", 6 }, /* goes on with nothing */
        { "\x09\x80\0\0\0\0", 6 }, /* a ping in pieces */
        { "\x89\xfe\0\x7e\0\0\0\0", 8 }, /* a ping that is too long */
        { "\x8b\x80\0\0\0\0", 6 }, /* no such type */
        { "\x82\xff\xff\0\0\0\0\0\0\0\0\0\0\0", 14 }, /* longer than can be */
        { "\x02\x80\0\0\0\0\x82\x80\0\0\0\0", 12 }, /* a message within another */
    };
    for (size_t i = 0; i < ARRAY_LENGTH(frames); i++) {
        make(state);
        assert_int_equal(feed(frames[i].bytes, frames[i].length, 16), WEBSOCKET_BROKEN);
    }
}

static void heads_are_of_the_shortest_form(void **state)
{
    (void) state;
    uint8_t head[10];
    assert_int_equal(websocket_write_head(head, WEBSOCKET_BINARY, 125), 2);
    assert_memory_equal(head, "\x82\x7d", 2);
    assert_int_equal(websocket_write_head(head, WEBSOCKET_BINARY, 126), 4);
    assert_memory_equal(head, "\x82\x7e\x00\x7e", 4);
    assert_int_equal(websocket_write_head(head, WEBSOCKET_PONG, 65536), 10);
    assert_memory_equal(head, "\x8a\x7f\0\0\0\0\0\x01\0\0", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_of_the_standard_gets_its_answer),
        cmocka_unit_test(bytes_are_unmasked_however_they_come),
        cmocka_unit_test_setup(a_ping_and_a_close_are_told, make),
        cmocka_unit_test(what_is_against_the_protocol_breaks_it),
        cmocka_unit_test(heads_are_of_the_shortest_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
