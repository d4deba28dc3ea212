/* SPDX-License-Identifier: MIT
 *
 * The event loop of every process here: epoll for descriptors, deadlines in monotonic milliseconds, signals
 * through a signalfd. The caller owns every watch and timer inside its own objects; the loop allocates nothing.
 * A watch removed, or a timer cancelled, while a batch is handed out does not fire in that batch.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/macros.h"

#include <stdbool.h>
#include <stdint.h>

struct loop_watch {
    int fd; /* -1 while not watched */
    void (*on_event)(struct loop_watch *watch, uint32_t events); /* events as of epoll(7) */
};

struct loop_timer {
    int64_t deadline; /* CLOCK_NEVER while not set */
    void (*on_expired)(struct loop_timer *timer);
    struct loop_timer *next; /* loop::timers */
    bool listed;
};

enum { LOOP_BATCH = 64 };

struct loop {
    int epoll;
    bool stopped;
    struct loop_timer *timers; /* unordered: a process has a handful, the relay one */
    struct loop_watch *batch[LOOP_BATCH]; /* what is being handed out; NULL once removed */
    int batch_length;
};

/* -1 with errno. */
int loop_init(struct loop *loop) MUST_CHECK;
void loop_finish(struct loop *loop);

/* The watch must not move or be freed before loop_remove. -1 with errno. */
int loop_add(struct loop *loop, struct loop_watch *watch, int fd, uint32_t events) MUST_CHECK;
int loop_change(struct loop *loop, struct loop_watch *watch, uint32_t events);

/* Stops watching; the descriptor stays the caller's and stays open. A watch that is not watched is left alone. */
void loop_remove(struct loop *loop, struct loop_watch *watch);

/* (Re)arms for an absolute time of clock_now_ms(); CLOCK_NEVER cancels. */
void loop_set_timer(struct loop *loop, struct loop_timer *timer, int64_t deadline);

/* Waits once for events or the next deadline and hands them out. -1 with errno when epoll fails. */
int loop_once(struct loop *loop);

/* Hands out at most `most` of the events that are there, without waiting and without timers: for a loop that another one watches
 * (its `epoll` is readable while it has events). -1 with errno when epoll fails. */
int loop_glance(struct loop *loop, int most);

/* loop_once until loop_stop. -1 with errno. */
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Blocks these signals (a list ended by 0) in the process and watches for them: read them with loop_read_signal
 * in the watch's on_event. Dispositions are reset to their defaults first, so that a signal ignored by our parent is
 * seen. -1 with errno. */
int loop_add_signals(struct loop *loop, struct loop_watch *watch, const int *signals) MUST_CHECK;

/* The next signal that came in, or 0. */
int loop_read_signal(struct loop_watch *watch);

#endif
