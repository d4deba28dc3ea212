/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/loop.h"

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

int loop_init(struct loop *loop)
{
    *loop = (struct loop) { .epoll = epoll_create1(EPOLL_CLOEXEC) };
    return loop->epoll < 0 ? -1 : 0;
}

void loop_finish(struct loop *loop)
{
    auto_close(&loop->epoll);
    loop->epoll = -1;
}

int loop_add(struct loop *loop, struct loop_watch *watch, int fd, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = watch };
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) return -1;
    watch->fd = fd;
    return 0;
}

int loop_change(struct loop *loop, struct loop_watch *watch, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = watch };
    return epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event);
}

void loop_remove(struct loop *loop, struct loop_watch *watch)
{
    if (watch->fd < 0) return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
    watch->fd = -1;
    for (int i = 0; i < loop->batch_length; i++)
        if (loop->batch[i] == watch) loop->batch[i] = NULL;
}

void loop_set_timer(struct loop *loop, struct loop_timer *timer, int64_t deadline)
{
    timer->deadline = deadline;
    if (timer->listed || deadline == CLOCK_NEVER) return;
    timer->next = loop->timers;
    timer->listed = true;
    loop->timers = timer;
}

static void forget_cancelled(struct loop *loop)
{
    struct loop_timer **link = &loop->timers;
    while (*link) {
        struct loop_timer *timer = *link;
        if (timer->deadline != CLOCK_NEVER) {
            link = &timer->next;
            continue;
        }
        *link = timer->next;
        timer->listed = false;
    }
}

static int next_timeout(const struct loop *loop)
{
    int64_t nearest = CLOCK_NEVER;
    for (const struct loop_timer *timer = loop->timers; timer; timer = timer->next)
        if (timer->deadline < nearest) nearest = timer->deadline;
    if (nearest == CLOCK_NEVER) return -1;
    int64_t wait = nearest - clock_now_ms();
    if (wait < 0) return 0;
    return wait > INT_MAX ? INT_MAX : (int) wait;
}

static void expire(struct loop *loop)
{
    int64_t now = clock_now_ms();
    for (struct loop_timer *timer = loop->timers; timer; timer = timer->next) {
        if (timer->deadline > now) continue;
        timer->deadline = CLOCK_NEVER;
        timer->on_expired(timer);
    }
    forget_cancelled(loop);
}

/* Waits for events, and serves as many as `most` of them. */
static int serve(struct loop *loop, int most, int timeout_ms)
{
    struct epoll_event events[LOOP_BATCH];
    int n = epoll_wait(loop->epoll, events, most, timeout_ms);
    if (n < 0 && errno != EINTR) return -1;
    loop->batch_length = n < 0 ? 0 : n;
    for (int i = 0; i < loop->batch_length; i++) loop->batch[i] = events[i].data.ptr;
    for (int i = 0; i < loop->batch_length; i++)
        if (loop->batch[i]) loop->batch[i]->on_event(loop->batch[i], events[i].events);
    loop->batch_length = 0;
    return 0;
}

int loop_once(struct loop *loop)
{
    if (serve(loop, LOOP_BATCH, next_timeout(loop)) < 0) return -1;
    expire(loop);
    return 0;
}

int loop_glance(struct loop *loop, int most)
{
    return serve(loop, most < LOOP_BATCH ? most : LOOP_BATCH, 0);
}

int loop_run(struct loop *loop)
{
    while (!loop->stopped)
        if (loop_once(loop) < 0) return -1;
    return 0;
}

void loop_stop(struct loop *loop)
{
    loop->stopped = true;
}

int loop_add_signals(struct loop *loop, struct loop_watch *watch, const int *signals)
{
    sigset_t set;
    sigemptyset(&set);
    for (; *signals; signals++) {
        signal(*signals, SIG_DFL);
        sigaddset(&set, *signals);
    }
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0) return -1;
    return loop_add(loop, watch, fd, EPOLLIN);
}

int loop_read_signal(struct loop_watch *watch)
{
    struct signalfd_siginfo info;
    return read(watch->fd, &info, sizeof info) == (ssize_t) sizeof info ? (int) info.ssi_signo : 0;
}
