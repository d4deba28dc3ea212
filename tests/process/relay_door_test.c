/* SPDX-License-Identifier: MIT
 *
 * Who comes through the relay and who does not, and how it is started: the real executable, real sockets.
 */
#define _GNU_SOURCE
#include "relay_kit.h"

#include "base/macros.h"

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

/* ---- the hello ---- */

static void a_hello_reaches_the_gateway_only_when_it_is_whole(void **state)
{
    (void) state;
    struct stage stage;
    char got[HELLO_LENGTH + 5];
    stage_with(&stage, NULL, NULL);
    for (size_t split = 1; split < HELLO_LENGTH; split++) {
        int client = client_connect(stage.relay.port, NULL);
        send_all(client, hello, split);
        assert_true(gateway_is_left_alone(stage.gateway, 20));
        send_all(client, hello + split, HELLO_LENGTH - split);
        send_all(client, "after", 5);
        int gateway = gateway_accept(stage.gateway);
        receive_all(gateway, got, sizeof got);
        assert_memory_equal(got, hello, HELLO_LENGTH);
        assert_memory_equal(got + HELLO_LENGTH, "after", 5);
        close(client);
        assert_int_equal(next_end(gateway), 0);
        close(gateway);
    }
    stage_end(&stage);
}

static void a_legacy_hello_of_three_bytes_is_enough(void **state)
{
    (void) state;
    struct stage stage;
    char got[3];
    stage_with(&stage, NULL, NULL);
    int client = client_connect(stage.relay.port, NULL);
    send_all(client, "66", 3);
    int gateway = gateway_accept(stage.gateway);
    receive_all(gateway, got, 3);
    assert_memory_equal(got, "66", 3);
    close(client);
    close(gateway);
    stage_end(&stage);
}

#define BYTES(literal) literal, sizeof literal - 1

static void wrong_hellos_never_reach_the_gateway(void **state)
{
    (void) state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *told;
    } wrong[] = {
        { BYTES("GET / HTTP/1.1\r\n\r\n"), "speaks HTTP" },
        { BYTES("\x16\x03\x01\x02"), "speaks TLS" },
        { BYTES("API=9.72"), "are not those of an API client" },
        { BYTES("API\0\xff\xff\xff\xff"), "the length in its API hello" },
        { BYTES("API\0\0\0\0\x09hello 123"), "holds no version" },
        { BYTES("12345678"), "holds no version" },
    };
    struct stage stage;
    stage_with(&stage, NULL, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        int client = client_connect(stage.relay.port, NULL);
        send_all(client, wrong[i].bytes, wrong[i].length);
        assert_ends(client);
        close(client);
        relay_wait_for_log(&stage.relay, wrong[i].told);
    }
    close(client_connect(stage.relay.port, NULL));
    relay_wait_for_log(&stage.relay, "left without a byte");
    assert_true(gateway_is_left_alone(stage.gateway, 100));
    stage_end(&stage);
}

static void a_slow_hello_is_closed_after_five_seconds(void **state)
{
    (void) state;
    struct stage stage;
    stage_with(&stage, NULL, NULL);
    int64_t start = now_ms();
    int silent = client_connect(stage.relay.port, NULL), slow = client_connect(stage.relay.port, NULL);
    send_all(slow, "API", 4);
    assert_ends(silent);
    assert_ends(slow);
    int64_t took = now_ms() - start;
    assert_true(took >= 4900 && took < 7000);
    assert_true(gateway_is_left_alone(stage.gateway, 50));
    close(silent);
    close(slow);
    stage_end(&stage);
}

/* ---- the door ---- */

