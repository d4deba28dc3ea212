/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/lane.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "relay/counters.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { TELL_EVERY_MS = 250, LISTEN_MS = 20, SWEEP_EVERY_MS = 1000 };

/* Bytes, one way, as half_pipe_take_moved counts them, that make a connection loud when they come within LISTEN_MS (2 MB/s, 20 000
 * ticks a second), and below which it is quiet again after SWEEP_EVERY_MS. Bytes, for how many reads they come in depends on how fast
 * the machine is. */
enum { LOUD_BYTES = 40 * 1000, QUIET_BYTES = 1500 * 1000 };

/* ---- inboxes ---- */

static int inbox_open(struct inbox *inbox, struct loop *loop, void (*on_event)(struct loop_watch *, uint32_t))
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    inbox->watch = (struct loop_watch) { .fd = -1, .on_event = on_event };
    return fd < 0 ? -1 : loop_add(loop, &inbox->watch, fd, EPOLLIN);
}

static void wake(const struct inbox *inbox)
{
    static const uint64_t one = 1;
    if (write(inbox->watch.fd, &one, sizeof one) < 0 && errno != EAGAIN) log_errno("cannot wake the other thread");
}

static void put(struct lane *lane, struct inbox *inbox, struct conn *conn)
{
    conn_set_let_go(conn);
    pthread_mutex_lock(&lane->lock);
    conn->next = inbox->first;
    inbox->first = conn;
    pthread_mutex_unlock(&lane->lock);
    wake(inbox);
}

static void take_all(struct lane *lane, struct inbox *inbox, struct conn_set *set)
{
    uint64_t times;
    if (read(inbox->watch.fd, &times, sizeof times) < 0 && errno != EAGAIN) log_errno("cannot read a wake-up");
    pthread_mutex_lock(&lane->lock);
    struct conn *conn = inbox->first;
    inbox->first = NULL;
    pthread_mutex_unlock(&lane->lock);
    while (conn) {
        struct conn *next = conn->next;
        conn_set_adopt(set, conn);
        conn = next;
    }
}

/* ---- the thread ---- */

static void tell(struct lane *lane)
{
    struct board_relay relay = { 0 };
    counters_add_relay(&lane->set, &relay);
    pthread_mutex_lock(&lane->lock);
    lane->relay = relay;
    lane->clients->count = 0;
    counters_add_clients(&lane->set, lane->clients);
    pthread_mutex_unlock(&lane->lock);
    wake(&lane->to_quiet);
}

static void on_telling(struct loop_timer *timer)
{
    tell(CONTAINER_OF(timer, struct lane, telling));
}

static void on_loud_change(struct conn_set *set)
{
    struct lane *lane = CONTAINER_OF(set, struct lane, set);
    if (lane->telling.deadline != CLOCK_NEVER) return;
    loop_set_timer(&lane->loop, &lane->telling, clock_now_ms() + TELL_EVERY_MS);
}

static void on_sweep(struct loop_timer *timer)
{
    struct lane *lane = CONTAINER_OF(timer, struct lane, sweep);
    for (struct conn *conn = lane->set.lists[CONN_OPEN].first, *next; conn; conn = next) {
        next = conn->next;
        bool is_quiet = half_pipe_take_moved(&conn->up, &conn->down).one_way < QUIET_BYTES && conn->was_swept;
        conn->was_swept = true;
        if (is_quiet && !lane->leaving) put(lane, &lane->to_quiet, conn);
    }
    bool has_any = lane->set.lists[CONN_OPEN].count > 0;
    loop_set_timer(&lane->loop, &lane->sweep, has_any ? clock_now_ms() + SWEEP_EVERY_MS : CLOCK_NEVER);
}

static void on_loud_inbox(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct lane *lane = CONTAINER_OF(watch, struct lane, to_loud.watch);
    take_all(lane, &lane->to_loud, &lane->set);
    if (lane->leaving) conn_set_leave(&lane->set);
    if (lane->sweep.deadline == CLOCK_NEVER)
        loop_set_timer(&lane->loop, &lane->sweep, clock_now_ms() + SWEEP_EVERY_MS);
}

/* Small messages that come faster than they can be passed on one by one: a moment's wait, and many go with one read and one
 * write. That costs each a fifth of a millisecond at most, and all of them a fifth of the processor time. */
static void let_gather(struct lane *lane)
{
    enum { SMALL = 16 * 1024 };
    static const struct timespec moment = { .tv_nsec = 200 * 1000 };
    struct pollfd inbox = { .fd = lane->to_loud.watch.fd, .events = POLLIN };
    size_t largest = lane->set.pools.largest_read;
    if (largest > 0 && largest < SMALL) ppoll(&inbox, 1, &moment, NULL);
    lane->set.pools.largest_read = 0;
}

/* Where cores are few, a flood would keep a trading client waiting for one until its time slice is over. */
static void give_way(void)
{
    enum { NICENESS = 10 };
    if (setpriority(PRIO_PROCESS, (id_t) gettid(), NICENESS) < 0) log_errno("cannot make floods nice");
}

