/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char hello[] = "API\0\0\0\0\x09v100..193";
static const char version[] = "\0\0\0\x1a" "193\0" "20261122 18:13:43 UTC";

enum { HELLO = sizeof hello - 1, VERSION = sizeof version, NAMING = 4 + 8 + 8 };

void give_up(const char *what)
{
    fprintf(stderr, "bench-relay: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) < 0) give_up("cannot read a clock");
    return (uint64_t) now.tv_sec * 1000000000 + (uint64_t) now.tv_nsec;
}

uint64_t now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

uint64_t deadline_in(unsigned ms)
{
    return now_ns() + (uint64_t) ms * 1000000;
}

void sleep_until(uint64_t at)
{
    struct timespec when = { .tv_sec = (time_t) (at / 1000000000), .tv_nsec = (long) (at % 1000000000) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
}

void send_whole(int fd, const void *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t n = send(fd, (const char *) bytes + sent, length - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) give_up("cannot send");
        if (n > 0) sent += (size_t) n;
    }
}

void receive_whole(int fd, void *bytes, size_t length)
{
    for (size_t got = 0; got < length;) {
        ssize_t n = recv(fd, (char *) bytes + got, length - got, 0);
        if (n == 0) errno = ECONNRESET;
        if (n == 0 || (n < 0 && errno != EINTR)) give_up("cannot receive");
        if (n > 0) got += (size_t) n;
    }
}

void fill_message(uint8_t *message, size_t length)
{
    uint32_t wire = htonl((uint32_t) length - 4);
    memset(message, 'x', length);
    memcpy(message, &wire, sizeof wire);
    memcpy(message + 4, "1\0002", 4);
}

static void set_nodelay(int fd)
{
    static const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static struct sockaddr_in address_of(int port)
{
    return (struct sockaddr_in) {
        .sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
    };
}

/* ---- clients ---- */

int load_connect_idle(int port)
{
    struct sockaddr_in to = address_of(port);
    char answer[VERSION];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *) &to, sizeof to) < 0) give_up("cannot connect");
    set_nodelay(fd);
    send_whole(fd, hello, HELLO);
    receive_whole(fd, answer, sizeof answer);
    return fd;
}

/* The message that names the mode: length, "71\0" and the mode, the argument; what counters see is a startApi. */
int load_connect(int port, enum load_mode mode, uint64_t argument)
{
    uint8_t naming[NAMING] = { 0, 0, 0, NAMING - 4, '7', '1', 0, '2', 0, (uint8_t) ('0' + (int) mode), 0, 0 };
    int fd = load_connect_idle(port);
    memcpy(naming + 12, &argument, sizeof argument);
    send_whole(fd, naming, sizeof naming);
    return fd;
}

void load_close(int fd)
{
    static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

/* ---- the server ---- */

/* A connection that the one thread serves (echoes and whoever has not named a mode), or that has a thread of its own. */
struct served {
    int fd;
    bool has_said_hello, has_named, twice;
    size_t got;
    uint8_t begun[NAMING];
    uint64_t argument;
};

static bool send_some(int fd, const void *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t n = send(fd, (const char *) bytes + sent, length - sent, MSG_NOSIGNAL);
        if (n < 0) return false;
        sent += (size_t) n;
    }
    return true;
}

static void *send_bulk(void *argument)
{
    struct served *served = argument;
    static uint8_t message[LOAD_BULK_MESSAGE];
    fill_message(message, sizeof message);
    while (send_some(served->fd, message, sizeof message)) continue;
    close(served->fd);
    free(served);
    return NULL;
}

static void *send_ticks(void *argument)
{
    struct served *served = argument;
    uint64_t gap = served->argument ? 1000000000 / served->argument : 0;
    uint8_t tick[LOAD_TICK];
    fill_message(tick, sizeof tick);
    for (uint64_t at = now_ns();; at += gap) {
        if (gap && now_ns() < at) sleep_until(at);
        uint64_t sent = now_ns();
        memcpy(tick + 8, &sent, sizeof sent);
        if (!send_some(served->fd, tick, sizeof tick)) break;
    }
    close(served->fd);
    free(served);
    return NULL;
}

