/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/listener.h"

#include "base/fd.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BACKLOG = 64 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* The length of the address, or 0 when it is none. */
static socklen_t parse_address(const char *text, int port, union address *address)
{
    in_port_t number = htons((uint16_t) port);
    *address = (union address) { .v6 = { .sin6_family = AF_INET6, .sin6_port = number } };
    if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1) return sizeof address->v6;
    *address = (union address) { .v4 = { .sin_family = AF_INET, .sin_port = number } };
    return inet_pton(AF_INET, text, &address->v4.sin_addr) == 1 ? sizeof address->v4 : 0;
}

static void explain(const char *address, int port)
{
    if (errno == EADDRINUSE)
        log_error("port %d of %s is taken by another program: set SUPERVISORD_UI_PORT to a free one", port, address);
    else
        log_errno("cannot listen on %s, port %d", address, port);
}

/* Connections inherit these: one whose other end has vanished without a word is given up, else it would keep its place for ever. */
static int mind_the_vanished(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = { { SOL_SOCKET, SO_KEEPALIVE, 1 },  { IPPROTO_TCP, TCP_KEEPIDLE, 30 },
                    { IPPROTO_TCP, TCP_KEEPINTVL, 10 }, { IPPROTO_TCP, TCP_KEEPCNT, 3 },
                    { IPPROTO_TCP, TCP_USER_TIMEOUT, 60000 } };
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
        if (setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value) < 0) return -1;
    return 0;
}

int listener_open(const char *address, int port)
{
    union address to;
    int yes = 1;
    socklen_t length = parse_address(address, port, &to);
    if (length == 0) {
        log_error("BIND_ADDRESS=%s is not an address", address);
        return -1;
    }
    int fd = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 && mind_the_vanished(fd) == 0
        && bind(fd, &to.any, length) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    explain(address, port);
    auto_close(&fd);
    return -1;
}

int listener_open_local(const char *path)
{
    int fd = fd_listen_unix(path, SOCK_STREAM);
    if (fd >= 0 && chmod(path, 0700) == 0) return fd;
    log_errno("cannot listen on %s", path);
    auto_close(&fd);
    return -1;
}
