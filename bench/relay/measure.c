/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "measure.h"

#include "bulk.h"
#include "load.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_SAMPLES = 1 << 20, MOST_CONNECTIONS = 64, SLOW_READERS = 24 };

static double samples[MOST_SAMPLES];
static size_t sample_count;

static int compare(const void *a, const void *b)
{
    double left = *(const double *) a, right = *(const double *) b;
    return (left > right) - (left < right);
}

double share_of(double *values, size_t count, double share)
{
    qsort(values, count, sizeof *values, compare);
    return count ? values[(size_t) (share * (double) (count - 1))] : 0;
}

double median_of(double *values, size_t count)
{
    return share_of(values, count, 0.5);
}

static void add_sample(double value)
{
    if (sample_count < MOST_SAMPLES) samples[sample_count++] = value;
}

/* ---- latency ---- */

/* Each of `count` connections has one message under way. */
static void ping_pong(const int *fds, unsigned count, size_t size, uint64_t deadline)
{
    static uint64_t sent[MOST_CONNECTIONS];
    static size_t got[MOST_CONNECTIONS];
    uint8_t message[2048], room[2048];
    struct epoll_event events[MOST_CONNECTIONS];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    fill_message(message, size);
    for (unsigned i = 0; i < count; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
        epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
        sent[i] = now_ns();
        got[i] = 0;
        send_whole(fds[i], message, size);
    }
    for (unsigned open = count; open > 0;) {
        int n = epoll_wait(epoll, events, MOST_CONNECTIONS, 10000);
        if (n <= 0) give_up("an answer does not come");
        for (int e = 0; e < n; e++) {
            unsigned i = events[e].data.u32;
            ssize_t part = recv(fds[i], room, size - got[i], 0);
            if (part <= 0) give_up("cannot receive");
            got[i] += (size_t) part;
            if (got[i] < size) continue;
            uint64_t now = now_ns();
            add_sample((double) (now - sent[i]) / 1000);
            got[i] = 0;
            sent[i] = now;
            if (now < deadline) send_whole(fds[i], message, size);
            else open--;
        }
    }
    close(epoll);
}

static void measure_latency_in(const struct peer *peer, const struct measurement *measurement, enum load_mode mode,
                               double figures[FIGURES])
{
    int fds[MOST_CONNECTIONS];
    for (unsigned i = 0; i < measurement->connections; i++) fds[i] = load_connect(peer->port, mode, 0);
    ping_pong(fds, measurement->connections, measurement->size, deadline_in(RUN_MS / 10));
    sample_count = 0;
    uint64_t cpu = peer_cpu_ns(peer);
    ping_pong(fds, measurement->connections, measurement->size, deadline_in(RUN_MS));
    figures[2] = (double) (peer_cpu_ns(peer) - cpu) / 1000 / (2 * (double) sample_count); /* there and back */
    figures[0] = share_of(samples, sample_count, 0.5);
    figures[1] = share_of(samples, sample_count, 0.99);
    for (unsigned i = 0; i < measurement->connections; i++) load_close(fds[i]);
}

static void measure_latency(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    measure_latency_in(peer, measurement, LOAD_ECHO, figures);
}

static void measure_two_writes(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    measure_latency_in(peer, measurement, LOAD_ECHO_TWICE, figures);
}

/* What another client does meanwhile, as a process of its own until it is stopped. */
static void take_all(int fd)
{
    static char room[1 << 18];
    while (recv(fd, room, sizeof room, 0) > 0) continue;
}

static void take_ticks_at_peak(int port)
{
    enum { RATE = 50000 }; /* what a gateway sends at peak */
    take_all(load_connect(port, LOAD_TICKS, RATE));
}

static void take_bulk(int port)
{
    take_all(load_connect(port, LOAD_BULK, 0));
}

/* Connections come and go, 16 at a time, as fast as they are served: who serves more of them has more to do. */
static void come_and_go(int port)
{
    load_storm(port, 16, deadline_in(60 * 1000));
}

/* The same load for everybody. */
static void come_and_go_paced(int port)
{
    enum { RATE = 500 };
    for (uint64_t at = now_ns();; at += 1000000000 / RATE) {
        sleep_until(at);
        load_close(load_connect_idle(port));
    }
}

static void measure_beside(const struct peer *peer, const struct measurement *measurement, void (*work)(int port),
                           double figures[FIGURES])
{
    pid_t pid = fork();
    if (pid < 0) give_up("cannot fork");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        work(peer->port);
        _exit(0);
    }
    measure_latency(peer, measurement, figures);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void measure_beside_ticks(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    measure_beside(peer, measurement, take_ticks_at_peak, figures);
}

static void measure_beside_bulk(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    measure_beside(peer, measurement, take_bulk, figures);
}

static void measure_beside_storm(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    measure_beside(peer, measurement, come_and_go, figures);
}

