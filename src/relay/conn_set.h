/* SPDX-License-Identifier: MIT
 *
 * All connections of a relay: limits, deadlines, what they share and what is counted.
 * src/relay/listener.h brings them in.
 */
#ifndef RELAY_CONN_SET_H
#define RELAY_CONN_SET_H

#include "base/loop.h"
#include "base/macros.h"
#include "relay/conn.h"
#include "relay/endpoint.h"
#include "relay/pools.h"
#include "relay/refusals.h"

#include <stdbool.h>
#include <stdint.h>

struct conn_list {
    struct conn *first, *last;
    unsigned count;
};

struct conn_limits {
    unsigned in_all;
    unsigned waiting_by_address;
    unsigned at_gateway; /* dialling and open */
};

struct conn_counts {
    uint64_t bytes_to_gateway, bytes_to_client;
    struct traffic_counts to_gateway, to_client;
};

struct conn_set {
    struct loop *loop;
    struct loop *porch; /* where those are watched who are not open yet; NULL: none come here */
    struct endpoint gateway;
    bool any_protocol; /* no hello: dial at once */
    struct conn_limits limits;
    int64_t silence_ms; /* a peer that acknowledges nothing for so long is given up */
    void (*on_change)(struct conn_set *set); /* something of what the board shows has changed */
    _Atomic unsigned *away; /* connections that were moved to another set; NULL: there is none */
    bool is_away; /* this is that other set */

    struct conn_list lists[CONN_STATES];
    struct loop_timer deadline; /* the nearest of all connections */
    struct loop_timer telling; /* of refusals held back */
    struct loop_timer listening; /* for acknowledgements, while connections are open */
    struct conn *bulk; /* those that have something to move in bulk, once all others were served */
    struct pools pools;
    struct refusals refusals;
    uint64_t accepted; /* connections that reached the gateway */
    unsigned counted; /* connections whose messages are counted */
    struct conn_counts closed; /* of the connections that are closed */
};

/* The caller sets loop, porch, gateway, any_protocol, limits, silence_ms and on_change, all else being 0. -1 with errno. */
int conn_set_init(struct conn_set *set) MUST_CHECK;
void conn_set_finish(struct conn_set *set);

/* Takes over a client's socket (non-blocking); it is closed at once when a limit says so. */
void conn_set_add(struct conn_set *set, int fd, const struct endpoint *from);

/* Moves what waits in bulk and frees what was closed; call it between two rounds of the loop. So whoever has little to move never
 * waits behind more than one read in bulk of each who has much. */
void conn_set_end_round(struct conn_set *set);

/* Takes an open connection out of its set, and into another: a thread's own set on one side, another's on the other, and
 * nobody's between the two. */
void conn_set_let_go(struct conn *conn);
void conn_set_adopt(struct conn_set *set, struct conn *conn);

/* Ends each connection: the gateway gets the end, then, once it has closed, the client. Closed when both have ended, or a
 * second later. */
void conn_set_leave(struct conn_set *set);

/* Counts a client that is not let through, and tells it in the log if its turn has come. */
void conn_set_refuse(struct conn_set *set, enum refusal cause, const struct in6_addr *address);

/* Connections now: in this set, and in the other one that were of this. */
unsigned conn_set_count(const struct conn_set *set);
unsigned conn_set_away(const struct conn_set *set);

/* What all connections since the start have moved. */
void conn_set_counts(const struct conn_set *set, struct conn_counts *counts);

/* For conn.c, of a connection that opens: memory to count its messages with, all 0; NULL when as many as the board shows are
 * counted already. And of one that closes: adds its counts to the set's, and takes that memory back. */
struct traffic *conn_set_take_traffic(struct conn_set *set);
void conn_set_add_counts(struct conn_set *set, struct conn *conn);

/* For conn.c: something comes from an open connection or may go to it. */
void conn_set_stir(struct conn *conn);

/* For conn.c: puts off moving in bulk, until conn_set_end_round calls conn_serve_bulk. */
void conn_set_put_off(struct conn *conn);

/* For conn.c: moves a connection to another state and its list, and sees to its deadline. */
void conn_set_state(struct conn *conn, enum conn_state state);

#endif
