/* SPDX-License-Identifier: MIT
 *
 * Floods have a thread of their own in the relay, and who has become quiet returns to the first: whatever moves between the two,
 * and however it ends, no byte is changed, lost or doubled.
 */
#define _GNU_SOURCE
#include "relay_kit.h"

#include <dirent.h>
#include <errno.h>
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

enum { MEGABYTE = 1 << 20, WORK_NS = 500 * 1000 };

/* ---- the second thread, from outside ---- */

static bool read_task(pid_t pid, const char *thread, const char *file, char *line, int room)
{
    char path[320];
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/%s", (int) pid, thread, file);
    FILE *stream = fopen(path, "re");
    bool ok = stream && fgets(line, room, stream);
    if (stream) fclose(stream);
    return ok;
}

/* How long it has run, in ns; 0: there is none. */
static uint64_t lane_run_time(pid_t pid)
{
    char path[64], line[256];
    uint64_t ns = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int) pid);
    DIR *tasks = opendir(path);
    assert_non_null(tasks);
    for (struct dirent *entry; (entry = readdir(tasks));) {
        if (!read_task(pid, entry->d_name, "comm", line, sizeof line) || strcmp(line, "floods\n") != 0) continue;
        if (read_task(pid, entry->d_name, "schedstat", line, sizeof line)) ns = strtoull(line, NULL, 10);
    }
    closedir(tasks);
    return ns;
}

/* ---- one direction ---- */

struct flow {
    int from, to;
    uint64_t seed;
    size_t sent, got;
};

/* Sends a little, unless much is under way. */
static void push(struct flow *flow, size_t most)
{
    static uint8_t bytes[65536];
    size_t length = 1 + dice() % most;
    if (flow->sent - flow->got > 64 * most) return;
    framed_fill(flow->seed, flow->sent, bytes, length);
    ssize_t n = send(flow->from, bytes, length, MSG_NOSIGNAL);
    if (n < 0) assert_int_equal(errno, EAGAIN);
    else flow->sent += (size_t) n;
}

/* Takes what has come; 0 at the end, -1 with errno. */
static ssize_t pull(struct flow *flow)
{
    static uint8_t bytes[65536], right[sizeof bytes];
    ssize_t n = recv(flow->to, bytes, sizeof bytes, 0);
    if (n <= 0) return n;
    framed_fill(flow->seed, flow->got, right, (size_t) n);
    assert_memory_equal(bytes, right, (size_t) n);
    flow->got += (size_t) n;
    assert_true(flow->got <= flow->sent);
    return n;
}

/* Takes all until it ends: 0, or the error it ends with. */
static int pull_to_the_end(struct flow *flow)
{
    int64_t deadline = now_ms() + WAIT_MS;
    for (;;) {
        struct pollfd poll_fd = { .fd = flow->to, .events = POLLIN };
        if (poll(&poll_fd, 1, (int) (deadline - now_ms())) <= 0) fail_msg("no end after %zu of %zu bytes", flow->got, flow->sent);
        ssize_t n = pull(flow);
        if (n == 0) return 0;
        if (n < 0 && errno != EAGAIN) return errno;
    }
}

static void flood_with(struct flow *flow, unsigned messages, size_t most)
{
    while (messages-- > 0) {
        push(flow, most);
        if (pull(flow) < 0) assert_int_equal(errno, EAGAIN);
    }
}

static void flood(struct flow *flow, unsigned messages)
{
    flood_with(flow, messages, 200);
}

/* As fast as it goes, until the second thread works for it. */
static void flood_until_loud(const struct stage *stage, struct flow *flow, size_t most)
{
    uint64_t before = lane_run_time(stage->relay.pid);
    for (int64_t deadline = now_ms() + 3 * WAIT_MS; lane_run_time(stage->relay.pid) < before + WORK_NS;) {
        if (now_ms() > deadline) fail_msg("the second thread did not take a flood of %zu bytes over", flow->sent);
        flood_with(flow, 100, most);
    }
}

static void pull_all(struct flow *flow)
{
    for (int64_t deadline = now_ms() + WAIT_MS; flow->got < flow->sent;) {
        if (now_ms() > deadline) fail_msg("%zu of %zu bytes came", flow->got, flow->sent);
        if (pull(flow) < 0) assert_int_equal(errno, EAGAIN);
    }
}