/* The last figure is p99 as a multiple of p99 alone, just before. */
static void measure_beside_paced_storm(const struct peer *peer, const struct measurement *measurement,
                                       double figures[FIGURES])
{
    double alone[FIGURES];
    measure_latency(peer, measurement, alone);
    measure_beside(peer, measurement, come_and_go_paced, figures);
    figures[2] = figures[1] / alone[1];
}

static void measure_beside_slow(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    int slow[SLOW_READERS];
    for (unsigned i = 0; i < SLOW_READERS; i++) slow[i] = load_connect(peer->port, LOAD_BULK, 0); /* and nobody reads */
    measure_latency_in(peer, measurement, LOAD_ECHO, figures);
    figures[2] = (double) peer_memory_kb(peer);
    for (unsigned i = 0; i < SLOW_READERS; i++) load_close(slow[i]);
}

/* ---- ticks ---- */

/* Takes ticks for a while; their ages are samples. How many came. */
static uint64_t take_ticks(int fd, uint64_t deadline)
{
    static uint8_t room[1 << 16];
    size_t held = 0;
    uint64_t ticks = 0, now = 0;
    while (now < deadline) {
        ssize_t n = recv(fd, room + held, sizeof room - held, 0);
        if (n <= 0) give_up("the ticks end");
        held += (size_t) n;
        now = now_ns();
        size_t at = 0;
        for (; held - at >= LOAD_TICK; at += LOAD_TICK, ticks++) {
            uint64_t sent;
            memcpy(&sent, room + at + 8, sizeof sent);
            add_sample((double) (now - sent) / 1000);
        }
        memmove(room, room + at, held - at);
        held -= at;
    }
    return ticks;
}

static void measure_ticks(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    int fd = load_connect(peer->port, LOAD_TICKS, measurement->size);
    take_ticks(fd, deadline_in(RUN_MS / 10));
    sample_count = 0;
    uint64_t cpu = peer_cpu_ns(peer);
    uint64_t ticks = take_ticks(fd, deadline_in(2 * RUN_MS));
    figures[2] = (double) (peer_cpu_ns(peer) - cpu) / 1000 / (double) ticks; /* us each is s per million */
    figures[0] = share_of(samples, sample_count, 0.5);
    figures[1] = share_of(samples, sample_count, 0.99);
    load_close(fd);
}

static void measure_small_rate(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    (void) measurement;
    int fd = load_connect(peer->port, LOAD_TICKS, 0);
    take_ticks(fd, deadline_in(RUN_MS / 10));
    uint64_t cpu = peer_cpu_ns(peer), begin = now_ns();
    uint64_t ticks = take_ticks(fd, deadline_in(RUN_MS));
    figures[0] = (double) ticks * 1000 / (double) (now_ns() - begin);
    figures[1] = (double) (peer_cpu_ns(peer) - cpu) / 1000 / (double) ticks;
    load_close(fd);
}

/* ---- connections ---- */

static void connect_for(const struct peer *peer, unsigned ms, uint64_t *count)
{
    for (uint64_t deadline = deadline_in(ms); now_ns() < deadline; ++*count) load_close(load_connect_idle(peer->port));
}

static void measure_connections(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    (void) measurement;
    uint64_t count = 0, begin = now_ns();
    connect_for(peer, RUN_MS, &count);
    figures[0] = (double) count * 1e9 / (double) (now_ns() - begin);
}

/* 64 at a time: as many processes would measure the scheduler; so 4, each with 16 connections under way. */
static void measure_connection_storm(const struct peer *peer, const struct measurement *measurement,
                                     double figures[FIGURES])
{
    enum { PROCESSES = 4 };
    int pipes[2];
    uint64_t all = 0, begin = now_ns();
    pid_t pids[PROCESSES];
    if (pipe(pipes) < 0) give_up("cannot make a pipe");
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] != 0) continue;
        uint64_t count = load_storm(peer->port, measurement->connections / PROCESSES, deadline_in(RUN_MS));
        _exit(write(pipes[1], &count, sizeof count) == (ssize_t) sizeof count ? 0 : 1);
    }
    for (int i = 0; i < PROCESSES; i++) {
        uint64_t count = 0;
        if (read(pipes[0], &count, sizeof count) != (ssize_t) sizeof count) give_up("a client has failed");
        all += count;
        waitpid(pids[i], NULL, 0);
    }
    figures[0] = (double) all * 1e9 / (double) (now_ns() - begin);
    close(pipes[0]);
    close(pipes[1]);
}

static void measure_crowd(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    static const struct measurement ping = { .connections = 1, .size = 64 };
    double alone[FIGURES], beside[FIGURES];
    int *fds = calloc(measurement->connections, sizeof *fds);
    if (!fds) give_up("no memory");
    measure_latency(peer, &ping, alone);
    for (unsigned i = 0; i < measurement->connections; i++) fds[i] = load_connect_idle(peer->port);
    figures[0] = (double) peer_memory_kb(peer);
    measure_latency(peer, &ping, beside);
    figures[1] = beside[1];
    figures[2] = beside[1] / alone[1];
    for (unsigned i = 0; i < measurement->connections; i++) load_close(fds[i]);
    free(fds);
}

