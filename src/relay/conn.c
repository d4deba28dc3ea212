/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/conn.h"

#include "base/log.h"
#include "relay/conn_set.h"
#include "relay/newcomer.h"
#include "relay/pump.h"
#include "relay/tcp.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* ---- the end of a connection ---- */

static struct loop *loop_of(struct conn *conn)
{
    bool is_newcomer = conn->state == CONN_WAITING || conn->state == CONN_DIALLING;
    return is_newcomer ? conn->set->porch : conn->set->loop;
}

static struct conn_side *other_side(struct conn *conn, const struct conn_side *side)
{
    return side == &conn->client ? &conn->gateway : &conn->client;
}

static struct half_pipe *half_from(struct conn *conn, const struct conn_side *side)
{
    return side == &conn->client ? &conn->up : &conn->down;
}

static void close_side(struct conn *conn, struct conn_side *side)
{
    loop_remove(loop_of(conn), &side->watch);
    auto_close(&side->fd);
    side->fd = -1;
    side->interest = 0;
}

void conn_close(struct conn *conn)
{
    struct conn_set *set = conn->set;
    close_side(conn, &conn->client);
    close_side(conn, &conn->gateway);
    pump_release(&conn->up, &set->pools);
    pump_release(&conn->down, &set->pools);
    conn_set_add_counts(set, conn);
    conn_set_state(conn, CONN_CLOSED);
}

/* A host that is gone is not a peer that has reset: the gateway would keep the client id of a connection that ends
 * oddly. */
static bool has_vanished(int error)
{
    return error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN;
}

/* One side has failed with `error`: what it sent before is passed on as far as the other takes it, then its fate. */
static void fail(struct conn *conn, struct conn_side *side, int error)
{
    struct conn_side *other = other_side(conn, side);
    pump_last_words(half_from(conn, side), &conn->set->pools, side->fd, other->fd);
    if (has_vanished(error)) tcp_end_on_close(other->fd, conn->set->pools.scratch, READ_SIZE);
    else tcp_reset_on_close(other->fd);
    conn_close(conn);
}

/* ---- what to wait for ---- */

int conn_wait_for(struct conn *conn, struct conn_side *side, uint32_t interest)
{
    struct loop *loop = loop_of(conn);
    if (interest == side->interest) return 0;
    uint32_t before = side->interest;
    side->interest = interest;
    if (interest == 0) loop_remove(loop, &side->watch);
    else if (before == 0) return loop_add(loop, &side->watch, side->fd, interest);
    else return loop_change(loop, &side->watch, interest);
    return 0;
}

static uint32_t interest_in(const struct half_pipe *from_it, const struct half_pipe *to_it)
{
    return (half_pipe_may_read(from_it) ? (uint32_t) EPOLLIN : 0) | (half_pipe_holds(to_it) ? (uint32_t) EPOLLOUT : 0);
}

/* After bytes have moved: is it over, and if not, what next. */
static void settle(struct conn *conn)
{
    if (conn->up.state == HALF_ENDED && conn->down.state == HALF_ENDED) {
        conn_close(conn);
        return;
    }
    if (conn_wait_for(conn, &conn->client, interest_in(&conn->up, &conn->down)) < 0
        || conn_wait_for(conn, &conn->gateway, interest_in(&conn->down, &conn->up)) < 0)
        fail(conn, &conn->gateway, errno);
}

/* As settle, while leaving: what the client still sends is read only to see its end. */
static void settle_leaving(struct conn *conn)
{
    if (conn->client_has_ended && conn->up.state == HALF_ENDED && conn->down.state == HALF_ENDED) {
        conn_close(conn);
        return;
    }
    uint32_t client = conn->client_has_ended ? 0 : (uint32_t) EPOLLIN;
    uint32_t gateway = half_pipe_may_read(&conn->down) ? (uint32_t) EPOLLIN : 0;
    if (half_pipe_holds(&conn->down)) client |= (uint32_t) EPOLLOUT;
    if (half_pipe_holds(&conn->up)) gateway |= (uint32_t) EPOLLOUT;
    if (conn_wait_for(conn, &conn->client, client) < 0 || conn_wait_for(conn, &conn->gateway, gateway) < 0) conn_close(conn);
}

/* ---- an open connection ---- */

static struct conn_side *failed_side(enum pump_result result, struct conn_side *source, struct conn_side *target)
{
    if (result == PUMP_SOURCE_FAILED) return source;
    return result == PUMP_TARGET_FAILED ? target : NULL;
}

/* True when what is to be read goes in bulk, which waits until all others were served. */
static bool put_off_bulk(struct conn *conn, const struct half_pipe *from_it)
{
    if (!from_it->has_pipe) return false;
    if (from_it == &conn->up) conn->up_is_due = true;
    else conn->down_is_due = true;
    conn_set_put_off(conn);
    return true;
}

void conn_serve_bulk(struct conn *conn)
{
    struct pools *pools = &conn->set->pools;
    struct conn_side *client = &conn->client, *gateway = &conn->gateway, *failed = NULL;
    bool up = conn->up_is_due, down = conn->down_is_due;
    conn->up_is_due = conn->down_is_due = false;
    if (conn->state != CONN_OPEN) return;
    if (up) failed = failed_side(pump_forward(&conn->up, pools, client->fd, gateway->fd), client, gateway);
    if (down && !failed) failed = failed_side(pump_forward(&conn->down, pools, gateway->fd, client->fd), gateway, client);
    conn->set->on_change(conn->set);
    if (failed) fail(conn, failed, errno);
    else settle(conn);
}

