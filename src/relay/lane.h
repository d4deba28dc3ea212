/* SPDX-License-Identifier: MIT
 *
 * The lane of the loud: a thread of its own, with its own loop and set of connections, for floods, in bulk or of small messages.
 * So the thread that serves all others sleeps most of the time, and the scheduler lets a thread that slept run at once: a quiet
 * client does not wait behind a flood. A connection that has become quiet returns.
 *
 * A connection belongs to one thread at a time; it goes from one to the other through an inbox.
 */
#ifndef RELAY_LANE_H
#define RELAY_LANE_H

#include "base/loop.h"
#include "control/board.h"
#include "relay/conn_set.h"

#include <pthread.h>
#include <stdatomic.h>

/* Connections on their way to the thread that watches it. */
struct inbox {
    struct loop_watch watch; /* an event descriptor */
    struct conn *first; /* by conn::next */
};

struct lane {
    pthread_mutex_t lock; /* over the inboxes, `relay`, `clients` */
    struct inbox to_loud, to_quiet;
    struct conn_set *quiet; /* the main thread's */
    struct loop_timer listening; /* the main thread's: to who among the quiet has become loud */
    bool has_trade; /* just now, among all but the newest: something was moved */
    bool is_off; /* no thread could be started: the loud stay among the quiet */
    _Atomic unsigned away; /* connections of the quiet set that are with the loud, or on their way to them */
    atomic_bool leaving;
    bool has_thread;
    pthread_t thread;
    struct board_relay relay; /* what the loud have counted, as of the last time they told */
    struct board_clients *clients; /* NULL before there is a thread */
    struct loop loop; /* this and all that follows: the thread's own */
    struct conn_set set;
    struct loop_timer telling, sweep; /* `sweep`: who among the loud has become quiet */
};

/* For the main thread; the quiet set's `away` is the lane's from now on. The thread itself is started with the first connection
 * that is loud. -1 with errno. */
int lane_init(struct lane *lane, struct conn_set *quiet) MUST_CHECK;

/* Something was moved among the quiet: looks, a moment later, who of them is loud. */
void lane_watch(struct lane *lane);

/* Tells the thread to end its connections, as conn_set_leave does. */
void lane_leave(struct lane *lane);

/* Adds what the loud have counted. */
void lane_add_counters(struct lane *lane, struct board_relay *relay, struct board_clients *clients);

/* Waits for the thread to end after lane_leave (a second or two at most), and frees everything. */
void lane_finish(struct lane *lane);

#endif