static void only_addresses_of_the_allow_list_come_in(void **state)
{
    (void) state;
    struct stage stage;
    char got[HELLO_LENGTH];
    stage_with(&stage, "--allow", "10.0.0.0/8, 127.0.0.2");
    int stranger = client_connect(stage.relay.port, NULL);
    assert_ends(stranger);
    int friendly = client_connect(stage.relay.port, "127.0.0.2");
    send_all(friendly, hello, HELLO_LENGTH);
    int gateway = gateway_accept(stage.gateway);
    receive_all(gateway, got, HELLO_LENGTH);
    relay_wait_for_log(&stage.relay, "refused a client from 127.0.0.1: its address is not in the allow list");
    assert_true(gateway_is_left_alone(stage.gateway, 50));
    close(stranger);
    close(friendly);
    close(gateway);
    stage_end(&stage);
}

static void the_gateway_gets_thirty_two_clients_and_not_one_more(void **state)
{
    (void) state;
    enum { MOST = 32 };
    int clients[MOST], gateways[MOST];
    struct stage stage;
    stage_with(&stage, NULL, NULL);
    for (size_t i = 0; i < MOST; i++) connect_pair(&stage, &clients[i], &gateways[i]);
    int late = client_connect(stage.relay.port, NULL);
    send_all(late, hello, HELLO_LENGTH);
    assert_int_equal(next_end(late), ECONNRESET);
    close(late);
    close(clients[0]);
    assert_int_equal(next_end(gateways[0]), 0);
    close(gateways[0]);
    assert_int_equal(gateway_is_left_alone(stage.gateway, 100), true);
    connect_pair(&stage, &clients[0], &gateways[0]);
    for (size_t i = 0; i < MOST; i++) {
        close(clients[i]);
        close(gateways[i]);
    }
    stage_end(&stage);
}

static void running_out_of_descriptors_harms_only_those_who_come_then(void **state)
{
    (void) state;
    enum { CLIENTS = 40 };
    int clients[CLIENTS], client, gateway;
    char byte = 'x';
    struct stage stage;
    stage.gateway = gateway_listen(&stage.gateway_port);
    relay_start(&stage.relay, &(struct relay_setup) { .to = stage.gateway_port, .descriptor_limit = 20 });
    connect_pair(&stage, &client, &gateway);
    for (size_t i = 0; i < CLIENTS; i++) clients[i] = client_connect(stage.relay.port, NULL);
    assert_ends(clients[CLIENTS - 1]);
    relay_wait_for_log(&stage.relay, "no free descriptors");
    long cpu = process_cpu_ms(stage.relay.pid);
    send_all(client, &byte, 1);
    receive_all(gateway, &byte, 1);
    poll(NULL, 0, 300);
    assert_true(process_cpu_ms(stage.relay.pid) - cpu < 100);
    for (size_t i = 0; i < CLIENTS; i++) close(clients[i]);
    close(client);
    assert_int_equal(next_end(gateway), 0);
    close(gateway);
    connect_pair(&stage, &client, &gateway);
    close(client);
    close(gateway);
    stage_end(&stage);
}

static void a_client_is_reset_when_the_gateway_is_down(void **state)
{
    (void) state;
    struct relay_process relay;
    relay_start(&relay, &(struct relay_setup) { .to = free_port() });
    int client = client_connect(relay.port, NULL);
    send_all(client, hello, HELLO_LENGTH);
    assert_int_equal(next_end(client), ECONNRESET);
    relay_wait_for_log(&relay, "the gateway's port refuses connections");
    close(client);
    assert_int_equal(relay_stop(&relay), 0);
}

/* ---- how it is started ---- */

/* A question and its answer. */
static void trade(int client, int gateway)
{
    char byte;
    send_all(client, "?", 1);
    receive_all(gateway, &byte, 1);
    send_all(gateway, "!", 1);
    receive_all(client, &byte, 1);
}

static unsigned count_ended(const int *fds, unsigned count)
{
    unsigned ended = 0;
    for (unsigned i = 0; i < count; i++) {
        struct pollfd poller = { .fd = fds[i], .events = POLLIN };
        ended += poll(&poller, 1, 0) == 1;
    }
    return ended;
}

