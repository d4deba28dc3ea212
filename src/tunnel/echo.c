/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tunnel/echo.h"

#include "base/clock.h"
#include "base/fd.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 15000, DRAIN_MS = 5000 };

void echo_stop(struct echo *echo)
{
    int fd = echo->watch.fd;
    loop_remove(echo->loop, &echo->watch);
    if (fd >= 0) close(fd);
    loop_set_timer(echo->loop, &echo->timer, CLOCK_NEVER);
    echo->phase = ECHO_IDLE;
}

static void give_up(struct echo *echo, enum echo_result result)
{
    echo_stop(echo);
    echo->on_done(echo, result, clock_now_ms() - echo->begun_ms);
}

/* The gateway goes on talking until it sees our end: what it says is thrown away. */
static void succeed(struct echo *echo)
{
    echo->phase = ECHO_DRAINING;
    shutdown(echo->watch.fd, SHUT_WR);
    loop_set_timer(echo->loop, &echo->timer, clock_now_ms() + DRAIN_MS);
    echo->on_done(echo, ECHO_ANSWERED, clock_now_ms() - echo->begun_ms);
}

static void judge(struct echo *echo)
{
    size_t skip = 0;
    int version = 0;
    enum hello_answer answer = hello_read(echo->bytes, echo->length, &skip, &version);
    echo->length -= skip;
    memmove(echo->bytes, echo->bytes + skip, echo->length);
    switch (answer) {
    case HELLO_MORE: break;
    case HELLO_OK: succeed(echo); break;
    case HELLO_REDIRECT:
    case HELLO_NOT_API: give_up(echo, ECHO_NOT_API); break;
    }
}

static void on_socket(struct loop_watch *watch, uint32_t events)
{
    struct echo *echo = CONTAINER_OF(watch, struct echo, watch);
    (void) events;
    if (echo->phase == ECHO_DRAINING) echo->length = 0;
    ssize_t n = recv(watch->fd, echo->bytes + echo->length, sizeof echo->bytes - echo->length, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0 && echo->phase == ECHO_DRAINING) echo_stop(echo);
    else if (n <= 0) give_up(echo, ECHO_CLOSED);
    else if (echo->phase == ECHO_WAITING) {
        echo->length += (size_t) n;
        judge(echo);
    }
}

static void on_timer(struct loop_timer *timer)
{
    struct echo *echo = CONTAINER_OF(timer, struct echo, timer);
    if (echo->phase == ECHO_DRAINING) echo_stop(echo);
    else give_up(echo, ECHO_SILENT);
}

void echo_init(struct echo *echo, struct loop *loop, void (*on_done)(struct echo *, enum echo_result, int64_t))
{
    echo->loop = loop;
    echo->on_done = on_done;
    echo->phase = ECHO_IDLE;
    echo->watch = (struct loop_watch) { .fd = -1, .on_event = on_socket };
    echo->timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_timer };
}

void echo_begin(struct echo *echo, const char *path)
{
    if (echo->phase != ECHO_IDLE) return;
    echo->begun_ms = clock_now_ms();
    echo->length = 0;
    echo->phase = ECHO_WAITING;
    int fd = fd_dial_unix(path, SOCK_STREAM);
    if (fd < 0 || loop_add(echo->loop, &echo->watch, fd, EPOLLIN) < 0) {
        auto_close(&fd);
        give_up(echo, ECHO_CLOSED);
        return;
    }
    loop_set_timer(echo->loop, &echo->timer, echo->begun_ms + PATIENCE_MS);
    if (send(fd, HELLO_BYTES, HELLO_LENGTH, MSG_NOSIGNAL | MSG_DONTWAIT) != HELLO_LENGTH) give_up(echo, ECHO_CLOSED);
}
