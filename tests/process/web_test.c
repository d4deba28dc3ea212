/* SPDX-License-Identifier: MIT
 *
 * The real gatehouse-web against a board of our own: what it answers, what it refuses, how it starts and ends.
 */
#define _GNU_SOURCE
#include "web_kit.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- what it answers ---- */

static void the_page_follows_the_board(void **state)
{
    (void) state;
    assert_int_equal(ask("GET", "/", ""), 200);
    assert_non_null(strstr(answer, "Paper: connected"));
    assert_non_null(strstr(answer, "Content-Security-Policy: default-src 'self'"));
    assert_non_null(strstr(answer, "X-Frame-Options: DENY"));
    session_part.state = SESSION_SECOND_FACTOR;
    board_write_session(board, 0, &session_part);
    assert_int_equal(ask("GET", "/", ""), 200);
    assert_non_null(strstr(answer, "Paper: waits for your second factor"));
    assert_int_equal(ask("GET", "/status.json", ""), 200);
    assert_non_null(strstr(answer, "\"state\":\"second_factor\""));
    assert_null(strstr(answer, "\"memory\":null,\"reason\"")); /* this process has some */
}

static void static_files_are_inside(void **state)
{
    (void) state;
    assert_int_equal(ask("GET", "/style.css", ""), 200);
    assert_non_null(strstr(answer, "Content-Type: text/css"));
    assert_int_equal(ask("GET", "/live.js", ""), 200);
    assert_non_null(strstr(answer, "getElementById('live')"));
    assert_int_equal(ask("GET", "/icon.svg", ""), 200);
    assert_int_equal(ask("HEAD", "/icon.svg", ""), 200);
    assert_null(strstr(answer, "<svg"));
}

static void health_checks_follow_supervisor_and_session(void **state)
{
    (void) state;
    assert_int_equal(ask("GET", "/healthz", ""), 200);
    assert_int_equal(ask("GET", "/readyz", ""), 200);
    session_part.state = SESSION_LOGIN;
    board_write_session(board, 0, &session_part);
    assert_int_equal(ask("GET", "/readyz", ""), 503);
    assert_non_null(strstr(answer, "Paper: logging in"));
    assert_int_equal(ask("GET", "/healthz", ""), 200);
    pid_t gone = fork();
    if (gone == 0) _exit(0);
    assert_int_equal(waitpid(gone, NULL, 0), gone);
    init_part.pid = gone;
    board_write_init(board, &init_part);
    assert_int_equal(ask("GET", "/healthz", ""), 503);
}

