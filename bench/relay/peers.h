/* SPDX-License-Identifier: MIT
 *
 * The forwarders that are compared: started one at a time, measured from outside through /proc.
 */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum peer_id {
    PEER_DIRECT, /* none: the limit */
    PEER_SOCAT,
    PEER_HAPROXY,
    PEER_HAPROXY_TUNED, /* splice, large buffers */
    PEER_NGINX,
    PEER_OURS, /* as it guards the API: hello checked, messages counted */
    PEER_OURS_ANY, /* --any-protocol: a forwarder and nothing else */
    PEERS
};

struct peer {
    enum peer_id id;
    pid_t pid;
    int port; /* where clients connect */
};

const char *peer_name(enum peer_id id);

/* Starts it in front of `server_port` and waits until it accepts. Ends the program when it does not come up. */
void peer_start(struct peer *peer, enum peer_id id, const char *gatehouse, int server_port);
void peer_stop(struct peer *peer);

/* Of all its processes: processor time so far in ns, proportional memory in kB. 0 for PEER_DIRECT. */
uint64_t peer_cpu_ns(const struct peer *peer);
long peer_memory_kb(const struct peer *peer);

#endif
