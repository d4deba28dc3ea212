/* SPDX-License-Identifier: MIT
 *
 * What waits to be delivered in one way, in order, with growing pauses after failures; and which notifications are worth
 * delivering at all. Pure; monotonic milliseconds, but for the age of a notification, which is its own wall-clock time.
 */
#ifndef NOTIFY_OUTBOX_H
#define NOTIFY_OUTBOX_H

#include "control/notification.h"

#include <stdbool.h>
#include <stdint.h>

enum { OUTBOX_ROOM = 32, LIMITER_MEMORY = 16 };

struct letter {
    struct notification notification;
    unsigned suppressed; /* others that were not delivered since the one before */
};

struct outbox {
    unsigned first, count;
    struct letter letters[OUTBOX_ROOM];
    unsigned tries; /* of the first */
    int64_t due; /* when it is tried next */
    unsigned dropped; /* in all: for want of room, or for their age */
};

/* The oldest makes room when there is none. */
void outbox_put(struct outbox *outbox, const struct letter *letter);

/* The one to be delivered at `now`: valid until the next call of anything here. NULL: none, or not yet. */
const struct letter *outbox_next(struct outbox *outbox, int64_t now);

/* How the delivery of that one ended. After failures it is tried again 1, 2, 4 ... 300 s later, and dropped when it is an
 * hour old (`age_ms`). Gives the pause in milliseconds, -1: it was dropped, 0: it was delivered. */
int64_t outbox_done(struct outbox *outbox, bool delivered, int64_t age_ms, int64_t now);

/* When outbox_next is to be asked again: CLOCK_NEVER when nothing waits. */
int64_t outbox_deadline(const struct outbox *outbox);

/* The same words within a minute are said once; what nobody has to act on, ten times, then once a minute. */
struct limiter {
    struct {
        uint32_t kind;
        char source[BOARD_NAME];
        char text[NOTIFICATION_TEXT];
        int64_t at;
    } said[LIMITER_MEMORY];
    unsigned next;
    int64_t spent_until; /* the bucket is full again then */
    unsigned suppressed;
};

/* True: deliver it; *suppressed is how many were not since the last that was. `now` above 0. */
bool limiter_admit(struct limiter *limiter, const struct notification *notification, int64_t now, unsigned *suppressed);

#endif
