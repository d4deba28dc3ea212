/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/porch.h"

#include "base/log.h"

#include <sys/epoll.h>

static void on_porch_event(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    CONTAINER_OF(watch, struct porch, watch)->is_due = true;
}

int porch_init(struct porch *porch, struct loop *main)
{
    *porch = (struct porch) { .main = main, .watch = { -1, on_porch_event } };
    if (loop_init(&porch->loop) < 0) return -1;
    return loop_add(main, &porch->watch, porch->loop.epoll, EPOLLIN);
}

void porch_finish(struct porch *porch)
{
    loop_remove(porch->main, &porch->watch);
    loop_finish(&porch->loop);
}

void porch_serve(struct porch *porch)
{
    enum { AT_ONCE = 2 };
    if (porch->is_due && loop_glance(&porch->loop, AT_ONCE) < 0) log_errno("cannot see to new connections");
    porch->is_due = false;
}
