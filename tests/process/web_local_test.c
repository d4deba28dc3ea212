/* SPDX-License-Identifier: MIT
 *
 * The real gatehouse-web through its unix socket, in the place of supervisord: bodies, pipelining, calls that wait for init, logs
 * that are followed.
 */
#define _GNU_SOURCE
#include "web_kit.h"

#include "control/message.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- supervisord's language, through the unix socket ---- */

#define CALL(method) \
    "<?xml version='1.0'?><methodCall><methodName>" method "</methodName><params></params></methodCall>"
#define CALL_WITH(method, value) \
    "<?xml version='1.0'?><methodCall><methodName>" method "</methodName><params><param><value><string>" value \
    "</string></value></param></params></methodCall>"

static void post(int fd, const char *body, const char *headers)
{
    char head[256];
    text_print(head, "POST /RPC2 HTTP/1.1\r\nHost: \r\n%sContent-Length: %zu\r\n\r\n", headers, strlen(body));
    say(fd, head);
    say(fd, body);
}

/* Reads until the answer has that part. */
static void read_until(int fd, const char *part)
{
    size_t length = 0;
    answer[0] = 0;
    while (!strstr(answer, part)) {
        ssize_t n = read(fd, answer + length, sizeof answer - 1 - length);
        if (n <= 0) fail_msg("no %s in %s", part, answer);
        length += (size_t) n;
        answer[length] = 0;
    }
}

static void the_unix_socket_is_ours_alone_and_asks_for_no_login(void **state)
{
    (void) state;
    char path[96];
    struct stat about;
    text_print(path, "%s/supervisor.sock", folder);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    AUTO_CLOSE int fd = dial_local();
    post(fd, CALL("supervisor.getVersion"), "Authorization: Basic Og==\r\nConnection: close\r\n");
    read_answer(fd);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK"));
    assert_non_null(strstr(answer, "<string>3.0</string>"));
}