static void ask_and_answer(int one, int other, int times)
{
    for (int i = 0; i < times; i++) {
        char byte = (char) i, got;
        send_all(one, &byte, 1);
        receive_all(other, &got, 1);
        send_all(other, &got, 1);
        receive_all(one, &got, 1);
        assert_int_equal(got, byte);
    }
}

/* ---- there and back ---- */

/* Until it sleeps although they speak. */
static void speak_until_quiet(const struct stage *stage, int one, int other)
{
    uint64_t before;
    int64_t deadline = now_ms() + WAIT_MS;
    do {
        if (now_ms() > deadline) fail_msg("the second thread still serves a quiet connection");
        before = lane_run_time(stage->relay.pid);
        ask_and_answer(one, other, 100);
    } while (lane_run_time(stage->relay.pid) != before);
}

static void a_connection_may_be_loud_and_quiet_in_turn(void **state)
{
    (void) state;
    enum { TURNS = 4 };
    struct stage stage;
    stage_with(&stage, "--any-protocol", NULL);
    int client = client_connect(stage.relay.port, NULL), gateway = gateway_accept(stage.gateway);
    ask_and_answer(client, gateway, 5000);
    assert_int_equal(lane_run_time(stage.relay.pid), 0); /* question and answer are no flood */
    for (uint64_t turn = 0; turn < TURNS; turn++) {
        struct flow small = { .from = turn % 2 ? client : gateway, .to = turn % 2 ? gateway : client, .seed = turn };
        flood_until_loud(&stage, &small, 200);
        pull_all(&small);
        if (turn == 0) carry(client, gateway, 24 * MEGABYTE, turn); /* it stays there, with much in bulk */
        speak_until_quiet(&stage, client, gateway);
        if (turn == 1) carry(gateway, client, 24 * MEGABYTE, turn);
    }
    close(client);
    assert_int_equal(next_end(gateway), 0);
    close(gateway);
    stage_end(&stage);
}

/* ---- every end of a flood ---- */

/* The receiver may still answer after the flood has ended. */
static void end_it(struct flow *flow)
{
    char got[6];
    shutdown(flow->from, SHUT_WR);
    assert_int_equal(pull_to_the_end(flow), 0);
    assert_int_equal(flow->got, flow->sent);
    send_all(flow->to, "answer", 6);
    receive_all(flow->from, got, 6);
    assert_memory_equal(got, "answer", 6);
    close(flow->to);
    assert_int_equal(next_end(flow->from), 0);
    close(flow->from);
}

static void half_close_first(struct flow *flow)
{
    shutdown(flow->to, SHUT_WR);
    flood(flow, dice() % 1000);
    assert_int_equal(next_end(flow->from), 0);
    flood(flow, dice() % 1000);
    shutdown(flow->from, SHUT_WR);
    assert_int_equal(pull_to_the_end(flow), 0);
    assert_int_equal(flow->got, flow->sent);
    close(flow->to);
    close(flow->from);
}

static void reset_by_the_sender(struct flow *flow)
{
    reset(flow->from);
    assert_int_equal(pull_to_the_end(flow), ECONNRESET);
    close(flow->to);
}

static void reset_by_the_receiver(struct flow *flow)
{
    reset(flow->to);
    assert_int_equal(next_end(flow->from), ECONNRESET);
    close(flow->from);
}

static void floods_arrive_unchanged_wherever_they_move_and_however_they_end(void **state)
{
    (void) state;
    enum { FLOODS = 200 };
    static void (*const ends[])(struct flow *flow) = { end_it, half_close_first, reset_by_the_sender, reset_by_the_receiver };
    struct stage stage;
    int quiet_client, quiet_gateway, client, gateway;
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &quiet_client, &quiet_gateway);
    for (uint64_t seed = 0; seed < FLOODS; seed++) {
        connect_pair(&stage, &client, &gateway);
        bool is_up = dice() % 4 == 0;
        struct flow flow = { .from = is_up ? client : gateway, .to = is_up ? gateway : client, .seed = seed };
        if (seed % STREAM_KINDS == 0) flood_until_loud(&stage, &flow, 65536);
        flood(&flow, dice() % 6000); /* to others this happens before, while or after they move, as fast as the machine is */
        ask_and_answer(quiet_client, quiet_gateway, 1);
        ends[dice() % 4](&flow);
    }
    close(quiet_client);
    assert_int_equal(next_end(quiet_gateway), 0);
    close(quiet_gateway);
    stage_end(&stage);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_may_be_loud_and_quiet_in_turn),
        cmocka_unit_test(floods_arrive_unchanged_wherever_they_move_and_however_they_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
