/* SPDX-License-Identifier: MIT
 *
 * The two ends of every measurement: a server that stands for the gateway, and clients. They speak the framing of the
 * API, so that all forwarders, ours with its check of the hello included, carry the same bytes. Whatever fails ends the
 * program with a message: a measurement that lost something is worth nothing.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>

/* What the server does on a connection once the client has said hello and named one of these. */
enum load_mode {
    LOAD_ECHO, /* sends back what comes */
    LOAD_ECHO_TWICE, /* the same, header and body in two writes */
    LOAD_SINK, /* reads, and answers the last byte of `argument` bytes with a byte */
    LOAD_BULK, /* sends messages of LOAD_BULK_MESSAGE until the client goes */
    LOAD_TICKS /* sends `argument` messages a second with the time of sending in them; 0: as fast as it can */
};

enum {
    LOAD_BULK_MESSAGE = 1 << 20,
    LOAD_TICK = 100 /* bytes of a tick, its length included */
};

/* Starts the server as a process of its own on 127.0.0.1; it ends with us. Its port. */
int load_server_start(void);

/* Processor time so far of the two ends: the server's and ours. */
uint64_t load_cpu_ns(void);

/* A connection to a port of 127.0.0.1 that has said hello, heard the version and named a mode. Blocking. */
int load_connect(int port, enum load_mode mode, uint64_t argument);

/* The same up to the version, without a mode: idle. */
int load_connect_idle(int port);

/* Connections, `at_once` of them under way at a time (at most 64), each closed once it has heard the version; how many
 * until the deadline. */
uint64_t load_storm(int port, unsigned at_once, uint64_t deadline);

/* Closes with a reset, which leaves no port in TIME_WAIT. */
void load_close(int fd);

void send_whole(int fd, const void *bytes, size_t length);
void receive_whole(int fd, void *bytes, size_t length);

/* A message of `length` bytes in all, its 4 bytes of length included; `length` is at least 8. */
void fill_message(uint8_t *message, size_t length);

uint64_t now_ns(void);
uint64_t deadline_in(unsigned ms); /* in ns */
void sleep_until(uint64_t ns);

/* Prints a message with errno and ends the program. */
void give_up(const char *what) __attribute__((noreturn));

#endif
