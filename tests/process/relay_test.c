/* SPDX-License-Identifier: MIT
 *
 * Bytes through the relay: the real executable, real sockets; their order, their ends, their price.
 */
#define _GNU_SOURCE
#include "relay_kit.h"

#include "base/macros.h"

#include <errno.h>
#include <linux/filter.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { MEGABYTE = 1 << 20 };

/* ---- streams ---- */

struct peer {
    int fd;
    uint64_t sends, expects; /* seeds */
    size_t sent, received, total;
    bool has_ended;
};

static void peer_send(struct peer *peer)
{
    uint8_t bytes[65536];
    size_t most = dice() % 4 ? 1 + dice() % 300 : 1 + dice() % sizeof bytes;
    size_t length = peer->total - peer->sent < most ? peer->total - peer->sent : most;
    stream_fill(peer->sends, peer->sent, bytes, length);
    ssize_t n = send(peer->fd, bytes, length, MSG_NOSIGNAL);
    if (n < 0) assert_int_equal(errno, EAGAIN);
    else peer->sent += (size_t) n;
    if (peer->sent == peer->total) shutdown(peer->fd, SHUT_WR);
}

static void peer_receive(struct peer *peer)
{
    uint8_t bytes[65536], right[sizeof bytes];
    ssize_t n = recv(peer->fd, bytes, 1 + dice() % sizeof bytes, 0);
    if (n < 0) {
        assert_int_equal(errno, EAGAIN);
        return;
    }
    if (n == 0) {
        assert_int_equal(peer->received, peer->total);
        peer->has_ended = true;
        return;
    }
    stream_fill(peer->expects, peer->received, right, (size_t) n);
    assert_memory_equal(bytes, right, (size_t) n);
    peer->received += (size_t) n;
}

static void exchange(struct peer *peers, size_t count)
{
    struct pollfd fds[1024];
    int64_t deadline = now_ms() + 60000;
    for (size_t open = count; open > 0;) {
        open = 0;
        for (size_t i = 0; i < count; i++) {
            const struct peer *peer = &peers[i];
            int events = (peer->sent < peer->total ? POLLOUT : 0) | (peer->has_ended ? 0 : POLLIN);
            fds[i] = (struct pollfd) { .fd = events ? peer->fd : -1, .events = (short) events };
            if (events) open++;
        }
        if (poll(fds, count, 1000) < 0 || now_ms() > deadline) fail_msg("%zu peers are not done", open);
        for (size_t i = 0; i < count; i++) {
            if (fds[i].revents & POLLOUT) peer_send(&peers[i]);
            if (fds[i].revents & (POLLIN | POLLHUP | POLLERR) && !peers[i].has_ended) peer_receive(&peers[i]);
        }
    }
}

/* Bytes of one pair: mostly small, now and then enough for bulk. */
static size_t stream_length(void)
{
    return dice() % 50 ? 1 + dice() % 60000 : 3 * MEGABYTE;
}

static void connect_peers(struct stage *stage, struct peer *peers, uint64_t seed)
{
    size_t total = stream_length();
    int client = client_connect(stage->relay.port, NULL);
    int gateway = gateway_accept(stage->gateway);
    peers[0] = (struct peer) { .fd = client, .sends = seed, .expects = ~seed, .total = total };
    peers[1] = (struct peer) { .fd = gateway, .sends = ~seed, .expects = seed, .total = total };
}

static void streams_arrive_unchanged_both_ways(void **state)
{
    (void) state;
    enum { AT_ONCE = 200 };
    static struct peer peers[2 * AT_ONCE];
    struct stage stage;
    const char *wanted = getenv("GATEHOUSE_TEST_CONNECTIONS");
    int left = wanted ? atoi(wanted) : 400;
    stage_with(&stage, "--any-protocol", NULL);
    for (uint64_t seed = 1; left > 0; left -= AT_ONCE) {
        for (size_t i = 0; i < AT_ONCE; i++) connect_peers(&stage, &peers[2 * i], seed++);
        exchange(peers, ARRAY_LENGTH(peers));
        for (size_t i = 0; i < ARRAY_LENGTH(peers); i++) close(peers[i].fd);
    }
    stage_end(&stage);
}

/* ---- ends ---- */

static void half_closes_are_carried_over_both_ways(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway;
    char got[6];
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    shutdown(client, SHUT_WR);
    assert_int_equal(next_end(gateway), 0);
    assert_true(gateway_is_left_alone(stage.gateway, 700)); /* longer than the half second that others wait */
    send_all(gateway, "answer", 6);
    receive_all(client, got, 6);
    close(gateway);
    assert_int_equal(next_end(client), 0);
    close(client);

    connect_pair(&stage, &client, &gateway);
    shutdown(gateway, SHUT_WR);
    assert_int_equal(next_end(client), 0);
    send_all(client, "asking", 6);
    receive_all(gateway, got, 6);
    close(client);
    assert_int_equal(next_end(gateway), 0);
    close(gateway);
    stage_end(&stage);
}

static void relay_resets_the_other_side_when_one_resets(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway;
    char got[4];
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    reset(client);
    assert_int_equal(next_end(gateway), ECONNRESET);
    close(gateway);
    connect_pair(&stage, &client, &gateway);
    send_all(gateway, "last", 4);
    reset(gateway);
    receive_all(client, got, 4);
    assert_int_equal(next_end(client), ECONNRESET);
    close(client);
    stage_end(&stage);
}