static void a_crowd_at_the_door_is_seen_to_bit_by_bit_while_someone_trades(void **state)
{
    (void) state;
    /* Each is two events, and two are served in a millisecond; at twice that it is quicker than a pause in our trade is noticed. */
    enum { CROWD = 60, SETTLED_MS = 100, BY_MS = 4 };
    struct stage stage;
    int client, gateway, crowd[CROWD];
    stage_with(&stage, NULL, NULL);
    connect_pair(&stage, &client, &gateway);
    for (int64_t from = now_ms(); now_ms() < from + SETTLED_MS;) trade(client, gateway);
    int64_t came = now_ms();
    for (unsigned i = 0; i < CROWD; i++) {
        crowd[i] = client_connect(stage.relay.port, NULL);
        send_all(crowd[i], "GET /", 5);
    }
    while (count_ended(crowd, CROWD) < CROWD) {
        trade(client, gateway);
        assert_true(now_ms() < came + WAIT_MS);
    }
    assert_true(now_ms() - came >= CROWD / BY_MS);
    for (unsigned i = 0; i < CROWD; i++) close(crowd[i]);
    close(client);
    close(gateway);
    stage_end(&stage);
}

static void wrong_usage_is_explained(void **state)
{
    (void) state;
    static const struct {
        const char *arguments[8];
        const char *told;
    } wrong[] = {
        { { "gatehouse", "relay" }, "--listen: is missing" },
        { { "gatehouse", "relay", "--listen", "4003" }, "\"4003\": is not ADDRESS:PORT" },
        { { "gatehouse", "relay", "--listen", "::1:4003" }, "needs [ ]" },
        { { "gatehouse", "relay", "--listen", "localhost:4003" }, "names are not looked up" },
        { { "gatehouse", "relay", "--listen", "[::1]:4003" }, "--to: is missing" },
        { { "gatehouse", "relay", "--to", "127.0.0.1:0" }, "port that is not 1 to 65535" },
        { { "gatehouse", "relay", "--allow", "10.0.0.0/33" }, "element 1, \"10.0.0.0/33\", has a prefix length" },
        { { "gatehouse", "relay", "--to" }, "needs a value" },
        { { "gatehouse", "relay", "--fast" }, "is not an option" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        char said[4096];
        assert_int_equal(gatehouse_run(wrong[i].arguments, said, sizeof said), 2);
        if (!strstr(said, wrong[i].told)) fail_msg("expected \"%s\": %s", wrong[i].told, said);
        assert_non_null(strstr(said, "usage: gatehouse relay"));
    }
}

static void a_port_in_use_is_named(void **state)
{
    (void) state;
    int port;
    char said[4096], at[32];
    int taken = gateway_listen(&port);
    snprintf(at, sizeof at, "127.0.0.1:%d", port);
    const char *const arguments[] = { "gatehouse", "relay", "--listen", at, "--to", "127.0.0.1:1", NULL };
    assert_int_equal(gatehouse_run(arguments, said, sizeof said), 1);
    assert_non_null(strstr(said, at));
    assert_non_null(strstr(said, "another program"));
    close(taken);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hello_reaches_the_gateway_only_when_it_is_whole),
        cmocka_unit_test(a_legacy_hello_of_three_bytes_is_enough),
        cmocka_unit_test(wrong_hellos_never_reach_the_gateway),
        cmocka_unit_test(a_slow_hello_is_closed_after_five_seconds),
        cmocka_unit_test(a_client_is_reset_when_the_gateway_is_down),
        cmocka_unit_test(only_addresses_of_the_allow_list_come_in),
        cmocka_unit_test(the_gateway_gets_thirty_two_clients_and_not_one_more),
        cmocka_unit_test(running_out_of_descriptors_harms_only_those_who_come_then),
        cmocka_unit_test(a_crowd_at_the_door_is_seen_to_bit_by_bit_while_someone_trades),
        cmocka_unit_test(wrong_usage_is_explained),
        cmocka_unit_test(a_port_in_use_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
