/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web_kit.h"

#include "control/inherit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

char folder[] = "/tmp/gatehouse-web-test-XXXXXX";
static const char *program;
struct board *board;
struct board_init init_part;
struct board_session session_part;
pid_t web;
int port;
char answer[64 * 1024];

/* ---- the vocabulary ---- */

static struct sockaddr_in local(int to)
{
    return (struct sockaddr_in) { .sin_family = AF_INET, .sin_port = htons((uint16_t) to),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* A listening socket at a free port, which is told. */
int occupy(int *which)
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
bool start(bool with_login)
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

int end_of_web(void)
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

static int connect_to(int fd, const struct sockaddr *address, socklen_t length)
{
    struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(connect(fd, address, length), 0);
    return fd;
}

int dial_from(uint32_t from)
{
    struct sockaddr_in here = local(0), there = local(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    here.sin_addr.s_addr = htonl(from);
    assert_int_equal(bind(fd, (struct sockaddr *) &here, sizeof here), 0);
    return connect_to(fd, (struct sockaddr *) &there, sizeof there);
}

int dial(void)
{
    return dial_from(INADDR_LOOPBACK);
}

int dial_local(void)
{
    struct sockaddr_un there = { .sun_family = AF_UNIX };
    text_print(there.sun_path, "%s/supervisor.sock", folder);
    return connect_to(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), (struct sockaddr *) &there, sizeof there);
}

void say(int fd, const char *words)
{
    assert_int_equal(send(fd, words, strlen(words), MSG_NOSIGNAL), strlen(words));
}

/* Reads until the other end closes. */
void read_answer(int fd)
{
    size_t length = 0;
    ssize_t n = 0;
    while (length < sizeof answer - 1 && (n = read(fd, answer + length, sizeof answer - 1 - length)) > 0)
        length += (size_t) n;
    answer[length] = 0;
}

/* The status of the answer; 0 for none. */
int ask(const char *method, const char *path, const char *headers)
{
    static char request[64 * 1024];
    text_print(request, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", method, path, headers);
    AUTO_CLOSE int fd = dial();
    ssize_t sent = send(fd, request, strlen(request), MSG_NOSIGNAL);
    assert_true(sent > 0);
    read_answer(fd);
    return text_starts_with(answer, "HTTP/1.1 ") ? (int) strtol(answer + 9, NULL, 10) : 0;
}

int make(void **state)
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

int make_open(void **state)
{
    return make(state) < 0 || !start(false) ? -1 : 0;
}

int make_guarded(void **state)
{
    return make(state) < 0 || !start(true) ? -1 : 0;
}

int unmake(void **state)
{
    (void) state;
    if (web == 0) return 0;
    kill(web, SIGTERM);
    return end_of_web() == 0 ? 0 : -1;
}

int make_board(void **state)
{
    (void) state;
    program = getenv("GATEHOUSE_WEB");
    if (!program || !mkdtemp(folder)) return -1;
    board = board_create(folder);
    return board ? 0 : -1;
}

int remove_board(void **state)
{
    (void) state;
    char path[96];
    text_print(path, "%s/board", folder);
    board_close(board);
    unlink(path);
    return rmdir(folder);
}