static void stopping_delivers_what_is_held_and_ends_both_sides(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway;
    char got[9];
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    int waiting = client_connect(stage.relay.port, NULL);
    send_all(client, "last word", 9);
    kill(stage.relay.pid, SIGTERM);
    receive_all(gateway, got, 9);
    assert_int_equal(next_end(gateway), 0);
    assert_int_equal(next_end(client), 0);
    assert_ends(waiting);
    close(client);
    close(gateway);
    close(waiting);
    stage_end(&stage);
}

static void stopping_ends_the_client_after_the_gateway_has_closed(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway;
    char got[7];
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    kill(stage.relay.pid, SIGTERM);
    assert_int_equal(next_end(gateway), 0);
    send_all(gateway, "goodbye", 7);
    receive_all(client, got, 7); /* what the gateway says last still comes */
    char byte;
    assert_int_equal(recv(client, &byte, 1, 0), -1);
    assert_int_equal(errno, EAGAIN);
    close(gateway);
    assert_int_equal(next_end(client), 0);
    close(client);
    stage_end(&stage);
}

/* Whatever comes in is dropped before TCP sees it, as if the cable were out. */
static void cut_off(int fd)
{
    struct sock_filter drop_all[] = { { .code = BPF_RET | BPF_K, .k = 0 } };
    struct sock_fprog program = { .len = 1, .filter = drop_all };
    assert_return_code(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), errno);
}

static void a_client_that_acknowledges_nothing_is_given_up(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway, slow_client, slow_gateway;
    static char much[1 << 22];
    stage_with(&stage, "--silence", "2");
    connect_pair(&stage, &client, &gateway);
    connect_pair(&stage, &slow_client, &slow_gateway);
    cut_off(client);
    send_all(gateway, "tick", 4);
    while (send(slow_gateway, much, sizeof much, MSG_NOSIGNAL) > 0) continue; /* it reads nothing, but its kernel answers */
    assert_int_equal(next_end(gateway), 0);
    char byte;
    assert_int_equal(recv(slow_gateway, &byte, 1, 0), -1);
    assert_int_equal(errno, EAGAIN);
    close(client);
    close(gateway);
    close(slow_client);
    close(slow_gateway);
    stage_end(&stage);
}

static void stopping_takes_no_longer_than_two_seconds_whatever_clients_do(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway;
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    stage_end(&stage); /* neither side ends */
    close(client);
    close(gateway);
}

/* ---- load ---- */

/* Sends until nothing has been taken for a while; how much. */
static size_t send_until_full(int fd, uint64_t seed)
{
    static uint8_t bytes[65536];
    size_t sent = 0;
    for (int idle = 0; idle < 20;) {
        stream_fill(seed, sent, bytes, sizeof bytes);
        ssize_t n = send(fd, bytes, sizeof bytes, MSG_NOSIGNAL);
        if (n > 0) {
            sent += (size_t) n;
            idle = 0;
            continue;
        }
        assert_int_equal(errno, EAGAIN);
        poll(NULL, 0, 10);
        idle++;
    }
    return sent;
}

static void a_client_that_does_not_read_costs_no_memory_and_delays_nobody(void **state)
{
    (void) state;
    enum { PINGS = 300 };
    struct stage stage;
    int stalled, flooding, client, gateway;
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    connect_pair(&stage, &stalled, &flooding);
    long before = process_rss_kb(stage.relay.pid);
    size_t sent = send_until_full(flooding, 7);
    assert_true(sent > MEGABYTE / 4);
    assert_true(process_rss_kb(stage.relay.pid) < before + 1024);
    long cpu = process_cpu_ms(stage.relay.pid);
    int64_t start = now_ms();
    for (int i = 0; i < PINGS; i++) {
        char byte = (char) i;
        send_all(client, &byte, 1);
        receive_all(gateway, &byte, 1);
        send_all(gateway, &byte, 1);
        receive_all(client, &byte, 1);
    }
    assert_true(now_ms() - start < 3000);
    poll(NULL, 0, 200);
    assert_true(process_cpu_ms(stage.relay.pid) - cpu < 150); /* it does not spin over what it cannot pass on */
    shutdown(flooding, SHUT_WR);
    struct peer peer = { .fd = stalled, .expects = 7, .total = sent };
    while (!peer.has_ended) {
        struct pollfd poll_fd = { .fd = stalled, .events = POLLIN };
        assert_true(poll(&poll_fd, 1, WAIT_MS) > 0);
        peer_receive(&peer);
    }
    const int all[] = { stalled, flooding, client, gateway };
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) close(all[i]);
    stage_end(&stage);
}

static void a_half_closed_client_that_does_not_read_costs_no_time(void **state)
{
    (void) state;
    struct stage stage;
    int client, gateway;
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    shutdown(client, SHUT_WR);
    assert_int_equal(next_end(gateway), 0);
    send_until_full(gateway, 7);
    close(gateway);
    long cpu = process_cpu_ms(stage.relay.pid);
    poll(NULL, 0, 500);
    assert_true(process_cpu_ms(stage.relay.pid) - cpu < 100);
    close(client);
    stage_end(&stage);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_arrive_unchanged_both_ways),
        cmocka_unit_test(half_closes_are_carried_over_both_ways),
        cmocka_unit_test(relay_resets_the_other_side_when_one_resets),
        cmocka_unit_test(stopping_delivers_what_is_held_and_ends_both_sides),
        cmocka_unit_test(stopping_ends_the_client_after_the_gateway_has_closed),
        cmocka_unit_test(a_client_that_acknowledges_nothing_is_given_up),
        cmocka_unit_test(stopping_takes_no_longer_than_two_seconds_whatever_clients_do),
        cmocka_unit_test(a_client_that_does_not_read_costs_no_memory_and_delays_nobody),
        cmocka_unit_test(a_half_closed_client_that_does_not_read_costs_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
