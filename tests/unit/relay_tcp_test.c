/* SPDX-License-Identifier: MIT */
#include "relay/tcp.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { NAME = 16 };

static void read_congestion_control(int fd, char name[NAME])
{
    socklen_t length = NAME - 1;
    memset(name, 0, NAME);
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length), 0);
}

/* What a socket of this system has once it was adapted to a peer, and before. */
static void adapt_to(const char *address, char before[NAME], char after[NAME])
{
    struct endpoint peer;
    assert_true(endpoint_make(address, 4001, &peer));
    int fd = socket(peer.address.any.sa_family, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    read_congestion_control(fd, before);
    tcp_adapt(fd, &peer);
    read_congestion_control(fd, after);
    close(fd);
}

static void test_loopback_has_no_congestion_to_control(void **state)
{
    (void) state;
    static const char *const here[] = { "127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1" };
    char before[NAME], after[NAME];
    for (size_t i = 0; i < ARRAY_LENGTH(here); i++) {
        adapt_to(here[i], before, after);
        assert_string_equal(after, "reno");
    }
}

static void test_other_peers_keep_what_the_system_has(void **state)
{
    (void) state;
    static const char *const elsewhere[] = { "128.0.0.1", "10.127.0.1", "192.0.2.7", "::2", "fd00::1", "::ffff:10.0.0.1" };
    char before[NAME], after[NAME];
    for (size_t i = 0; i < ARRAY_LENGTH(elsewhere); i++) {
        adapt_to(elsewhere[i], before, after);
        assert_string_equal(after, before);
    }
}

static void test_a_call_to_loopback_is_adapted(void **state)
{
    (void) state;
    struct endpoint at;
    char name[NAME];
    assert_true(endpoint_make("127.0.0.1", 0, &at));
    int listener = tcp_listen(&at);
    assert_true(listener >= 0);
    assert_int_equal(getsockname(listener, &at.address.any, &at.length), 0);
    int fd = tcp_dial(&at);
    assert_true(fd >= 0);
    read_congestion_control(fd, name);
    assert_string_equal(name, "reno");
    close(fd);
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loopback_has_no_congestion_to_control),
        cmocka_unit_test(test_other_peers_keep_what_the_system_has),
        cmocka_unit_test(test_a_call_to_loopback_is_adapted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
