/* SPDX-License-Identifier: MIT
 *
 * One client's connection: its two sockets, what it waits for, the two directions once it is open, the end.
 * src/relay/newcomer.h is its way there. It lives in a set (src/relay/conn_set.h), which alone calls most of what is below.
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
 * connections came to it; but of the open, those that have stirred come first. */
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
};

struct conn {
    struct conn_side client, gateway;
    struct half_pipe up, down; /* client to gateway, gateway to client */
    int64_t since; /* monotonic ms of the last change of state */
    struct conn_set *set;
    struct conn *next, *previous; /* conn_set::lists[state] */
    struct conn *next_bulk; /* conn_set::bulk */
    enum conn_state state;
    bool is_put_off : 1; /* in that list; moves `up_is_due`, `down_is_due` */
    bool up_is_due : 1, down_is_due : 1;
    bool client_has_ended : 1; /* while leaving: its end was read */
    bool has_stirred : 1; /* while open: an event came; the lane forgets it when it looks */
    bool was_swept : 1; /* among the loud: it was there at the last sweep, a second ago or less */
    struct endpoint from; /* the client's address and port */
    struct traffic *traffic; /* NULL: only bytes are counted */
};

/* Takes over the client's socket (non-blocking), which comes `from` there. `conn` is all 0 before. */
void conn_start(struct conn *conn, struct conn_set *set, int fd, const struct endpoint *from);

/* For newcomer.c: waits for these events of epoll(7), or for none; -1 with errno. And it has reached the gateway: passes on what the
 * client has said so far, and goes on with both directions. */
int conn_wait_for(struct conn *conn, struct conn_side *side, uint32_t interest);
void conn_open(struct conn *conn);

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