static void a_body_may_come_in_pieces_and_requests_one_behind_the_other(void **state)
{
    (void) state;
    AUTO_CLOSE int fd = dial_local();
    say(fd, "POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    const char *body = CALL("supervisor.getPID");
    for (const char *at = body; *at; at++) { /* a byte at a time */
        char piece[] = { '1', '\r', '\n', *at, '\r', '\n', 0 };
        say(fd, piece);
    }
    say(fd, "0\r\n\r\n");
    post(fd, CALL("supervisor.getState"), "");
    post(fd, CALL("no.such"), "Connection: close\r\n");
    read_answer(fd);
    const char *first = strstr(answer, "<int>"), *second = strstr(answer, "<string>RUNNING</string>");
    const char *third = strstr(answer, "UNKNOWN_METHOD");
    assert_true(first && second && third && first < second && second < third);
}

/* Init in the place of init: it takes its time with the answer. */
static void a_call_that_waits_for_init_keeps_nobody_else_waiting(void **state)
{
    (void) state;
    char path[96];
    struct request request;
    struct answer from_init = { .code = ANSWER_OK };
    text_print(path, "%s/control", folder);
    AUTO_CLOSE int door = fd_listen_unix(path, SOCK_SEQPACKET);
    assert_true(door >= 0);
    AUTO_CLOSE int waiting = dial_local();
    post(waiting, CALL_WITH("supervisor.startProcess", "session"), "Connection: close\r\n");
    struct pollfd knock = { .fd = door, .events = POLLIN };
    assert_int_equal(poll(&knock, 1, PATIENCE_MS), 1);
    AUTO_CLOSE int visitor = accept4(door, NULL, NULL, SOCK_CLOEXEC);
    assert_int_equal(recv(visitor, &request, sizeof request, 0), sizeof request);
    assert_int_equal(request.verb, VERB_START);
    assert_string_equal(request.service, "session");
    assert_int_equal(ask("GET", "/healthz", ""), 200);
    struct pollfd answered = { .fd = waiting, .events = POLLIN };
    assert_int_equal(poll(&answered, 1, 0), 0);
    assert_int_equal(send(visitor, &from_init, sizeof from_init, 0), sizeof from_init);
    read_answer(waiting);
    assert_non_null(strstr(answer, "<boolean>1</boolean>"));
    unlink(path);
}

static void who_goes_away_while_init_takes_its_time_is_forgotten(void **state)
{
    (void) state;
    char path[96];
    text_print(path, "%s/control", folder);
    AUTO_CLOSE int door = fd_listen_unix(path, SOCK_SEQPACKET);
    assert_true(door >= 0);
    int waiting = dial_local();
    post(waiting, CALL_WITH("supervisor.stopProcess", "session"), "");
    struct pollfd knock = { .fd = door, .events = POLLIN };
    assert_int_equal(poll(&knock, 1, PATIENCE_MS), 1);
    AUTO_CLOSE int visitor = accept4(door, NULL, NULL, SOCK_CLOEXEC);
    close(waiting);
    struct request request;
    assert_int_equal(recv(visitor, &request, sizeof request, 0), sizeof request);
    assert_int_equal(recv(visitor, &request, sizeof request, 0), 0); /* it hung up */
    assert_int_equal(ask("GET", "/healthz", ""), 200);
    unlink(path);
}

static void append(const char *path, const char *words)
{
    FILE *file = fopen(path, "ae");
    assert_non_null(file);
    fputs(words, file);
    fclose(file);
}

/* supervisorctl's tail -f: no host, and a line end too many behind the request. */
static void a_log_is_followed_as_it_grows(void **state)
{
    (void) state;
    char path[96];
    text_print(path, "%s/main", folder);
    append(path, "first line\n");
    text_print(init_part.main_log, "%s", path);
    text_print(init_part.services[0].stdout_log, "%s", path);
    board_write_init(board, &init_part);
    static const char *const streams[] = { "/mainlogtail", "/logtail/session", "/logtail/session/stdout" };
    for (size_t i = 0; i < ARRAY_LENGTH(streams); i++) {
        char request[160];
        AUTO_CLOSE int fd = dial_local();
        text_print(request, "GET %s HTTP/1.1\r\nHost: \r\nAccept-Encoding: chunked\r\nAccept: */*\r\n\r\n\r\n", streams[i]);
        say(fd, request);
        read_until(fd, "first line\n");
        assert_non_null(strstr(answer, "Transfer-Encoding: chunked\r\n"));
        append(path, "another\n");
        read_until(fd, "another\n");
    }
    AUTO_CLOSE int fd = dial_local();
    say(fd, "GET /logtail/session/stderr HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    read_answer(fd);
    assert_non_null(strstr(answer, "HTTP/1.1 404"));
    unlink(path);
}

/* The id of the last event in what was read. */
static void last_id(char *id, size_t room)
{
    const char *found = NULL;
    for (const char *at = strstr(answer, "\nid: "); at; at = strstr(at + 1, "\nid: ")) found = at + 5;
    assert_non_null(found);
    text_print_in(id, room, "%.*s", (int) strcspn(found, "\n"), found);
}

static int follow_events(const char *query, const char *headers)
{
    char request[256];
    int fd = dial_local();
    text_print(request, "GET /log-events/session%s HTTP/1.1\r\nHost: x\r\n%s\r\n", query, headers);
    say(fd, request);
    return fd;
}

static void whoever_comes_back_to_a_log_misses_nothing_and_sees_nothing_twice(void **state)
{
    (void) state;
    char path[96], older[100], id[64], header[96], query[96];
    text_print(path, "%s/main", folder);
    text_print(older, "%s.1", path);
    append(path, "half\nfirst line\n");
    text_print(init_part.services[0].stdout_log, "%s", path);
    board_write_init(board, &init_part);
    int fd = follow_events("?last=12", "");
    read_until(fd, "\ndata: first line\nid: ");
    append(path, "not yet whole");
    append(path, ", now\n");
    read_until(fd, "data: not yet whole, now\nid: ");
    last_id(id, sizeof id);
    close(fd);
    append(path, "missed\n");
    assert_int_equal(rename(path, older), 0);
    append(path, "after the rotation\n");
    text_print(header, "Last-Event-ID: %s\r\n", id);
    text_print(query, "?after=%s", id);
    for (int i = 0; i < 2; i++) { /* a browser says it in a header, a script in the query */
        fd = follow_events(i ? query : "", i ? "" : header);
        read_until(fd, "data: after the rotation\nid: ");
        assert_non_null(strstr(answer, "Content-Type: text/event-stream\r\n"));
        assert_non_null(strstr(answer, "data: missed\n"));
        assert_null(strstr(answer, "whole"));
        assert_null(strstr(answer, "event: anew"));
        close(fd);
    }
    assert_int_equal(truncate(path, 0), 0);
    fd = follow_events("", "Last-Event-ID: 1-2-3\r\n");
    append(path, "fresh\n");
    read_until(fd, "data: fresh\n");
    assert_non_null(strstr(answer, "event: anew\n"));
    close(fd);
    unlink(path);
    unlink(older);
}

static void whoever_takes_all_connections_does_not_shut_out_the_unix_socket(void **state)
{
    (void) state;
    int fds[OF_ALL + 1]; /* one waits at the door */
    for (uint32_t i = 0; i <= OF_ALL; i++) fds[i] = dial_from(INADDR_LOOPBACK + i / OF_ONE);
    AUTO_CLOSE int fd = dial_local();
    post(fd, CALL("supervisor.getVersion"), "Connection: close\r\n");
    read_answer(fd);
    assert_non_null(strstr(answer, "<string>3.0</string>"));
    say(fds[OF_ALL], "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    for (size_t i = 0; i < OF_ALL; i++) close(fds[i]);
    read_answer(fds[OF_ALL]);
    assert_non_null(strstr(answer, "HTTP/1.1 200"));
    close(fds[OF_ALL]);
}

static void only_so_many_logs_are_followed_at_once(void **state)
{
    (void) state;
    char path[96];
    int fds[25];
    text_print(path, "%s/main", folder);
    append(path, "line\n");
    text_print(init_part.services[0].stdout_log, "%s", path);
    board_write_init(board, &init_part);
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++) {
        fds[i] = follow_events("", "");
        read_until(fds[i], i + 1 < ARRAY_LENGTH(fds) ? "text/event-stream" : "HTTP/1.1 503");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++) close(fds[i]);
    int fd = -1;
    int64_t deadline = clock_now_ms() + PATIENCE_MS;
    do { /* their places are free once it has seen them go */
        if (fd >= 0) close(fd);
        fd = follow_events("", "");
        read_until(fd, "\r\n\r\n");
    } while (!strstr(answer, "text/event-stream") && clock_now_ms() < deadline);
    assert_non_null(strstr(answer, "text/event-stream"));
    close(fd);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_unix_socket_is_ours_alone_and_asks_for_no_login, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(a_body_may_come_in_pieces_and_requests_one_behind_the_other, make_open, unmake),
        cmocka_unit_test_setup_teardown(a_call_that_waits_for_init_keeps_nobody_else_waiting, make_open, unmake),
        cmocka_unit_test_setup_teardown(who_goes_away_while_init_takes_its_time_is_forgotten, make_open, unmake),
        cmocka_unit_test_setup_teardown(a_log_is_followed_as_it_grows, make_open, unmake),
        cmocka_unit_test_setup_teardown(whoever_comes_back_to_a_log_misses_nothing_and_sees_nothing_twice, make_open, unmake),
        cmocka_unit_test_setup_teardown(whoever_takes_all_connections_does_not_shut_out_the_unix_socket, make_guarded, unmake),
        cmocka_unit_test_setup_teardown(only_so_many_logs_are_followed_at_once, make_open, unmake),
    };
    return cmocka_run_group_tests(tests, make_board, remove_board);
}
