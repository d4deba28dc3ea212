/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session_kit.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/config.h"
#include "control/inherit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/close_range.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct stage stage;
static const char *gatehouse;

/* ---- files ---- */

const char *below(const char *path)
{
    static char whole[256];
    text_print(whole, "%s/%s", stage.folder, path);
    return whole;
}

const char *read_file(const char *path)
{
    static char text[65536];
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (ssize_t n = 1; fd >= 0 && n > 0 && length < sizeof text - 1; length += n > 0 ? (size_t) n : 0)
        n = read(fd, text + length, sizeof text - 1 - length);
    for (size_t i = 0; i < length; i++)
        if (!text[i]) text[i] = ' ';
    text[length] = 0;
    return text;
}

static void write_file(const char *path, const char *text)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_return_code(fd, errno);
    assert_return_code(fd_write_all(fd, text, strlen(text)), errno);
}

static void make_folder(const char *path)
{
    assert_return_code(mkdir(below(path), 0700), errno);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void) about, (void) kind, (void) where;
    return remove(path);
}

void stage_script(unsigned start, const char *script)
{
    char name[64];
    if (start == 0) text_print(name, "data/paper/script");
    else text_print(name, "data/paper/script.%u", start);
    write_file(below(name), script);
}

/* ---- the network: the API's port is a fixed one ---- */

static bool raise_loopback(void)
{
    struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
    AUTO_CLOSE int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

static bool have_own_network(void)
{
    static int have = -1;
    if (have < 0) have = unshare(CLONE_NEWNET) == 0 && raise_loopback();
    return have > 0;
}

static bool port_is_free(void)
{
    static const int yes = 1;
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(API_PORT),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    AUTO_CLOSE int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind(fd, (const struct sockaddr *) &own, sizeof own) == 0;
}

bool stage_is_possible(void)
{
    if (have_own_network() || port_is_free()) return true;
    printf("1..0 # SKIP port %d is taken, and no network of one's own can be had\n", API_PORT);
    return false;
}

/* ---- the stage ---- */

int stage_set_up(void **state)
{
    (void) state;
    static const char *const folders[] = {
        "run", "data", "data/paper", "jts", "jts/1045", "jts/1045/jars", "jvm", "jvm/bin"
    };
    stage = (struct stage) { .log = -1, .notify = -1 };
    text_print(stage.folder, "/tmp/session_test.XXXXXX");
    if (!mkdtemp(stage.folder)) return -1;
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* as init is */
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) make_folder(folders[i]);
    write_file(below("jts/1045/jars/a.jar"), "");
    const char *fake = getenv("FAKE_JAVA");
    gatehouse = getenv("GATEHOUSE");
    assert_true(fake && gatehouse);
    assert_return_code(symlink(fake, below("jvm/bin/java")), errno);
    return 0;
}

