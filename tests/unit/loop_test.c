/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/loop.h"

#include "base/clock.h"
#include "base/fd.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop loop;
static struct loop_watch watches[2];
static struct loop_timer timers[2];
static int pipes[2][2], fired[2], expired[2];

static void on_event(struct loop_watch *watch, uint32_t events)
{
    assert_true(events & EPOLLIN);
    fired[watch == &watches[1]]++;
    loop_remove(&loop, &watches[0]);
    loop_remove(&loop, &watches[1]);
}

static void on_expired(struct loop_timer *timer)
{
    expired[timer == &timers[1]]++;
}

static int set_up(void **state)
{
    (void) state;
    for (int i = 0; i < 2; i++) {
        watches[i] = (struct loop_watch) { .fd = -1, .on_event = on_event };
        timers[i] = (struct loop_timer) { .on_expired = on_expired };
        fired[i] = expired[i] = 0;
        if (fd_pipe(pipes[i]) < 0) return -1;
    }
    return loop_init(&loop);
}

static int tear_down(void **state)
{
    (void) state;
    for (int i = 0; i < 4; i++) close(pipes[i / 2][i % 2]);
    loop_finish(&loop);
    return 0;
}

static void a_watch_removed_in_a_batch_does_not_fire_in_it(void **state)
{
    (void) state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(loop_add(&loop, &watches[i], pipes[i][0], EPOLLIN), 0);
        assert_int_equal(write(pipes[i][1], "x", 1), 1);
    }
    assert_int_equal(loop_once(&loop), 0);
    assert_int_equal(fired[0] + fired[1], 1);
    assert_int_equal(watches[0].fd, -1);
}

static void timers_fire_once_and_in_time(void **state)
{
    (void) state;
    int64_t begin = clock_now_ms();
    loop_set_timer(&loop, &timers[0], begin + 20);
    loop_set_timer(&loop, &timers[1], begin + 40);
    while (expired[1] == 0) assert_int_equal(loop_once(&loop), 0);
    assert_true(clock_now_ms() - begin >= 40);
    assert_int_equal(expired[0], 1);
    assert_null(loop.timers);
}

static void a_cancelled_timer_does_not_fire(void **state)
{
    (void) state;
    int64_t begin = clock_now_ms();
    loop_set_timer(&loop, &timers[0], begin + 5);
    loop_set_timer(&loop, &timers[1], begin + 20);
    loop_set_timer(&loop, &timers[0], CLOCK_NEVER);
    while (expired[1] == 0) assert_int_equal(loop_once(&loop), 0);
    assert_int_equal(expired[0], 0);
}

static struct loop_watch signals;
static int seen;

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    seen = loop_read_signal(watch);
    assert_int_equal(loop_read_signal(watch), 0);
}

static void a_signal_our_parent_ignored_is_seen(void **state)
{
    static const int numbers[] = { SIGINT, 0 };
    (void) state;
    signal(SIGINT, SIG_IGN);
    signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    assert_int_equal(loop_add_signals(&loop, &signals, numbers), 0);
    raise(SIGINT);
    assert_int_equal(loop_once(&loop), 0);
    assert_int_equal(seen, SIGINT);
    close(signals.fd);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_watch_removed_in_a_batch_does_not_fire_in_it),
        TEST(timers_fire_once_and_in_time),
        TEST(a_cancelled_timer_does_not_fire),
        TEST(a_signal_our_parent_ignored_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
