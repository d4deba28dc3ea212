/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/porch.h"

#include "base/clock.h"
#include "base/log.h"

#include <sys/epoll.h>

static void on_porch_event(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    CONTAINER_OF(watch, struct porch, watch)->is_due = true;
}

static void on_rested(struct loop_timer *timer)
{
    struct porch *porch = CONTAINER_OF(timer, struct porch, rest);
    if (loop_change(porch->main, &porch->watch, EPOLLIN) < 0) log_errno("cannot watch for new connections");
}

static void rest(struct porch *porch)
{
    if (loop_change(porch->main, &porch->watch, 0) < 0) return;
    loop_set_timer(porch->main, &porch->rest, clock_now_ms() + 1);
}

int porch_init(struct porch *porch, struct loop *main)
{
    *porch = (struct porch) { .main = main, .watch = { -1, on_porch_event } };
    porch->rest = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_rested };
    if (loop_init(&porch->loop) < 0) return -1;
    return loop_add(main, &porch->watch, porch->loop.epoll, EPOLLIN);
}

void porch_finish(struct porch *porch)
{
    loop_set_timer(porch->main, &porch->rest, CLOCK_NEVER);
    loop_remove(porch->main, &porch->watch);
    loop_finish(&porch->loop);
}

void porch_serve(struct porch *porch, bool beside_trade)
{
    enum { AT_ONCE = 2 };
    if (!porch->is_due) return;
    porch->is_due = false;
    if (loop_glance(&porch->loop, AT_ONCE) < 0) log_errno("cannot see to new connections");
    if (beside_trade) rest(porch);
}
