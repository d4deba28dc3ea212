/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/newcomer.h"

#include "base/cidr.h"
#include "relay/conn_set.h"
#include "relay/hello.h"
#include "relay/pump.h"
#include "relay/tcp.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static void refuse(struct conn *conn, enum refusal cause)
{
    struct in6_addr address = cidr_address_of(&conn->from.address.any);
    conn_set_refuse(conn->set, cause, &address);
    conn_close(conn);
}

static void reset_client(struct conn *conn, enum refusal cause)
{
    tcp_reset_on_close(conn->client.fd);
    refuse(conn, cause);
}

/* ---- the gateway ---- */

static void count_messages(struct conn *conn)
{
    bool framed;
    size_t hello = hello_length(conn->up.kept, &framed);
    conn->traffic = conn_set_take_traffic(conn->set);
    if (!conn->traffic) return;
    traffic_init(conn->traffic, framed);
    conn->up.stream = &conn->traffic->up;
    conn->down.stream = &conn->traffic->down;
    traffic_feed(conn->up.stream, conn->up.kept + hello, half_pipe_holds(&conn->up) - hello);
}

static void arrive(struct conn *conn)
{
    conn->set->accepted++;
    if (!conn->set->any_protocol) count_messages(conn);
    conn_open(conn);
}

static void on_dialled(struct conn *conn)
{
    enum tcp_dialling now = tcp_dialled(conn->gateway.fd, &conn->set->gateway);
    if (now == TCP_CONNECTED) arrive(conn);
    else if (now == TCP_REFUSED) reset_client(conn, REFUSED_GATEWAY_DOWN);
    else if (conn_wait_for(conn, &conn->gateway, EPOLLOUT) < 0) reset_client(conn, REFUSED_NO_DESCRIPTOR);
}

static void dial(struct conn *conn)
{
    struct conn_set *set = conn->set;
    if (set->lists[CONN_DIALLING].count + set->lists[CONN_OPEN].count + conn_set_away(set) >= set->limits.at_gateway) {
        reset_client(conn, REFUSED_MANY_AT_GATEWAY);
        return;
    }
    conn->gateway.fd = tcp_dial(&set->gateway);
    if (conn->gateway.fd < 0) {
        reset_client(conn, errno == EMFILE || errno == ENFILE ? REFUSED_NO_DESCRIPTOR : REFUSED_GATEWAY_DOWN);
        return;
    }
    conn_wait_for(conn, &conn->client, 0);
    conn_set_state(conn, CONN_DIALLING);
    on_dialled(conn);
}

/* ---- the hello ---- */

static enum refusal refusal_of(enum hello_verdict verdict)
{
    switch (verdict) {
    case HELLO_HTTP: return REFUSED_HTTP;
    case HELLO_TLS: return REFUSED_TLS;
    case HELLO_BAD_LENGTH: return REFUSED_BAD_LENGTH;
    case HELLO_BAD_VERSION: return REFUSED_BAD_VERSION;
    case HELLO_OTHER:
    case HELLO_MORE:
    case HELLO_OK: break;
    }
    return REFUSED_OTHER_PROTOCOL;
}

static void on_bytes(struct conn *conn)
{
    enum { COLLECTED_LIMIT = 4096 }; /* a hello and what came with it; the rest stays in the kernel until we are open */
    ssize_t n = pump_collect(&conn->up, &conn->set->pools, conn->client.fd, COLLECTED_LIMIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        refuse(conn, half_pipe_holds(&conn->up) > 0 ? REFUSED_PARTIAL : REFUSED_SILENT);
        return;
    }
    enum hello_verdict verdict = hello_check(conn->up.kept, half_pipe_holds(&conn->up));
    if (verdict == HELLO_OK) dial(conn);
    else if (verdict != HELLO_MORE) refuse(conn, refusal_of(verdict));
}

void newcomer_start(struct conn *conn)
{
    if (conn->set->any_protocol) dial(conn);
    else if (conn_wait_for(conn, &conn->client, EPOLLIN) < 0) refuse(conn, REFUSED_NO_DESCRIPTOR);
}

void newcomer_on_event(struct conn *conn)
{
    if (conn->state == CONN_WAITING) on_bytes(conn);
    else on_dialled(conn);
}

void newcomer_give_up(struct conn *conn)
{
    if (conn->state == CONN_WAITING) refuse(conn, REFUSED_SLOW);
    else reset_client(conn, REFUSED_GATEWAY_SLOW);
}
