/* SPDX-License-Identifier: MIT */
#include "base/api_hello.h"
#include "session/ports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Captured: a Java listener bound to 127.0.0.1, one bound to all, a connection nobody accepted, corpses. */
#define TAIL " 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0"
static const char *const captured[] = {
    "  sl  local_address                         remote_address                        st tx_queue rx_queue",
    "   0: 0000000000000000FFFF00000100007F:0FA2 00000000000000000000000000000000:0000 0A 00000000:00000003" TAIL,
    "   1: 0000000000000000FFFF00000100007F:0FA2 0000000000000000FFFF00000100007F:D2F0 08 00000000:00000012" TAIL,
    "   2: 0000000000000000FFFF00000100007F:0FA2 0000000000000000FFFF00000100007F:D2F2 01 00000000:00000000" TAIL,
    "   3: 00000000000000000000000000000000:0FA1 00000000000000000000000000000000:0000 0A 00000000:00000000" TAIL,
    "   4: 0100007F:1F91 00000000:0000 0A 00000000:00000000" TAIL,
    "   5: 0500A8C0:0FA3 00000000:0000 0A 00000000:00000000" TAIL,
    "  16: 0100007F:D2F0 0100007F:0FA4 01 00000000:00000000" TAIL,
    "", "garbage", "   9: 0100007F", "   9: :0FA5 00000000:0000 0A 0:0",
};

static struct port_view look(uint16_t port)
{
    struct port_view view = { 0 };
    for (unsigned i = 0; i < sizeof captured / sizeof *captured; i++) port_view_add(&view, captured[i], port);
    return view;
}

static void listener_is_seen_with_its_queue(void **state)
{
    (void) state;
    struct port_view view = look(4002);
    assert_true(view.listening);
    assert_int_equal(view.queued, 3);
    assert_int_equal(view.abandoned, 1);
    assert_true(look(4001).listening);
    assert_true(look(8081).listening);
}

static void other_rows_are_no_listeners(void **state)
{
    (void) state;
    assert_false(look(4003).listening); /* on another address */
    assert_false(look(4004).listening); /* a client's remote port */
    assert_false(look(54000).listening); /* connected */
    assert_false(look(4005).listening);
}

struct bytes {
    const char *text;
    size_t length;
};
#define BYTES(text) (struct bytes) { text, sizeof text - 1 }

static enum hello_answer read_whole(struct bytes bytes, int *version)
{
    size_t skip = 0;
    enum hello_answer answer = hello_read((const uint8_t *) bytes.text, bytes.length, &skip, version);
    assert_true(skip <= bytes.length);
    return answer;
}

static void hello_has_the_length_of_its_range(void **state)
{
    (void) state;
    assert_int_equal(HELLO_LENGTH, 17);
    assert_memory_equal(HELLO_BYTES, "API\0\0\0\0\x09v100..176", 17);
}

static void answer_is_read_from_any_prefix_on(void **state)
{
    (void) state;
    static const char text[] = "\0\0\0\x1a" "176\0" "20261122 18:13:43 UTC\0";
    int version = 0;
    for (size_t n = 0; n < sizeof text - 1; n++)
        assert_int_equal(read_whole((struct bytes) { text, n }, &version), HELLO_MORE);
    assert_int_equal(read_whole(BYTES(text), &version), HELLO_OK);
    assert_int_equal(version, 176);
}

static void time_may_be_any_bytes(void **state)
{
    (void) state;
    int version = 0;
    assert_int_equal(read_whole(BYTES("\0\0\0\x09" "157\0" "\xe4\xff \x01\0"), &version), HELLO_OK);
    assert_int_equal(version, 157);
}

static void news_before_the_answer_are_skipped(void **state)
{
    (void) state;
    int version = 0;
    assert_int_equal(read_whole(BYTES("\0\0\0\x06" "4\0" "2\0" "x\0" "\0\0\0\x06" "176\0" "t\0"), &version), HELLO_OK);
    assert_int_equal(read_whole(BYTES("\0\0\0\x06" "4\0" "2\0" "x\0"), &version), HELLO_MORE);
}

static void other_servers_are_told_apart(void **state)
{
    (void) state;
    int version = 0;
    static const struct bytes others[] = {
        { "HTTP/1.1 400 Bad Request\r\n", 26 }, { "\0\0\0\0", 4 }, { "\xff\xff\xff\xff", 4 }, { "\0\x01\0\x01", 4 },
        { "\0\0\0\x04" "x\0" "t\0", 8 }, { "\0\0\0\x05" "99\0" "t\0", 9 }, { "\0\0\0\x06" "177\0" "t\0", 10 },
        { "\0\0\0\x06" "-12\0" "t\0", 10 }, { "\0\0\0\x03" "\0" "t\0", 7 },
        { "\0\0\0\x16" "12345678901234567890\0\0", 26 },
    };
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(read_whole(others[i], &version), HELLO_NOT_API);
    assert_int_equal(read_whole(BYTES("\0\0\0\x08" "-1\0" "host\0"), &version), HELLO_REDIRECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listener_is_seen_with_its_queue),
        cmocka_unit_test(other_rows_are_no_listeners),
        cmocka_unit_test(hello_has_the_length_of_its_range),
        cmocka_unit_test(answer_is_read_from_any_prefix_on),
        cmocka_unit_test(time_may_be_any_bytes),
        cmocka_unit_test(news_before_the_answer_are_skipped),
        cmocka_unit_test(other_servers_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
