/* SPDX-License-Identifier: MIT
 *
 * Many connections under way at a time, each from connect to the gateway's answer.
 */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 64, HELLO = 17, VERSION = 30 };

struct visitor {
    int fd;
    bool has_sent;
    unsigned got;
};

static void set_out(int epoll, int port, struct visitor *visitor)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
    struct epoll_event event = { .events = EPOLLOUT, .data.ptr = visitor };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *visitor = (struct visitor) { .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
    if (connect(visitor->fd, (const struct sockaddr *) &to, sizeof to) < 0 && errno != EINPROGRESS)
        give_up("cannot connect");
    epoll_ctl(epoll, EPOLL_CTL_ADD, visitor->fd, &event);
}

/* True once it has its answer. */
static bool go_on(int epoll, struct visitor *visitor)
{
    char room[VERSION];
    if (visitor->has_sent) {
        ssize_t n = recv(visitor->fd, room, VERSION - visitor->got, 0);
        if (n <= 0) give_up("a connection is refused");
        visitor->got += (unsigned) n;
        return visitor->got == VERSION;
    }
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = visitor };
    if (send(visitor->fd, "API\0\0\0\0\x09v100..193", HELLO, MSG_NOSIGNAL) != HELLO) give_up("cannot send");
    visitor->has_sent = true;
    epoll_ctl(epoll, EPOLL_CTL_MOD, visitor->fd, &event);
    return false;
}

uint64_t load_storm(int port, unsigned at_once, uint64_t deadline)
{
    struct visitor visitors[MOST];
    struct epoll_event events[MOST];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    uint64_t count = 0;
    for (unsigned i = 0; i < at_once; i++) set_out(epoll, port, &visitors[i]);
    while (now_ns() < deadline) {
        int n = epoll_wait(epoll, events, MOST, 10000);
        if (n <= 0) give_up("an answer does not come");
        for (int e = 0; e < n; e++) {
            struct visitor *visitor = events[e].data.ptr;
            if (!go_on(epoll, visitor)) continue;
            count++;
            load_close(visitor->fd);
            set_out(epoll, port, visitor);
        }
    }
    for (unsigned i = 0; i < at_once; i++) load_close(visitors[i].fd);
    close(epoll);
    return count;
}
