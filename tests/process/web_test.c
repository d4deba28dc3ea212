/* SPDX-License-Identifier: MIT
 *
 * The real gatehouse-web against a board of our own, spoken to byte by byte: what it answers, what it refuses, how it
 * starts and ends. Every wait has a deadline.
 */
#define _GNU_SOURCE
#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/config.h"
#include "control/board.h"
#include "control/inherit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000, AT_ONCE_MS = 3000, OF_ONE = 16 }; /* at once: before an idle connection is closed */

#define RIGHT "Authorization: Basic YWRtaW46cw==\r\n" /* admin:s */
#define WRONG "Authorization: Basic YWRtaW46bm8=\r\n" /* admin:no */

static char folder[] = "/tmp/gatehouse-web-test-XXXXXX";
static const char *program;
static struct board *board;
static struct board_init init_part;
static struct board_session session_part;
static pid_t web;
static int port;
static char answer[64 * 1024];

/* ---- the vocabulary ---- */

static struct sockaddr_in local(int to)
{
    return (struct sockaddr_in) { .sin_family = AF_INET, .sin_port = htons((uint16_t) to),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* A listening socket at a free port, which is told. */
static int occupy(int *which)
{
    struct sockaddr_in address = local(0);
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *) &address, length), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *) &address, &length), 0);
    *which = ntohs(address.sin_port);
    return fd;
}

static int free_port(void)
{
    int which = 0;
    close(occupy(&which));
    return which;
}

static int seal_settings(bool with_login)
{
    char run_dir[96], ui_port[64];
    static struct problems problems;
    struct config config;
    text_print(run_dir, "RUN_DIR=%s", folder);
    text_print(ui_port, "SUPERVISORD_UI_PORT=%d", port);
    const char *const environment[] = { "IB_USER=u", "IB_PASSWORD=hunter2", "BIND_ADDRESS=127.0.0.1", "TZ=UTC", run_dir,
                                        ui_port, with_login ? "SUPERVISORD_UI_USER=admin" : "A=",
                                        with_login ? "SUPERVISORD_UI_PASS=s" : "B=", NULL };
    config_load(&config, environment, &problems);
    int fd = config_seal(&config, AUDIENCE_WEB);
    config_wipe(&config);
    assert_true(fd >= 0);
    return fd;
}

static _Noreturn void become_web(int notify, int sealed)
{
    int out_of_the_way[] = { fcntl(notify, F_DUPFD, 64), fcntl(sealed, F_DUPFD, 64) };
    dup2(out_of_the_way[0], INHERITED_NOTIFY);
    dup2(out_of_the_way[1], INHERITED_SETTINGS);
    close(out_of_the_way[0]);
    close(out_of_the_way[1]);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that is killed leaves nothing behind */
    setenv("TZ", "UTC", 1);
    execl(program, program, (char *) NULL);
    _exit(127);
}

/* True when it says that it is ready; false when it ends. */
static bool start(bool with_login)
{
    int ends[2];
    char byte = 0;
    AUTO_CLOSE int sealed = seal_settings(with_login);
    assert_int_equal(fd_pipe(ends), 0);
    web = fork();
    if (web == 0) become_web(ends[1], sealed);
    close(ends[1]);
    AUTO_CLOSE int from = ends[0];
    struct pollfd wait = { .fd = from, .events = POLLIN };
    assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
    return read(from, &byte, 1) == 1 && byte == '\n';
}

static int end_of_web(void)
{
    int status = 0;
    int64_t deadline = clock_now_ms() + PATIENCE_MS;
    while (waitpid(web, &status, WNOHANG) == 0) {
        if (clock_now_ms() > deadline) kill(web, SIGKILL);
        poll(NULL, 0, 5);
    }
    web = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int dial(void)
{
    struct sockaddr_in address = local(port);
    struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(connect(fd, (struct sockaddr *) &address, sizeof address), 0);
    return fd;
}

/* Reads until the other end closes. */
static void read_answer(int fd)
{
    size_t length = 0;
    ssize_t n = 0;
    while (length < sizeof answer - 1 && (n = read(fd, answer + length, sizeof answer - 1 - length)) > 0)
        length += (size_t) n;
    answer[length] = 0;
}

/* The status of the answer; 0 for none. */
static int ask(const char *method, const char *path, const char *headers)
{
    static char request[64 * 1024];
    text_print(request, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", method, path, headers);
    AUTO_CLOSE int fd = dial();
    ssize_t sent = send(fd, request, strlen(request), MSG_NOSIGNAL);
    assert_true(sent > 0);
    read_answer(fd);
    return text_starts_with(answer, "HTTP/1.1 ") ? (int) strtol(answer + 9, NULL, 10) : 0;
}

static int make(void **state)
{
    (void) state;
    init_part = (struct board_init) { .pid = getpid(), .started_at = clock_wall_s(), .count = 1 };
    init_part.services[0] = (struct board_service) { .name = "session", .state = SERVICE_RUNNING, .part = BOARD_PART_SESSION,
                                                     .pid = getpid() };
    session_part = (struct board_session) { .state = SESSION_READY, .paper = true, .java_pid = getpid() };
    board_write_init(board, &init_part);
    board_write_session(board, 0, &session_part);
    port = free_port();
    return 0;
}

static int make_open(void **state)
{
    return make(state) < 0 || !start(false) ? -1 : 0;
}

static int make_guarded(void **state)
{
    return make(state) < 0 || !start(true) ? -1 : 0;
}

static int unmake(void **state)
{
    (void) state;
    if (web == 0) return 0;
    kill(web, SIGTERM);
    return end_of_web() == 0 ? 0 : -1;
}

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
    assert_non_null(strstr(answer, "'use strict'"));
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

static int make_board(void **state)
{
    (void) state;
    program = getenv("GATEHOUSE_WEB");
    if (!program || !mkdtemp(folder)) return -1;
    board = board_create(folder);
    return board ? 0 : -1;
}

static int remove_board(void **state)
{
    (void) state;
    char path[96];
    text_print(path, "%s/board", folder);
    board_close(board);
    unlink(path);
    return rmdir(folder);
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
        cmocka_unit_test_setup_teardown(long_headers_are_refused, make_open, unmake),
        cmocka_unit_test_setup_teardown(one_address_gets_its_share_of_connections, make_open, unmake),
        cmocka_unit_test_setup_teardown(a_taken_port_ends_it_at_once, make, unmake),
        cmocka_unit_test_setup_teardown(without_a_board_it_does_not_start, make, unmake),
    };
    return cmocka_run_group_tests(tests, make_board, remove_board);
}