/* ---- the table ---- */

#define LATENCY(unit_name, wanted) \
    { .name = "p50", .unit = unit_name, .target = wanted, .ours = PEER_OURS }, \
        { .name = "p99", .unit = unit_name, .target = wanted, .ours = PEER_OURS }

/* Nobody's p99 may be more than twice what it is alone. */
#define TO_ALONE { .name = "p99 to p99 alone", .unit = "×", .target = TARGET_ABSOLUTE, .limit = 2, .ours = PEER_OURS }

#define BULK(of_direct, ...) \
    { .name = "rate", .unit = "GB/s", .more_is_better = true, .target = TARGET_OF_DIRECT, .limit = of_direct, .ours = PEER_OURS }, \
        { .name = "processor", .unit = "s/GB", __VA_ARGS__, .ours = PEER_OURS }, \
        { .name = "processor of the two ends", .unit = "s/GB", .ours = PEER_OURS }
#define UNDER_HALF_OF_HAPROXY .target = TARGET_OF_HAPROXY, .limit = 0.45
#define CROWD(most_kb) \
    { .name = "PSS", .unit = "kB", .target = TARGET_ABSOLUTE, .limit = most_kb, .ours = PEER_OURS }, \
        { .name = "ping-pong beside them, p99", .unit = "µs", .target = TARGET_BEST_PEER, .ours = PEER_OURS }, TO_ALONE

const struct measurement measurements[] = {
    { "ping-pong 64 B, 1 connection", measure_latency, 1, 64, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ping-pong 1 KiB, 1 connection", measure_latency, 1, 1024, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ping-pong 64 B, 32 connections", measure_latency, 32, 64,
      { LATENCY("µs", TARGET_BEST_PEER),
        { .name = "processor", .unit = "s/million", .target = TARGET_OF_HAPROXY, .limit = 0.8, .ours = PEER_OURS } }, false },
    { "ping-pong 1 KiB, 32 connections", measure_latency, 32, 1024, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "message in two writes", measure_two_writes, 1, 64, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ping-pong beside 50 000 ticks/s", measure_beside_ticks, 1, 64, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ping-pong beside bulk", measure_beside_bulk, 1, 64, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ping-pong beside 500 connections/s", measure_beside_paced_storm, 1, 64,
      { LATENCY("µs", TARGET_BEST_PEER), TO_ALONE }, false },
    { "ping-pong beside as many connections/s as are served", measure_beside_storm, 1, 64,
      { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ping-pong beside 24 slow readers", measure_beside_slow, 1, 64,
      { LATENCY("µs", TARGET_BEST_PEER), { .name = "PSS", .unit = "kB", .target = TARGET_BEST_PEER, .ours = PEER_OURS } },
      false },
    { "ticks, 200/s", measure_ticks, 1, 200, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ticks, 2 000/s", measure_ticks, 1, 2000, { LATENCY("µs", TARGET_BEST_PEER) }, false },
    { "ticks, 10 000/s", measure_ticks, 1, 10000,
      { LATENCY("µs", TARGET_BEST_PEER),
        { .name = "processor", .unit = "s/million", .target = TARGET_OF_HAPROXY, .limit = 0.8, .ours = PEER_OURS } }, false },
    { "small messages, as fast as they go", measure_small_rate, 1, 0,
      { { .name = "rate", .unit = "million/s", .more_is_better = true, .target = TARGET_BEST_PEER, .ours = PEER_OURS },
        { .name = "processor", .unit = "s/million", .target = TARGET_BEST_PEER, .ours = PEER_OURS } }, false },
    { "bulk down", measure_bulk_down, 1, 0, { BULK(0.85, UNDER_HALF_OF_HAPROXY) }, false },
    { "bulk down, to a client that looks at it", measure_bulk_down, 1, 1, { BULK(0.85, .target = TARGET_BEST_PEER) }, false },
    { "bulk up", measure_bulk_up, 1, 0, { BULK(0.55, UNDER_HALF_OF_HAPROXY) }, false },
    { "connections, one at a time", measure_connections, 1, 0,
      { { .name = "rate", .unit = "1/s", .more_is_better = true, .target = TARGET_BEST_PEER, .ours = PEER_OURS_ANY } }, false },
    { "connections, 64 at a time", measure_connection_storm, 64, 0,
      { { .name = "rate", .unit = "1/s", .more_is_better = true, .target = TARGET_BEST_PEER, .ours = PEER_OURS_ANY } }, false },
    { "1 000 idle connections", measure_crowd, 1000, 0, { CROWD(1024) }, true },
    { "5 000 idle connections", measure_crowd, 5000, 0, { CROWD(3072) }, true },
};

const size_t measurement_count = sizeof measurements / sizeof *measurements;