static void *run(void *argument)
{
    struct lane *lane = argument;
    prctl(PR_SET_NAME, "floods");
    prctl(PR_SET_TIMERSLACK, 1); /* ns, of this thread alone; as it comes, a wait may take 50 us longer */
    give_way();
    while (!lane->leaving || conn_set_count(&lane->set) > 0) {
        if (loop_once(&lane->loop) < 0) break;
        conn_set_end_round(&lane->set);
        let_gather(lane);
    }
    conn_set_finish(&lane->set);
    tell(lane);
    return NULL;
}

/* ---- the main thread ---- */

static int start_thread(struct lane *lane)
{
    lane->telling = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_telling };
    lane->sweep = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_sweep };
    lane->set = (struct conn_set) {
        .loop = &lane->loop,
        .gateway = lane->quiet->gateway,
        .any_protocol = lane->quiet->any_protocol,
        .silence_ms = lane->quiet->silence_ms,
        .on_change = on_loud_change,
        .away = &lane->away,
        .is_away = true,
    };
    lane->clients = calloc(1, sizeof *lane->clients);
    if (!lane->clients || loop_init(&lane->loop) < 0 || conn_set_init(&lane->set) < 0
        || inbox_open(&lane->to_loud, &lane->loop, on_loud_inbox) < 0)
        return -1;
    lane->set.pools.bulk_size = BULK_SIZE;
    errno = pthread_create(&lane->thread, NULL, run, lane);
    return errno ? -1 : 0;
}

static bool has_thread(struct lane *lane)
{
    if (lane->has_thread || lane->is_off) return lane->has_thread;
    lane->has_thread = start_thread(lane) == 0;
    lane->is_off = !lane->has_thread;
    if (lane->is_off) log_errno("cannot start a thread for floods");
    return lane->has_thread;
}

static void on_listening(struct loop_timer *timer)
{
    struct lane *lane = CONTAINER_OF(timer, struct lane, listening);
    int64_t newest = clock_now_ms() - LISTEN_MS;
    lane->has_trade = lane->away > 0;
    for (struct conn *conn = lane->quiet->lists[CONN_OPEN].first, *next; conn && conn->has_stirred; conn = next) {
        next = conn->next;
        conn->has_stirred = false;
        struct half_pipe_moved moved = half_pipe_take_moved(&conn->up, &conn->down);
        if (moved.in_all > 0 && conn->since <= newest) lane->has_trade = true;
        if (moved.one_way >= LOUD_BYTES && has_thread(lane)) put(lane, &lane->to_loud, conn);
    }
}

void lane_watch(struct lane *lane)
{
    if (lane->leaving || lane->listening.deadline != CLOCK_NEVER) return;
    loop_set_timer(lane->quiet->loop, &lane->listening, clock_now_ms() + LISTEN_MS);
}

static void on_quiet_inbox(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct lane *lane = CONTAINER_OF(watch, struct lane, to_quiet.watch);
    take_all(lane, &lane->to_quiet, lane->quiet);
    if (lane->leaving) conn_set_leave(lane->quiet);
    lane->quiet->on_change(lane->quiet);
}

int lane_init(struct lane *lane, struct conn_set *quiet)
{
    *lane = (struct lane) { .quiet = quiet, .to_loud.watch.fd = -1 };
    pthread_mutex_init(&lane->lock, NULL);
    lane->listening = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_listening };
    quiet->away = &lane->away;
    return inbox_open(&lane->to_quiet, quiet->loop, on_quiet_inbox);
}

void lane_leave(struct lane *lane)
{
    lane->leaving = true;
    loop_set_timer(lane->quiet->loop, &lane->listening, CLOCK_NEVER);
    if (lane->has_thread) wake(&lane->to_loud);
}

void lane_add_counters(struct lane *lane, struct board_relay *relay, struct board_clients *clients)
{
    pthread_mutex_lock(&lane->lock);
    relay->clients += lane->relay.clients;
    relay->bytes_to_gateway += lane->relay.bytes_to_gateway;
    relay->bytes_to_client += lane->relay.bytes_to_client;
    traffic_counts_add(&relay->to_gateway, &lane->relay.to_gateway);
    traffic_counts_add(&relay->to_client, &lane->relay.to_client);
    for (uint32_t i = 0; lane->clients && i < lane->clients->count && clients->count < BOARD_CLIENTS; i++)
        clients->clients[clients->count++] = lane->clients->clients[i];
    pthread_mutex_unlock(&lane->lock);
}

void lane_finish(struct lane *lane)
{
    if (lane->has_thread) {
        pthread_join(lane->thread, NULL);
        auto_close(&lane->to_loud.watch.fd);
        loop_finish(&lane->loop);
    }
    free(lane->clients);
    auto_close(&lane->to_quiet.watch.fd);
    lane->to_quiet.watch.fd = -1;
}
