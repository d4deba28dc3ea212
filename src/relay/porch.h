/* SPDX-License-Identifier: MIT
 *
 * Where newcomers are watched: the listener, and clients who have not reached the gateway yet. It is an epoll inside the main
 * one, of whose events a few at a time are served, after those of the established: nobody who is connected waits behind a crowd
 * at the door, nor for a processor that the crowd keeps busy.
 */
#ifndef RELAY_PORCH_H
#define RELAY_PORCH_H

#include "base/loop.h"
#include "base/macros.h"

struct porch {
    struct loop loop; /* for watches; it has no timers */
    struct loop_watch watch; /* of its epoll, in the main loop */
    struct loop *main;
    struct loop_timer rest; /* in the main loop: until then nobody is served */
    bool is_due;
};

/* Inside `main`. -1 with errno. */
int porch_init(struct porch *porch, struct loop *main) MUST_CHECK;
void porch_finish(struct porch *porch);

/* Sees to one or two newcomers, if there are any, and `beside_trade` to no other for a millisecond; call it after each round of the
 * main loop. */
void porch_serve(struct porch *porch, bool beside_trade);

#endif
