/* SPDX-License-Identifier: MIT
 *
 * For relay_*_test.c: a relay as a process of its own, sockets on loopback, streams whose every byte is known. Whatever
 * waits has a deadline, and a deadline missed fails the test.
 */
#ifndef PROCESS_RELAY_KIT_H
#define PROCESS_RELAY_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { WAIT_MS = 10000 };

struct relay_process {
    pid_t pid; /* 0: not running */
    int log; /* its standard error */
    int port; /* where it listens on 127.0.0.1 */
    char said[65536]; /* its log so far */
    size_t said_length;
};

struct relay_setup {
    int to; /* port on 127.0.0.1 */
    const char *options[4]; /* more arguments */
    int descriptor_limit; /* 0: as it is */
};

/* Starts the executable $GATEHOUSE as a relay and waits until it listens. */
void relay_start(struct relay_process *relay, const struct relay_setup *setup);

/* Waits until its log holds `text`. */
void relay_wait_for_log(struct relay_process *relay, const char *text);

/* SIGTERM, and its exit status (-1: killed by a signal), which must come within 2 s. */
int relay_stop(struct relay_process *relay);

/* Runs $GATEHOUSE with these arguments (ended by NULL) until it ends; its exit status and standard error. */
int gatehouse_run(const char *const *arguments, char *said, size_t room);

long process_rss_kb(pid_t pid);
long process_cpu_ms(pid_t pid);

/* A listening socket on 127.0.0.1, and its port; a port where nobody listens. */
int gateway_listen(int *port);
int free_port(void);

/* Non-blocking sockets, connected. `from` is an address of ours, or NULL. */
int client_connect(int port, const char *from);
int client_connect_to(const char *address, int port);
int gateway_accept(int listener);
bool gateway_is_left_alone(int listener, int for_ms);

void send_all(int fd, const void *bytes, size_t length);
void receive_all(int fd, void *bytes, size_t length);

/* What comes next, within WAIT_MS: 0 the end, ECONNRESET a reset, -1 bytes. */
int next_end(int fd);
void assert_ends(int fd); /* the end or a reset, and no byte before */
void reset(int fd); /* closes it so */
int64_t now_ms(void);

/* Byte `at` of stream `seed`. */
uint8_t stream_byte(uint64_t seed, size_t at);
void stream_fill(uint64_t seed, size_t at, uint8_t *bytes, size_t length);

/* The same with the framing of the API, but for seeds that STREAM_KINDS divides: messages of one length, after the version, as a gateway sends it;
 * from a client that is a message like others. */
enum { STREAM_KINDS = 5 };
void framed_fill(uint64_t seed, size_t at, uint8_t *bytes, size_t length);

/* Random, and the same in each run. */
uint32_t dice(void);

/* Sends `length` bytes of a stream, from its byte 0 on, from one socket and takes them from the other. */
void carry(int from, int to, size_t length, uint64_t seed);

/* A relay and the gateway behind it. */
struct stage {
    struct relay_process relay;
    int gateway, gateway_port;
};

/* `option` and `value` may be NULL. */
void stage_with(struct stage *stage, const char *option, const char *value);
void stage_end(struct stage *stage);

enum { HELLO_LENGTH = 17 };
extern const char hello[HELLO_LENGTH + 1];

/* A client that said hello, and its other end at the gateway, which has read it. */
void connect_pair(struct stage *stage, int *client, int *gateway);

#endif