static void connections_are_kept_between_requests(void **state)
{
    (void) state;
    static const char two[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                              "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    AUTO_CLOSE int fd = dial();
    assert_int_equal(write(fd, two, sizeof two - 1), sizeof two - 1);
    read_answer(fd);
    char *second = strstr(answer + 1, "HTTP/1.1 200 OK");
    assert_non_null(second);
}

/* ---- what it refuses ---- */

static void all_but_health_checks_ask_for_a_login(void **state)
{
    (void) state;
    static const char *const guarded[] = { "/", "/state", "/status.json", "/style.css", "/nothing" };
    for (size_t i = 0; i < ARRAY_LENGTH(guarded); i++) {
        assert_int_equal(ask("GET", guarded[i], ""), 401);
        assert_non_null(strstr(answer, "WWW-Authenticate: Basic realm=\"gatehouse\""));
    }
    assert_int_equal(ask("GET", "/healthz", ""), 200);
    assert_int_equal(ask("GET", "/readyz", ""), 200);
    assert_int_equal(ask("GET", "/", RIGHT), 200);
    assert_int_equal(ask("GET", "/nothing", RIGHT), 404);
    assert_int_equal(ask("GET", "/", "Authorization: Basic %%%\r\n"), 401);
}

static void guessing_is_slow_and_nobody_else_waits(void **state)
{
    (void) state;
    int64_t begin = clock_now_ms();
    for (int i = 0; i < 3; i++) assert_int_equal(ask("GET", "/", WRONG), 401);
    assert_in_range(clock_now_ms() - begin, 700, PATIENCE_MS); /* 250 and 500 */
    AUTO_CLOSE int waiting = dial();
    static const char wrong[] = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" WRONG "\r\n";
    assert_int_equal(write(waiting, wrong, sizeof wrong - 1), sizeof wrong - 1);
    begin = clock_now_ms();
    assert_int_equal(ask("GET", "/healthz", ""), 200);
    assert_in_range(clock_now_ms() - begin, 0, 700);
    kill(web, SIGTERM); /* with one that still waits */
    assert_int_equal(end_of_web(), 0);
}

static void bodies_and_wrong_methods_are_not_read(void **state)
{
    (void) state;
    assert_int_equal(ask("POST", "/", "Content-Length: 99999999999\r\n"), 405);
    assert_non_null(strstr(answer, "Allow: GET, HEAD"));
    assert_int_equal(ask("PUT", "/nothing", ""), 404);
    assert_int_equal(ask("POST", "/healthz", "Transfer-Encoding: chunked\r\n"), 405);
}

#define VERSION "<?xml version='1.0'?><methodCall><methodName>supervisor.getVersion</methodName></methodCall>"

/* No byte of the bodies is sent: whoever waited for one would not answer before it has closed an idle connection. */
static void nothing_is_read_of_a_body_before_the_login(void **state)
{
    (void) state;
    assert_int_equal(ask("POST", "/RPC2", "Content-Length: 60000\r\n"), 401);
    assert_int_equal(ask("POST", "/RPC2", "Transfer-Encoding: chunked\r\n"), 401);
    assert_int_equal(ask("POST", "/RPC2", "Content-Length: 60000\r\nExpect: 100-continue\r\n"), 401);
    assert_null(strstr(answer, "100 Continue"));
    assert_int_equal(ask("POST", "/RPC2", WRONG "Content-Length: 60000\r\n"), 401);
    assert_int_equal(ask("POST", "/RPC2", RIGHT "Content-Length: 99999999999\r\n"), 413); /* has waited: the other was wrong */
    assert_int_equal(ask("POST", "/RPC2", RIGHT), 411);
}

static void a_body_is_kept_while_its_login_waits(void **state)
{
    (void) state;
    char length[64];
    assert_int_equal(ask("POST", "/RPC2", WRONG "Content-Length: 60000\r\n"), 401);
    AUTO_CLOSE int fd = dial();
    say(fd, "POST /RPC2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" RIGHT);
    text_print(length, "Content-Length: %zu\r\n\r\n", strlen(VERSION));
    say(fd, length);
    say(fd, VERSION);
    read_answer(fd);
    assert_non_null(strstr(answer, "<string>3.0</string>"));
}

static bool has_ended(int fd, int milliseconds)
{
    char byte = 0;
    struct pollfd look = { .fd = fd, .events = POLLIN };
    return poll(&look, 1, milliseconds) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

/* A byte now and then keeps a connection from being idle, not from its end. */
static void a_request_that_trickles_in_is_ended_and_keeps_nobody_waiting(void **state)
{
    (void) state;
    AUTO_CLOSE int head = dial();
    AUTO_CLOSE int body = dial();
    bool head_ended = false, body_ended = false;
    int64_t deadline = clock_now_ms() + 12 * PATIENCE_MS;
    say(head, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ");
    say(body, "POST /RPC2 HTTP/1.1\r\nHost: x\r\n" RIGHT "Content-Length: 60000\r\n\r\n");
    while (!head_ended || !body_ended) {
        assert_true(clock_now_ms() < deadline);
        if (!head_ended) (void) send(head, "a", 1, MSG_NOSIGNAL);
        if (!body_ended) (void) send(body, "a", 1, MSG_NOSIGNAL);
        head_ended = head_ended || has_ended(head, 500);
        body_ended = body_ended || has_ended(body, 500);
        assert_int_equal(ask("GET", "/healthz", ""), 200);
    }
}

static void long_headers_are_refused(void **state)
{
    (void) state;
    static char header[40000];
    memset(header, 'a', sizeof header - 1);
    memcpy(header, "X: ", 3);
    memcpy(header + sizeof header - 3, "\r\n", 3);
    assert_int_equal(ask("GET", "/healthz", header), 431);
}

static void one_address_gets_its_share_of_connections(void **state)
{
    (void) state;
    int fds[OF_ONE];
    char byte = 0;
    for (int i = 0; i < OF_ONE; i++) fds[i] = dial();
    AUTO_CLOSE int one_more = dial();
    struct pollfd ended = { .fd = one_more, .events = POLLIN };
    assert_int_equal(poll(&ended, 1, AT_ONCE_MS), 1);
    assert_true(read(one_more, &byte, 1) <= 0);
    for (int i = 0; i < OF_ONE; i++) close(fds[i]);
    int64_t deadline = clock_now_ms() + PATIENCE_MS;
    while (ask("GET", "/healthz", "") != 200) assert_true(clock_now_ms() < deadline);
}

/* ---- how it starts and ends ---- */

static void a_taken_port_ends_it_at_once(void **state)
{
    (void) state;
    AUTO_CLOSE int other = occupy(&port);
    assert_true(other >= 0);
    assert_false(start(false));
    assert_int_equal(end_of_web(), 1);
}

static void without_a_board_it_does_not_start(void **state)
{
    (void) state;
    char path[96], away[96];
    text_print(path, "%s/board", folder);
    text_print(away, "%s/away", folder);
    assert_int_equal(rename(path, away), 0);
    bool started = start(false);
    assert_int_equal(rename(away, path), 0);
    assert_false(started);
    assert_int_equal(end_of_web(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_page_follows_the_board, make_open, unmake),
        cmocka_unit_test_setup_teardown(static_files_are_inside, make_open, unmake),
        cmocka_unit_test_setup_teardown(health_checks_follow_supervisor_and_session, make_open, unmake),
        cmocka_unit_test_setup_teardown(connections_are_kept_between_requests, make_open, unmake),
        cmocka_unit_test_setup_teardown(all_but_health_checks_ask_for_a_login, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(guessing_is_slow_and_nobody_else_waits, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(bodies_and_wrong_methods_are_not_read, make_open, unmake),
        cmocka_unit_test_setup_teardown(nothing_is_read_of_a_body_before_the_login, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(a_body_is_kept_while_its_login_waits, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(a_request_that_trickles_in_is_ended_and_keeps_nobody_waiting, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(long_headers_are_refused, make_open, unmake),
        cmocka_unit_test_setup_teardown(one_address_gets_its_share_of_connections, make_open, unmake),
        cmocka_unit_test_setup_teardown(a_taken_port_ends_it_at_once, make, unmake),
        cmocka_unit_test_setup_teardown(without_a_board_it_does_not_start, make, unmake),
    };
    return cmocka_run_group_tests(tests, make_board, remove_board);
}
