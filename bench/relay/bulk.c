/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "bulk.h"

#include "load.h"

#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* What a client does that is made of more than recv: with it direct is as fast as one core goes, a bit over 1 GB/s. */
static void look_at(const char *bytes, size_t length)
{
    static volatile uint32_t seen;
    uint32_t sum = seen;
    for (size_t at = 0; at + 1 < length; at += 2) {
        uint16_t pair;
        memcpy(&pair, bytes + at, sizeof pair);
        sum = 31 * sum + pair;
        sum ^= sum >> 15;
    }
    seen = sum;
}

void measure_bulk_down(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    static char room[1 << 18];
    bool looks = measurement->size > 0;
    int fd = load_connect(peer->port, LOAD_BULK, 0);
    uint64_t got = 0, cpu = 0, ends = 0, begin = 0, warm = deadline_in(RUN_MS / 10), deadline = deadline_in(RUN_MS);
    for (uint64_t now = now_ns(); now < deadline; now = now_ns()) {
        if (!begin && now >= warm) {
            begin = now;
            got = 0;
            cpu = peer_cpu_ns(peer);
            ends = load_cpu_ns();
        }
        ssize_t n = recv(fd, room, sizeof room, 0);
        if (n <= 0) give_up("the bulk ends");
        if (looks) look_at(room, (size_t) n);
        got += (uint64_t) n;
    }
    figures[0] = (double) got / (double) (now_ns() - begin);
    figures[1] = (double) (peer_cpu_ns(peer) - cpu) / (double) got;
    figures[2] = (double) (load_cpu_ns() - ends) / (double) got;
    load_close(fd);
}

void measure_bulk_up(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES])
{
    static uint8_t message[LOAD_BULK_MESSAGE];
    enum { MESSAGES = 384 };
    (void) measurement;
    char byte;
    fill_message(message, sizeof message);
    int fd = load_connect(peer->port, LOAD_SINK, (uint64_t) MESSAGES * sizeof message);
    uint64_t cpu = peer_cpu_ns(peer), ends = load_cpu_ns(), begin = now_ns();
    for (int i = 0; i < MESSAGES; i++) send_whole(fd, message, sizeof message);
    receive_whole(fd, &byte, 1);
    double bytes = (double) MESSAGES * (double) sizeof message;
    figures[0] = bytes / (double) (now_ns() - begin);
    figures[1] = (double) (peer_cpu_ns(peer) - cpu) / bytes;
    figures[2] = (double) (load_cpu_ns() - ends) / bytes;
    load_close(fd);
}
