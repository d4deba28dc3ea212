/* SPDX-License-Identifier: MIT
 *
 * One client's connection, from its first byte to its last: the hello, the dialling of the gateway, the two directions,
 * the end. It lives in a set (src/relay/conn_set.h), which alone calls what is below.
 */
#ifndef RELAY_CONN_H
#define RELAY_CONN_H

#include "base/loop.h"
#include "relay/endpoint.h"
#include "relay/half_pipe.h"

#include <stdbool.h>
#include <stdint.h>

struct conn_set;

/* Only conn_set_state writes it; each state but the first has its list in conn_set::lists, in the order in which
 * connections came to it. */
enum conn_state {
    CONN_NEW,
    CONN_WAITING, /* for the client's whole hello; the gateway knows nothing of it */
    CONN_DIALLING,
    CONN_OPEN,
    CONN_LEAVING, /* we are to stop: the gateway was told so, what the client still sends is dropped */
    CONN_CLOSED, /* to be freed by conn_set_end_round */
    CONN_STATES
};

/* One of the two sockets. */
struct conn_side {
    struct loop_watch watch; /* watched only while there is something to wait for: a hang-up would wake us for ever */
    int fd; /* -1 once closed */
    uint32_t interest; /* what the watch waits for; 0: not watched */
    bool has_ended; /* its end was read */
};

struct conn {
    struct conn_side client, gateway;
    struct half_pipe up, down; /* client to gateway, gateway to client */
    enum conn_state state;
    int64_t since; /* monotonic ms of the last change of state */
    struct conn_set *set;
    struct conn *next, *previous; /* conn_set::lists[state] */
    struct conn *next_bulk; /* conn_set::bulk */
    bool is_put_off; /* in that list; moves `up_is_due`, `down_is_due` */
    bool up_is_due, down_is_due;
    struct in6_addr address; /* the client's */
    struct endpoint from; /* likewise, with the port */
    struct traffic *traffic; /* NULL: only bytes are counted */
};

/* Takes over the client's socket (non-blocking), which comes `from` there. `conn` is all 0 before. */
void conn_start(struct conn *conn, struct conn_set *set, int fd, const struct endpoint *from);

/* Waits for nothing any more, and again for what it should: around its way from one loop to another. */
void conn_rest(struct conn *conn);
void conn_go_on(struct conn *conn);

/* Moves in bulk what was put off. */
void conn_serve_bulk(struct conn *conn);

/* Gives the connection up when one of its peers has acknowledged nothing for conn_set::silence_ms. */
void conn_check_silence(struct conn *conn);

/* Its patience for the state it is in is over. */
void conn_give_up(struct conn *conn);

/* Passes on what the client has sent and tells the gateway that this is the end. What the gateway still says and its end reach
 * the client as ever, whose end is waited for last (CONN_LEAVING). */
void conn_leave(struct conn *conn);

/* Closes both sockets; whatever is held is lost. */
void conn_close(struct conn *conn);

#endif