static void close_end(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* The session, and what it left behind: its javas fall to us. */
static bool end_children(void)
{
    char path[64];
    int64_t deadline = clock_now_ms() + WAIT_MS;
    text_print(path, "/proc/self/task/%d/children", (int) getpid());
    while (clock_now_ms() < deadline) {
        pid_t child = (pid_t) atol(read_file(path));
        if (child > 0) kill(child, SIGKILL);
        pid_t ended = waitpid(-1, NULL, WNOHANG);
        if (ended < 0) return true;
        if (ended == 0) poll(NULL, 0, 1);
    }
    return false;
}

int stage_tear_down(void **state)
{
    (void) state;
    bool alone = end_children();
    close_end(&stage.log);
    close_end(&stage.notify);
    stage.session = 0;
    return !alone ? -1 : nftw(stage.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- starting ---- */

static int seal_settings(const char *lines)
{
    char gateway[128], java[128], data[128], run[128], more[512];
    char *rest = more;
    const char *environment[16] = { "IB_USER=" USER, "TZ=UTC", gateway, java, data, run };
    size_t count = 6;
    bool has_password = lines && strstr(lines, "IB_PASSWORD=");
    if (!has_password) environment[count++] = "IB_PASSWORD=" PASSWORD;
    text_print(more, "%s", lines ? lines : "");
    while (rest && *rest && count < ARRAY_LENGTH(environment) - 1) environment[count++] = strsep(&rest, "\n");
    struct problems problems = { 0 };
    struct config config = { 0 };
    text_print(gateway, "GATEWAY_PATH=%s/jts", stage.folder);
    text_print(java, "JAVA_HOME=%s/jvm", stage.folder);
    text_print(data, "DATA_DIR=%s/data", stage.folder);
    text_print(run, "RUN_DIR=%s/run", stage.folder);
    config_load(&config, environment, &problems);
    if (problems.count) fail_msg("%s", problems.lines);
    int fd = config_seal(&config, AUDIENCE_SESSION_0);
    config_wipe(&config);
    assert_return_code(fd, errno);
    return fd;
}

/* libfaketime, in the session alone: java gets no environment but what it needs. */
static void set_clock(const char *clock)
{
    char begin[32];
    text_print(begin, "@%s", clock);
    setenv("TZ", "UTC", 1);
    setenv("LD_PRELOAD", "/usr/$LIB/faketime/libfaketime.so.1", 1);
    setenv("FAKETIME", begin, 1);
    setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
}

_Noreturn static void become_session(int log, int notify, int sealed)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    clearenv();
    setenv("PATH", "/usr/bin:/bin", 1);
    setenv("DISPLAY", ":9", 1);
    setenv("JAVA_TOOL_OPTIONS", "-Dleaked=1", 1);
    if (stage.clock) set_clock(stage.clock);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    dup2(notify, INHERITED_NOTIFY);
    dup2(sealed, INHERITED_SETTINGS);
    close_range(INHERITED_SETTINGS + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    execl(gatehouse, "gatehouse", "session", "0", (char *) NULL);
    _exit(127);
}

/* Out of the way of the numbers that it is to have. */
static int high(int fd)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 20);
    close(fd);
    return moved;
}

void stage_start(const char *lines)
{
    int log[2], notify[2], sealed = high(seal_settings(lines));
    struct board *board = board_create(below("run"));
    assert_non_null(board);
    board_close(board);
    assert_return_code(pipe2(log, O_CLOEXEC | O_NONBLOCK), errno);
    assert_return_code(pipe2(notify, O_CLOEXEC | O_NONBLOCK), errno);
    fcntl(log[1], F_SETFL, 0);
    close_end(&stage.log);
    close_end(&stage.notify);
    stage.log = log[0];
    stage.notify = notify[0];
    stage.session = fork();
    assert_return_code(stage.session, errno);
    if (stage.session == 0) become_session(high(log[1]), high(notify[1]), sealed);
    close(log[1]);
    close(notify[1]);
    close(sealed);
}

/* ---- looking ---- */

static void read_log(void)
{
    ssize_t n = 1;
    while (n > 0 && stage.said_length < sizeof stage.said - 1) {
        n = read(stage.log, stage.said + stage.said_length, sizeof stage.said - 1 - stage.said_length);
        if (n > 0) stage.said_length += (size_t) n;
    }
    stage.said[stage.said_length] = 0;
}

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) found++;
    return found;
}

unsigned count_in_log(const char *text)
{
    read_log();
    return count(stage.said, text);
}

unsigned count_in_journal(const char *text)
{
    return count(read_file(below("data/paper/journal")), text);
}

/* The journal is a file: to wait for it is to look at it. */
static void wait_until(unsigned (*counted)(const char *), const char *text, unsigned times, int milliseconds)
{
    int64_t deadline = clock_now_ms() + milliseconds;
    while (counted(text) < times) {
        struct pollfd fd = { .fd = stage.log, .events = POLLIN };
        if (clock_now_ms() > deadline) {
            read_log();
            fprintf(stderr, "%s\nand:\n%s\n", stage.said, read_file(below("data/paper/journal"))); /* cmocka cuts it */
            fail_msg("in vain: %u times \"%s\"", times, text);
        }
        if (poll(&fd, 1, 5) > 0 && !(fd.revents & POLLIN)) poll(NULL, 0, 5);
    }
}

void wait_for_log(const char *text, unsigned times)
{
    wait_until(count_in_log, text, times, WAIT_MS);
}

void wait_within(const char *text, unsigned times, int milliseconds)
{
    wait_until(count_in_log, text, times, milliseconds);
}

void wait_for_journal(const char *text, unsigned times)
{
    wait_until(count_in_journal, text, times, WAIT_MS);
}

void let_pass(int milliseconds)
{
    int64_t deadline = clock_now_ms() + milliseconds;
    for (int64_t left = milliseconds; left > 0; left = deadline - clock_now_ms()) {
        poll(NULL, 0, left < 50 ? (int) left : 50);
        read_log();
    }
}

struct board_session read_session(void)
{
    struct board_session part = { 0 };
    struct board *board = board_open(below("run"), false);
    if (!board) return part;
    board_read_session(board, 0, &part);
    board_close(board);
    return part;
}

pid_t java_pid(void)
{
    return read_session().java_pid;
}

/* ---- ending ---- */

static int wait_for_exit(pid_t pid, int milliseconds)
{
    int status = 0;
    int64_t deadline = clock_now_ms() + milliseconds;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        read_log();
        if (clock_now_ms() > deadline) fail_msg("process %d has not ended; its log:\n%s", (int) pid, stage.said);
        poll(NULL, 0, 5);
    }
    read_log();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int stage_stop(int milliseconds)
{
    pid_t pid = stage.session;
    kill(pid, SIGTERM);
    int status = wait_for_exit(pid, milliseconds);
    stage.session = 0;
    return status;
}

void stage_kill(void)
{
    kill(stage.session, SIGKILL);
    wait_for_exit(stage.session, WAIT_MS);
    stage.session = 0;
}

void wait_for_end(pid_t pid)
{
    wait_for_exit(pid, WAIT_MS);
}
