/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay_kit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- processes ---- */

static const char *gatehouse(void)
{
    const char *path = getenv("GATEHOUSE");
    assert_non_null(path);
    return path;
}

static pid_t spawn(const char *const *arguments, int descriptor_limit, int *log)
{
    int ends[2];
    assert_return_code(pipe2(ends, O_CLOEXEC), errno);
    pid_t pid = fork();
    assert_return_code(pid, errno);
    if (pid > 0) {
        close(ends[1]);
        *log = ends[0];
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct rlimit limit = { (rlim_t) descriptor_limit, (rlim_t) descriptor_limit };
    dup2(ends[1], STDERR_FILENO);
    if (descriptor_limit > 0) setrlimit(RLIMIT_NOFILE, &limit);
    char *copy[16] = { NULL };
    for (size_t i = 0; arguments[i] && i < 15; i++) copy[i] = strdup(arguments[i]);
    execv(gatehouse(), copy);
    _exit(127);
}

static bool readable(int fd, int64_t deadline)
{
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    int64_t left = deadline - now_ms();
    return poll(&poll_fd, 1, left > 0 ? (int) left : 0) > 0;
}

void relay_wait_for_log(struct relay_process *relay, const char *text)
{
    int64_t deadline = now_ms() + WAIT_MS;
    while (!strstr(relay->said, text)) {
        if (!readable(relay->log, deadline)) fail_msg("the relay did not say \"%s\" but: %s", text, relay->said);
        size_t room = sizeof relay->said - relay->said_length - 1;
        ssize_t n = read(relay->log, relay->said + relay->said_length, room);
        if (n <= 0) fail_msg("the relay ended without saying \"%s\": %s", text, relay->said);
        relay->said_length += (size_t) n;
        relay->said[relay->said_length] = 0;
    }
}

void relay_start(struct relay_process *relay, const struct relay_setup *setup)
{
    char listen_at[32], to[32];
    *relay = (struct relay_process) { .port = free_port() };
    snprintf(listen_at, sizeof listen_at, "127.0.0.1:%d", relay->port);
    snprintf(to, sizeof to, "127.0.0.1:%d", setup->to);
    const char *arguments[16] = { "gatehouse", "relay", "--listen", listen_at, "--to", to };
    for (size_t i = 0; i < 4; i++) arguments[6 + i] = setup->options[i];
    relay->pid = spawn(arguments, setup->descriptor_limit, &relay->log);
    relay_wait_for_log(relay, "listening on");
}

static int wait_for_exit(pid_t pid, int within_ms)
{
    int status = 0;
    int64_t deadline = now_ms() + within_ms;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (now_ms() > deadline) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            fail_msg("process %d did not end within %d ms", (int) pid, within_ms);
        }
        poll(NULL, 0, 5);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int relay_stop(struct relay_process *relay)
{
    if (relay->pid == 0) return 0;
    kill(relay->pid, SIGTERM);
    int status = wait_for_exit(relay->pid, 2000);
    close(relay->log);
    relay->pid = 0;
    return status;
}

int gatehouse_run(const char *const *arguments, char *said, size_t room)
{
    int log;
    pid_t pid = spawn(arguments, 0, &log);
    size_t length = 0;
    int64_t deadline = now_ms() + WAIT_MS;
    ssize_t n = 1;
    while (n > 0 && readable(log, deadline)) {
        n = read(log, said + length, room - length - 1);
        if (n > 0) length += (size_t) n;
    }
    said[length] = 0;
    close(log);
    return wait_for_exit(pid, WAIT_MS);
}

long process_rss_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int) pid);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1) break;
    fclose(file);
    assert_true(kb > 0);
    return kb;
}

long process_cpu_ms(pid_t pid)
{
    char path[64];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int) pid);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    int fields = fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    fclose(file);
    assert_int_equal(fields, 2);
    return (long) (user + kernel) * 1000 / sysconf(_SC_CLK_TCK);
}

/* ---- sockets ---- */

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int bound_socket(int *port)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_return_code(fd, errno);
    assert_return_code(bind(fd, (struct sockaddr *) &address, length), errno);
    assert_return_code(getsockname(fd, (struct sockaddr *) &address, &length), errno);
    *port = ntohs(address.sin_port);
    return fd;
}

int gateway_listen(int *port)
{
    int fd = bound_socket(port);
    assert_return_code(listen(fd, 1024), errno);
    return fd;
}

int free_port(void)
{
    int port;
    close(bound_socket(&port));
    return port;
}

