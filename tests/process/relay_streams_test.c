/* SPDX-License-Identifier: MIT
 *
 * A property: whatever two programs send each other through the relay, split however, paused, ended half or with a reset,
 * arrives unchanged, in order, once; an end arrives as an end and a reset as a reset. 10 000 connections, some of them with
 * the framing of the API, which the relay counts and partly moves without looking.
 */
#define _GNU_SOURCE
#include "relay_kit.h"

#include "base/macros.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { AT_ONCE = 48, CONNECTIONS = 10000, DEADLINE_MS = 200 * 1000, CHUNK = 65536 };

/* One end of a connection: what it sends and what it expects. */
struct end {
    int fd; /* -1: done with */
    uint64_t sends, expects; /* seeds */
    size_t sent, received, total, expected; /* of their streams */
    size_t reset_at; /* resets after having sent so much; SIZE_MAX: never */
    unsigned pause; /* rounds without sending or receiving */
    bool has_ended; /* it has seen the other's end */
    struct end *other;
};

static struct end ends[2 * AT_ONCE];
static unsigned begun, resets, half_closes;

/* ---- one connection ---- */

static size_t stream_length(void)
{
    if (dice() % 400 == 0) return 12 << 20; /* enough to become loud */
    return dice() % 20 ? dice() % 8000 : dice() % 200000;
}

static void open_pair(struct stage *stage, struct end *client)
{
    struct end *gateway = client->other;
    uint64_t seed = begun++;
    int client_fd, gateway_fd;
    size_t up = stream_length(), down = stream_length();
    connect_pair(stage, &client_fd, &gateway_fd);
    *client = (struct end) { .fd = client_fd, .sends = seed, .expects = seed + 1, .total = up, .expected = down,
                             .reset_at = SIZE_MAX, .other = gateway };
    *gateway = (struct end) { .fd = gateway_fd, .sends = seed + 1, .expects = seed, .total = down, .expected = up,
                              .reset_at = SIZE_MAX, .other = client };
    struct end *resetting = dice() % 2 ? client : gateway;
    if (dice() % 5 == 0) resetting->reset_at = dice() % (resetting->total + 1);
}

static void finish(struct end *end)
{
    close(end->fd);
    end->fd = -1;
}

static bool will_be_reset(const struct end *end)
{
    return end->other->reset_at != SIZE_MAX;
}

static void send_some(struct end *end)
{
    static uint8_t bytes[CHUNK];
    if (end->sent >= end->reset_at) {
        reset(end->fd);
        end->fd = -1;
        resets++;
        return;
    }
    size_t most = dice() % 4 ? 1 + dice() % 300 : 1 + dice() % CHUNK;
    size_t left = (end->reset_at < end->total ? end->reset_at : end->total) - end->sent;
    size_t length = left < most ? left : most;
    framed_fill(end->sends, end->sent, bytes, length);
    ssize_t n = send(end->fd, bytes, length, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && will_be_reset(end)) finish(end);
    else if (n < 0) assert_int_equal(errno, EAGAIN);
    else end->sent += (size_t) n;
    if (end->fd < 0 || end->sent < end->total || end->reset_at != SIZE_MAX) return;
    shutdown(end->fd, SHUT_WR);
    if (!end->has_ended) half_closes++;
}

static void receive_some(struct end *end)
{
    static uint8_t bytes[CHUNK], right[CHUNK];
    ssize_t n = recv(end->fd, bytes, 1 + dice() % CHUNK, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) {
        assert_int_equal(errno, ECONNRESET);
        assert_true(will_be_reset(end) || end->reset_at != SIZE_MAX);
        finish(end);
        return;
    }
    if (n == 0) {
        assert_false(will_be_reset(end)); /* a reset must not look like an end */
        assert_int_equal(end->received, end->expected);
        end->has_ended = true;
        return;
    }
    framed_fill(end->expects, end->received, right, (size_t) n);
    assert_memory_equal(bytes, right, (size_t) n);
    end->received += (size_t) n;
}

/* ---- all of them ---- */

static bool wants_to_send(const struct end *end)
{
    return end->sent < end->total || (end->reset_at != SIZE_MAX && end->sent >= end->reset_at);
}

static short events_of(struct end *end)
{
    if (end->fd < 0) return 0;
    if (end->pause > 0) {
        end->pause--;
        return 0;
    }
    if (dice() % 200 == 0) end->pause = dice() % 20;
    return (short) ((wants_to_send(end) ? POLLOUT : 0) | (end->has_ended ? 0 : POLLIN));
}

static void serve(struct end *end, short events)
{
    if (end->fd >= 0 && events & POLLOUT && wants_to_send(end)) send_some(end);
    if (end->fd >= 0 && events & (POLLIN | POLLHUP | POLLERR) && !end->has_ended) receive_some(end);
    if (end->fd >= 0 && end->has_ended && end->sent == end->total && end->reset_at == SIZE_MAX) finish(end);
}

/* A client that is done makes room for the next; false when there is none any more. */
static bool renew(struct stage *stage, unsigned connections)
{
    bool busy = false;
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i += 2) {
        bool is_done = ends[i].fd < 0 && ends[i + 1].fd < 0;
        if (is_done && begun < connections) open_pair(stage, &ends[i]);
        busy = busy || ends[i].fd >= 0 || ends[i + 1].fd >= 0;
    }
    return busy;
}

static void run_connections(struct stage *stage, unsigned connections)
{
    struct pollfd fds[ARRAY_LENGTH(ends)];
    int64_t deadline = now_ms() + DEADLINE_MS;
    begun = resets = half_closes = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) ends[i] = (struct end) { .fd = -1, .other = &ends[i ^ 1] };
    while (renew(stage, connections)) {
        for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
            short events = events_of(&ends[i]);
            fds[i] = (struct pollfd) { .fd = events ? ends[i].fd : -1, .events = events };
        }
        if (poll(fds, ARRAY_LENGTH(fds), 10) < 0 || now_ms() > deadline) fail_msg("%u begun, not done in time", begun);
        for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) serve(&ends[i], fds[i].revents);
    }
    assert_int_equal(begun, connections);
    assert_in_range(resets, connections / 10, connections / 3);
    assert_in_range(half_closes, connections / 3, 2 * connections);
}

static unsigned open_descriptors(pid_t pid)
{
    char path[64];
    unsigned count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int) pid);
    DIR *directory = opendir(path);
    assert_non_null(directory);
    while (readdir(directory)) count++;
    closedir(directory);
    return count;
}

static void ten_thousand_connections_arrive_unchanged(void **state)
{
    (void) state;
    enum { SPARE_PIPES = 2 * 4, SECOND_LANE = 2 + SPARE_PIPES };
    struct stage stage;
    stage_with(&stage, "--max-clients", "128");
    unsigned before = open_descriptors(stage.relay.pid);
    const char *fewer = getenv("CONNECTIONS");
    run_connections(&stage, fewer ? (unsigned) strtoul(fewer, NULL, 10) : CONNECTIONS);
    int64_t deadline = now_ms() + WAIT_MS;
    while (open_descriptors(stage.relay.pid) > before + SPARE_PIPES + SECOND_LANE) {
        assert_true(now_ms() < deadline); /* a descriptor was lost */
        poll(NULL, 0, 20);
    }
    stage_end(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(ten_thousand_connections_arrive_unchanged) };
    alarm(300);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
