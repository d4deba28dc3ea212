/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/listener.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "relay/tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { PAUSE_MS = 250 };

static int open_spare(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int accept_one(const struct listener *listener, struct endpoint *from)
{
    *from = (struct endpoint) { .length = sizeof from->address };
    return accept4(listener->fd, &from->address.any, &from->length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static void pause_listening(struct listener *listener)
{
    loop_remove(listener->set->porch, &listener->watch);
    loop_set_timer(listener->set->loop, &listener->pause, clock_now_ms() + PAUSE_MS);
}

/* Without descriptors the waiting client would wake us for ever: one is given up to take it and to send it away. */
static void refuse_one(struct listener *listener)
{
    struct endpoint from;
    auto_close(&listener->spare);
    int fd = accept_one(listener, &from);
    if (fd >= 0) {
        struct in6_addr address = cidr_address_of(&from.address.any);
        conn_set_refuse(listener->set, REFUSED_NO_DESCRIPTOR, &address);
        auto_close(&fd);
    }
    listener->spare = open_spare();
    if (listener->spare < 0) pause_listening(listener);
}

static bool is_out_of_something(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void let_in(struct listener *listener, int fd, const struct endpoint *from)
{
    struct in6_addr address = cidr_address_of(&from->address.any);
    if (listener->allow->count == 0 || cidr_list_contains(listener->allow, &address)) {
        tcp_adapt(fd, from);
        conn_set_add(listener->set, fd, from);
        return;
    }
    conn_set_refuse(listener->set, REFUSED_ADDRESS, &address);
    auto_close(&fd);
}

static void on_listener_event(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct listener *listener = CONTAINER_OF(watch, struct listener, watch);
    struct endpoint from;
    int fd = accept_one(listener, &from);
    if (fd >= 0) let_in(listener, fd, &from);
    else if (is_out_of_something(errno)) refuse_one(listener);
}

static void on_pause_over(struct loop_timer *timer)
{
    struct listener *listener = CONTAINER_OF(timer, struct listener, pause);
    if (listener->spare < 0) listener->spare = open_spare();
    if (loop_add(listener->set->porch, &listener->watch, listener->fd, EPOLLIN) < 0) pause_listening(listener);
}

int listener_start(struct listener *listener, struct conn_set *set, const struct cidr_list *allow,
                   const struct endpoint *at)
{
    *listener = (struct listener) {
        .set = set,
        .allow = allow,
        .watch = { .fd = -1, .on_event = on_listener_event },
        .pause = { .deadline = CLOCK_NEVER, .on_expired = on_pause_over },
        .spare = open_spare(),
        .fd = tcp_listen(at),
    };
    if (listener->fd >= 0 && loop_add(set->porch, &listener->watch, listener->fd, EPOLLIN) == 0) return 0;
    listener_stop(listener);
    return -1;
}

void listener_stop(struct listener *listener)
{
    loop_remove(listener->set->porch, &listener->watch);
    loop_set_timer(listener->set->loop, &listener->pause, CLOCK_NEVER);
    auto_close(&listener->fd);
    auto_close(&listener->spare);
    listener->fd = listener->spare = -1;
}