static int connect_between(const struct sockaddr_in *own, const struct sockaddr_in *to)
{
    static const int yes = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_return_code(fd, errno);
    if (own) assert_return_code(bind(fd, (const struct sockaddr *) own, sizeof *own), errno);
    assert_return_code(connect(fd, (const struct sockaddr *) to, sizeof *to), errno);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

int client_connect(int port, const char *from)
{
    struct sockaddr_in to = loopback(port), own = loopback(0);
    if (from) assert_int_equal(inet_pton(AF_INET, from, &own.sin_addr), 1);
    return connect_between(from ? &own : NULL, &to);
}

int client_connect_to(const char *address, int port)
{
    struct sockaddr_in to = loopback(port);
    assert_int_equal(inet_pton(AF_INET, address, &to.sin_addr), 1);
    return connect_between(NULL, &to);
}

int gateway_accept(int listener)
{
    static const int yes = 1;
    assert_true(readable(listener, now_ms() + WAIT_MS));
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    assert_return_code(fd, errno);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

bool gateway_is_left_alone(int listener, int for_ms)
{
    return !readable(listener, now_ms() + for_ms);
}

void send_all(int fd, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    int64_t deadline = now_ms() + WAIT_MS;
    while (length > 0) {
        struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
        int64_t left = deadline - now_ms();
        assert_true(left > 0 && poll(&poll_fd, 1, (int) left) > 0);
        ssize_t n = send(fd, at, length, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) continue;
        assert_return_code(n, errno);
        at += n;
        length -= (size_t) n;
    }
}

void receive_all(int fd, void *bytes, size_t length)
{
    uint8_t *at = bytes;
    int64_t deadline = now_ms() + WAIT_MS;
    while (length > 0) {
        if (!readable(fd, deadline)) fail_msg("%zu bytes did not come", length);
        ssize_t n = recv(fd, at, length, 0);
        if (n < 0 && errno == EAGAIN) continue;
        if (n <= 0) fail_msg("%zu bytes are missing: %s", length, n < 0 ? strerror(errno) : "the end came");
        at += n;
        length -= (size_t) n;
    }
}

int next_end(int fd)
{
    char byte;
    assert_true(readable(fd, now_ms() + WAIT_MS));
    ssize_t n = recv(fd, &byte, 1, 0);
    if (n > 0) return -1;
    return n < 0 ? errno : 0;
}

void assert_ends(int fd)
{
    int end = next_end(fd);
    if (end != 0 && end != ECONNRESET) fail_msg("neither an end nor a reset: %d", end);
}

void reset(int fd)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

/* ---- streams ---- */

uint32_t dice(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t) (state >> 16);
}

uint8_t stream_byte(uint64_t seed, size_t at)
{
    uint64_t x = seed * 0x9e3779b97f4a7c15u + at / 8 + 1;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return (uint8_t) ((x ^ (x >> 31)) >> (at % 8 * 8));
}

void stream_fill(uint64_t seed, size_t at, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) bytes[i] = stream_byte(seed, at + i);
}

static size_t message_length(uint64_t seed)
{
    static const size_t lengths[STREAM_KINDS] = { 0, 24, 300, 5000, 400000 }; /* 0: no framing */
    return lengths[seed % STREAM_KINDS];
}

static uint8_t framed_byte(uint64_t seed, size_t at)
{
    static const char version[] = "\0\0\0\x1a" "193\0" "20261122 18:13:43 UTC";
    size_t length = message_length(seed);
    if (length == 0) return stream_byte(seed, at);
    if (at < sizeof version) return (uint8_t) version[at];
    size_t in_message = (at - sizeof version) % (length + 4);
    if (in_message < 4) return (uint8_t) (length >> (24 - 8 * in_message));
    if (in_message < 7) return (uint8_t) "17"[in_message - 4];
    return stream_byte(seed, at);
}

void framed_fill(uint64_t seed, size_t at, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) bytes[i] = framed_byte(seed, at + i);
}

void carry(int from, int to, size_t length, uint64_t seed)
{
    static uint8_t bytes[65536], right[sizeof bytes];
    int64_t deadline = now_ms() + WAIT_MS;
    for (size_t sent = 0, got = 0; got < length;) {
        assert_true(now_ms() < deadline);
        size_t most = length - sent < sizeof bytes ? length - sent : sizeof bytes;
        stream_fill(seed, sent, bytes, most);
        ssize_t n = most ? send(from, bytes, most, MSG_NOSIGNAL) : 0;
        if (n > 0) sent += (size_t) n;
        n = recv(to, bytes, sizeof bytes, 0);
        if (n <= 0) continue;
        stream_fill(seed, got, right, (size_t) n);
        assert_memory_equal(bytes, right, (size_t) n);
        got += (size_t) n;
    }
}

/* ---- stages ---- */

const char hello[HELLO_LENGTH + 1] = "API\0\0\0\0\tv100..193";

void stage_with(struct stage *stage, const char *option, const char *value)
{
    stage->gateway = gateway_listen(&stage->gateway_port);
    relay_start(&stage->relay, &(struct relay_setup) { .to = stage->gateway_port, .options = { option, value } });
}

void stage_end(struct stage *stage)
{
    assert_int_equal(relay_stop(&stage->relay), 0);
    close(stage->gateway);
}

void connect_pair(struct stage *stage, int *client, int *gateway)
{
    char got[HELLO_LENGTH];
    *client = client_connect(stage->relay.port, NULL);
    send_all(*client, hello, HELLO_LENGTH);
    *gateway = gateway_accept(stage->gateway);
    receive_all(*gateway, got, HELLO_LENGTH);
    assert_memory_equal(got, hello, HELLO_LENGTH);
}
