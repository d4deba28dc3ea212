/* SPDX-License-Identifier: MIT
 *
 * One client of the API that stays while a session is ready: it hears whether the gateway has its servers, which no hello
 * tells, and asks for the time once a minute to see that it is answered. It takes one of the gateway's 32 places and one
 * client number, never 0 and never the master's; HEALTH_CLIENT_ID=0 switches it off.
 */
#ifndef SESSION_API_WATCH_H
#define SESSION_API_WATCH_H

#include "base/loop.h"
#include "control/board.h"
#include "session/conversation.h"

#include <stdbool.h>
#include <stdint.h>

struct api_watch {
    struct loop *loop;
    const char *name; /* of the session, for the log */
    uint16_t port;
    int client; /* 0: off */
    int64_t haste; /* divides all times; 0 and 1: none */
    /* `upstream` or `failed` has changed. */
    void (*on_news)(struct api_watch *watch);

    bool wanted;
    enum session_upstream upstream;
    unsigned failed; /* times in a row that it was taken, and then not answered */
    bool connecting, talking;
    unsigned taken; /* numbers in use by others: the next one is tried */
    struct loop_watch socket;
    struct loop_timer timer; /* patience, then the next question, then the next try */
    bool waiting; /* for an answer */
    struct conversation conversation;
};

/* Off. Allocates nothing; must not move. */
void api_watch_init(struct api_watch *watch, struct loop *loop, const char *name, uint16_t port);

/* On: connects, and again a minute after it is cut off. Off: closes, and forgets what it knew. */
void api_watch_want(struct api_watch *watch, bool wanted);

#endif