static void on_open_event(struct conn *conn, struct conn_side *side, uint32_t events)
{
    struct conn_side *other = other_side(conn, side), *failed = NULL;
    struct half_pipe *from_it = half_from(conn, side), *to_it = half_from(conn, other);
    conn_set_stir(conn);
    if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP) && half_pipe_holds(to_it))
        failed = failed_side(pump_flush(to_it, &conn->set->pools, side->fd), other, side);
    if (!failed && events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        if (put_off_bulk(conn, from_it)) return;
        failed = failed_side(pump_forward(from_it, &conn->set->pools, side->fd, other->fd), side, other);
    }
    conn->set->on_change(conn->set);
    if (failed) fail(conn, failed, errno);
    else settle(conn);
}

static bool read_away(struct conn *conn)
{
    ssize_t n = recv(conn->client.fd, conn->set->pools.scratch, READ_SIZE, 0);
    conn->client_has_ended = n == 0;
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* The gateway was told that this is the end; what it still says reaches the client, and its own end too. */
static void on_leaving_event(struct conn *conn, struct conn_side *side, uint32_t events)
{
    struct pools *pools = &conn->set->pools;
    bool is_client = side == &conn->client, is_readable = events & (EPOLLIN | EPOLLERR | EPOLLHUP);
    struct half_pipe *to_it = half_from(conn, other_side(conn, side));
    bool ok = half_pipe_holds(to_it) == 0 || pump_flush(to_it, pools, side->fd) <= PUMP_IDLE;
    if (ok && is_readable && is_client && !conn->client_has_ended) ok = read_away(conn);
    if (ok && is_readable && !is_client) ok = pump_forward(&conn->down, pools, side->fd, conn->client.fd) <= PUMP_IDLE;
    if (ok) settle_leaving(conn);
    else conn_close(conn);
}

/* ---- what comes in ---- */

static void on_event(struct conn *conn, struct conn_side *side, uint32_t events)
{
    switch (conn->state) {
    case CONN_WAITING:
    case CONN_DIALLING: newcomer_on_event(conn); return;
    case CONN_OPEN: on_open_event(conn, side, events); return;
    case CONN_LEAVING: on_leaving_event(conn, side, events); return;
    case CONN_NEW:
    case CONN_CLOSED:
    case CONN_STATES: return;
    }
}

static void on_client_event(struct loop_watch *watch, uint32_t events)
{
    struct conn *conn = CONTAINER_OF(watch, struct conn, client.watch);
    on_event(conn, &conn->client, events);
}

static void on_gateway_event(struct loop_watch *watch, uint32_t events)
{
    struct conn *conn = CONTAINER_OF(watch, struct conn, gateway.watch);
    on_event(conn, &conn->gateway, events);
}

/* ---- what the set asks for ---- */

void conn_rest(struct conn *conn)
{
    conn_wait_for(conn, &conn->client, 0);
    conn_wait_for(conn, &conn->gateway, 0);
}

void conn_go_on(struct conn *conn)
{
    settle(conn);
}

void conn_start(struct conn *conn, struct conn_set *set, int fd, const struct endpoint *from)
{
    conn->set = set;
    conn->from = *from;
    conn->client = (struct conn_side) { .watch = { -1, on_client_event }, .fd = fd };
    conn->gateway = (struct conn_side) { .watch = { -1, on_gateway_event }, .fd = -1 };
    conn_set_state(conn, CONN_WAITING);
    newcomer_start(conn);
}

void conn_open(struct conn *conn)
{
    conn_rest(conn);
    conn_set_state(conn, CONN_OPEN);
    if (pump_flush(&conn->up, &conn->set->pools, conn->gateway.fd) == PUMP_TARGET_FAILED)
        fail(conn, &conn->gateway, errno);
    else settle(conn);
}

void conn_give_up(struct conn *conn)
{
    switch (conn->state) {
    case CONN_WAITING:
    case CONN_DIALLING: newcomer_give_up(conn); return;
    case CONN_NEW:
    case CONN_OPEN:
    case CONN_LEAVING:
    case CONN_CLOSED:
    case CONN_STATES: conn_close(conn); return;
    }
}

void conn_check_silence(struct conn *conn)
{
    int64_t limit = conn->set->silence_ms;
    if (tcp_is_silent(conn->client.fd, limit)) fail(conn, &conn->client, ETIMEDOUT);
    else if (tcp_is_silent(conn->gateway.fd, limit)) fail(conn, &conn->gateway, ETIMEDOUT);
}

void conn_leave(struct conn *conn)
{
    struct pools *pools = &conn->set->pools;
    bool failed = pump_forward(&conn->up, pools, conn->client.fd, conn->gateway.fd) > PUMP_IDLE;
    half_pipe_note_end(&conn->up);
    conn_set_state(conn, CONN_LEAVING);
    failed = failed || pump_flush(&conn->up, pools, conn->gateway.fd) > PUMP_IDLE;
    if (failed) conn_close(conn);
    else settle_leaving(conn);
}