static void *sink(void *argument)
{
    struct served *served = argument;
    static char room[4][1 << 18];
    static unsigned next;
    char *bytes = room[next++ % 4];
    for (uint64_t got = 0; got < served->argument;) {
        ssize_t n = recv(served->fd, bytes, sizeof room[0], 0);
        if (n <= 0) break;
        got += (uint64_t) n;
        if (got == served->argument) send_some(served->fd, "!", 1);
    }
    char byte;
    while (recv(served->fd, &byte, 1, 0) > 0) continue;
    close(served->fd);
    free(served);
    return NULL;
}

static void in_thread(int epoll, struct served *served, void *(*run)(void *served))
{
    pthread_t thread;
    epoll_ctl(epoll, EPOLL_CTL_DEL, served->fd, NULL);
    if (pthread_create(&thread, NULL, run, served)) give_up("cannot start a thread");
    pthread_detach(thread);
}

static void begin(int epoll, struct served *served)
{
    enum load_mode mode = (enum load_mode) (served->begun[9] - '0');
    memcpy(&served->argument, served->begun + 12, sizeof served->argument);
    served->has_named = true;
    switch (mode) {
    case LOAD_ECHO: return;
    case LOAD_ECHO_TWICE: served->twice = true; return;
    case LOAD_SINK: in_thread(epoll, served, sink); return;
    case LOAD_BULK: in_thread(epoll, served, send_bulk); return;
    case LOAD_TICKS: in_thread(epoll, served, send_ticks); return;
    }
}

static bool echo(struct served *served)
{
    static char bytes[1 << 16];
    ssize_t n = recv(served->fd, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    if (!served->twice || n < 5) return send_some(served->fd, bytes, (size_t) n);
    return send_some(served->fd, bytes, 4) && send_some(served->fd, bytes + 4, (size_t) n - 4);
}

static bool serve(int epoll, struct served *served)
{
    if (served->has_named) return echo(served);
    size_t wanted = served->has_said_hello ? NAMING : HELLO;
    ssize_t n = recv(served->fd, served->begun + served->got, wanted - served->got, 0);
    if (n <= 0) return false;
    served->got += (size_t) n;
    if (served->got < wanted) return true;
    served->got = 0;
    if (served->has_said_hello) {
        begin(epoll, served);
        return true;
    }
    served->has_said_hello = true;
    return send_some(served->fd, version, VERSION);
}

static void take_in(int epoll, int listener)
{
    struct served *served = calloc(1, sizeof *served);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = served };
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 || !served) {
        free(served);
        return;
    }
    served->fd = fd;
    set_nodelay(fd);
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void serve_for_ever(int listener)
{
    struct epoll_event events[64], event = { .events = EPOLLIN, .data.ptr = NULL };
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < n; i++) {
            struct served *served = events[i].data.ptr;
            if (!served) take_in(epoll, listener);
            else if (!serve(epoll, served)) {
                close(served->fd);
                free(served);
            }
        }
    }
}

static pid_t server;

uint64_t load_cpu_ns(void)
{
    clockid_t clock;
    if (clock_getcpuclockid(server, &clock) != 0) give_up("the server is gone");
    return clock_ns(clock) + clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

int load_server_start(void)
{
    static const int yes = 1;
    struct sockaddr_in at = address_of(0);
    socklen_t length = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (const struct sockaddr *) &at, sizeof at) < 0 || listen(listener, 4096) < 0
        || getsockname(listener, (struct sockaddr *) &at, &length) < 0)
        give_up("cannot listen");
    server = fork();
    if (server < 0) give_up("cannot fork");
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve_for_ever(listener);
    }
    close(listener);
    return ntohs(at.sin_port);
}
