/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/tcp.h"

#include "base/cidr.h"
#include "base/fd.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
    int level, name, value;
} options[] = {
    { IPPROTO_TCP, TCP_NODELAY, 1 }, /* without it Nagle and delayed ACKs hold small messages back for 40 ms */
    { SOL_SOCKET, SO_KEEPALIVE, 1 },
    { IPPROTO_TCP, TCP_KEEPIDLE, 60 },
    { IPPROTO_TCP, TCP_KEEPINTVL, 15 },
    { IPPROTO_TCP, TCP_KEEPCNT, 4 },
};

static int open_socket(const struct endpoint *endpoint)
{
    int fd = socket(endpoint->address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
        setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value);
    return fd;
}

int tcp_listen(const struct endpoint *at)
{
    enum { BACKLOG = 1024 };
    static const int yes = 1;
    int fd = open_socket(at);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, &at->address.any, at->length) == 0 && listen(fd, BACKLOG) == 0) return fd;
    auto_close(&fd);
    return -1;
}

static bool is_loopback(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LOOPBACK(address) || (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == IN_LOOPBACKNET);
}

void tcp_adapt(int fd, const struct endpoint *peer)
{
    static const char reno[] = "reno"; /* the one that Linux grants to every process */
    struct in6_addr address = cidr_address_of(&peer->address.any);
    if (is_loopback(&address)) setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, reno, sizeof reno - 1);
}

int tcp_dial(const struct endpoint *to)
{
    int fd = open_socket(to);
    if (fd < 0) return -1;
    tcp_adapt(fd, to);
    if (connect(fd, &to->address.any, to->length) == 0 || errno == EINPROGRESS) return fd;
    auto_close(&fd);
    return -1;
}

/* connect(2) again tells it, and at once on loopback, where the handshake is over before the first call returns. */
enum tcp_dialling tcp_dialled(int fd, const struct endpoint *to)
{
    if (connect(fd, &to->address.any, to->length) == 0 || errno == EISCONN) return TCP_CONNECTED;
    return errno == EALREADY || errno == EINPROGRESS ? TCP_DIALLING : TCP_REFUSED;
}

bool tcp_is_silent(int fd, int64_t limit_ms)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0) return false;
    return info.tcpi_unacked > 0 && info.tcpi_retransmits > 0 && info.tcpi_last_ack_recv > limit_ms;
}

void tcp_reset_on_close(int fd)
{
    static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void tcp_end_on_close(int fd, uint8_t *scratch, size_t room)
{
    enum { MOST_READS = 1024 };
    shutdown(fd, SHUT_WR);
    for (int i = 0; i < MOST_READS; i++)
        if (recv(fd, scratch, room, 0) <= 0) return;
}
