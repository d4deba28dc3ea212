/* SPDX-License-Identifier: MIT
 *
 * One supervisor under measurement with programs that report through a FIFO when they run.
 */
#ifndef BENCH_SUPERVISOR_PEER_H
#define BENCH_SUPERVISOR_PEER_H

#include <stdbool.h>
#include <sys/types.h>

enum { GATEHOUSE, SUPERVISORD, PEERS };
enum { PAYLOADS = 8 };

/* What a program writes into the FIFO when its main has begun. */
struct report {
    int index;
    pid_t pid;
    double at_ms;
};

struct peer {
    const char *program;
    char folder[64];
    pid_t pid;
    int fifo, count;
    struct report payloads[PAYLOADS];
};

double now_ms(void);
void pause_ms(int milliseconds);

/* Runs `count` programs that behave as `how` (obedient, stubborn) says; as the first process of a namespace where wanted.
 * The time when the last of them ran. */
double peer_start(struct peer *peer, int count, const char *how, bool first_process);

/* SIGTERM, and waits for its end. */
void peer_stop(struct peer *peer);

/* Waits until program `index` runs (again); when it did. */
double peer_take_payload(struct peer *peer, int index);

/* Of the supervisor and all that is below it but the programs. */
double peer_cpu_ms(const struct peer *peer);
double peer_memory_mib(const struct peer *peer, double *rss);

/* A program leaves an orphan, which ends: how long until it is gone. */
double peer_orphan_ms(const struct peer *peer);

/* Is such a program; does not return. */
_Noreturn void payload_run(const char *fifo, const char *index, const char *how);

#endif
