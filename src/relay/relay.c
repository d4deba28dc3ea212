/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/relay.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/memory.h"
#include "base/text.h"
#include "control/board.h"
#include "control/notify.h"
#include "relay/conn_set.h"
#include "relay/counters.h"
#include "relay/lane.h"
#include "relay/listener.h"
#include "relay/options.h"
#include "relay/porch.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

enum { EXIT_CANNOT_GO_ON = 1, BOARD_EVERY_MS = 250 };

/* Enough beside the clients that scanners and slow ones do not keep others out. */
static struct conn_limits limits_of(const struct relay_options *options)
{
    enum { WAITING = 224, WAITING_BY_ADDRESS = 64 };
    unsigned clients = options->max_clients;
    return (struct conn_limits) {
        .at_gateway = clients, .in_all = clients + WAITING, .waiting_by_address = WAITING_BY_ADDRESS
    };
}

struct relay {
    struct relay_options options;
    struct loop loop;
    struct porch porch;
    struct conn_set set;
    struct lane lane;
    struct listener listener;
    struct loop_watch signals;
    struct loop_timer board_timer; /* set while something has changed that the board does not show yet */
    struct board *board; /* NULL by hand */
    bool leaving;
};

static void write_board(struct relay *relay)
{
    if (!relay->board) return;
    static struct board_clients clients; /* large */
    struct board_relay part = { .accepting = !relay->leaving };
    clients.count = 0;
    counters_add_relay(&relay->set, &part);
    counters_add_clients(&relay->set, &clients);
    lane_add_counters(&relay->lane, &part, &clients);
    board_sort_clients(&clients);
    board_write_relay(relay->board, relay->options.instance, &part);
    board_write_clients(relay->board, relay->options.instance, &clients);
}

static void on_board_timer(struct loop_timer *timer)
{
    write_board(CONTAINER_OF(timer, struct relay, board_timer));
}

static void on_change(struct conn_set *set)
{
    struct relay *relay = CONTAINER_OF(set, struct relay, set);
    lane_watch(&relay->lane);
    if (!relay->board || relay->board_timer.deadline != CLOCK_NEVER) return;
    loop_set_timer(&relay->loop, &relay->board_timer, clock_now_ms() + BOARD_EVERY_MS);
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct relay *relay = CONTAINER_OF(watch, struct relay, signals);
    if (!loop_read_signal(watch) || relay->leaving) return;
    relay->leaving = true;
    listener_stop(&relay->listener);
    conn_set_leave(&relay->set);
    lane_leave(&relay->lane);
    write_board(relay);
}

/* Two sockets for each connection and what else is open; a lower hard limit is met with refusals. */
static void raise_descriptor_limit(unsigned connections)
{
    struct rlimit limit;
    rlim_t wanted = 2 * (rlim_t) connections + 2 * POOL_PIPES + 64;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int open_board(struct relay *relay)
{
    if (!relay->options.by_init) return 0;
    relay->board = board_open(relay->options.run_dir, true);
    if (relay->board) return 0;
    log_errno("cannot open the board in %s", relay->options.run_dir);
    return -1;
}

static int listen_for_clients(struct relay *relay)
{
    char at[ENDPOINT_TEXT], to[ENDPOINT_TEXT];
    endpoint_print(&relay->options.listen, at);
    endpoint_print(&relay->options.to, to);
    if (listener_start(&relay->listener, &relay->set, &relay->options.allow, &relay->options.listen) < 0) {
        bool in_use = errno == EADDRINUSE;
        static const char hint[] = " (another program listens there: stop it, or take another port)";
        log_errno("cannot listen on %s%s", at, in_use ? hint : "");
        return -1;
    }
    const char *what = relay->options.any_protocol ? "everything" : "API clients";
    log_info("listening on %s, forwarding %s to %s", at, what, to);
    return 0;
}

static int start(struct relay *relay)
{
    static const int signals[] = { SIGTERM, SIGINT, 0 };
    relay->signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    relay->board_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_board_timer };
    relay->set = (struct conn_set) {
        .loop = &relay->loop,
        .porch = &relay->porch.loop,
        .gateway = relay->options.to,
        .any_protocol = relay->options.any_protocol,
        .limits = limits_of(&relay->options),
        .silence_ms = 1000 * (int64_t) relay->options.silence_s,
        .on_change = on_change,
    };
    signal(SIGPIPE, SIG_IGN); /* splice(2) has no flag for it */
    raise_descriptor_limit(relay->set.limits.in_all);
    if (loop_init(&relay->loop) < 0 || porch_init(&relay->porch, &relay->loop) < 0 || conn_set_init(&relay->set) < 0
        || lane_init(&relay->lane, &relay->set) < 0
        || loop_add_signals(&relay->loop, &relay->signals, signals) < 0) {
        log_errno("cannot start the relay");
        return -1;
    }
    if (open_board(relay) < 0) return -1;
    return listen_for_clients(relay);
}

static int run(struct relay *relay)
{
    while (!relay->leaving || conn_set_count(&relay->set) + conn_set_away(&relay->set) > 0) {
        if (loop_once(&relay->loop) < 0) {
            log_errno("cannot wait for events");
            return EXIT_CANNOT_GO_ON;
        }
        porch_serve(&relay->porch, relay->lane.has_trade);
        conn_set_end_round(&relay->set);
    }
    log_info("stopped; clients forwarded: %" PRIu64 ", refused: %" PRIu64, relay->set.accepted,
             relay->set.refusals.total);
    return 0;
}

static int read_options(struct relay_options *options, int argc, char **argv)
{
    if (argc == 2 && (text_equal(argv[1], "0") || text_equal(argv[1], "1")))
        return relay_options_from_init(options, argv[1][0] == '1');
    log_set_prefix("gatehouse relay");
    return relay_options_from_arguments(options, argc, argv);
}

int relay_main(int argc, char **argv)
{
    static struct relay relay;
    int status = read_options(&relay.options, argc, argv);
    if (status) return status;
    if (start(&relay) < 0) return EXIT_CANNOT_GO_ON;
    write_board(&relay);
    if (relay.options.by_init) notify_ready();
    memory_let_go_of_files();
    status = run(&relay);
    lane_leave(&relay.lane);
    lane_finish(&relay.lane);
    conn_set_finish(&relay.set);
    porch_finish(&relay.porch);
    write_board(&relay);
    board_close(relay.board);
    auto_close(&relay.signals.fd);
    loop_finish(&relay.loop);
    return status;
}
