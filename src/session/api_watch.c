/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/api_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MS = 15000, QUESTION_MS = 60000, AGAIN_MS = 60000, TAKEN_LIMIT = 8, CHUNK = 4096 };

static void set_timer(struct api_watch *watch, int64_t ms)
{
    int64_t hastened = watch->haste > 1 ? ms / watch->haste : ms;
    loop_set_timer(watch->loop, &watch->timer, clock_now_ms() + hastened);
}

static void hang_up(struct api_watch *watch)
{
    int fd = watch->socket.fd;
    loop_remove(watch->loop, &watch->socket);
    if (fd >= 0) close(fd);
    watch->connecting = watch->talking = watch->waiting = false;
    watch->conversation.greeted = false;
    watch->conversation.length = watch->conversation.skip = 0;
}

static void give_up_for_now(struct api_watch *watch)
{
    hang_up(watch);
    set_timer(watch, AGAIN_MS);
}

static bool say(struct api_watch *watch, const void *bytes, size_t length)
{
    return send(watch->socket.fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t) length;
}

static void set_upstream(struct api_watch *watch, enum session_upstream upstream)
{
    if (watch->upstream == upstream) return;
    if (upstream == UPSTREAM_LOST) log_warning("session %s: the gateway has lost its servers", watch->name);
    else if (watch->upstream == UPSTREAM_LOST) log_info("session %s: the gateway has its servers again", watch->name);
    watch->upstream = upstream;
    watch->on_news(watch);
}

static void set_failed(struct api_watch *watch, unsigned failed)
{
    bool news = watch->failed != failed;
    watch->failed = failed;
    if (news) watch->on_news(watch);
}

/* A gateway that has lost its servers says so before or soon after it names the accounts: silence for the time of one
 * question means it has them. */
static void answered(struct api_watch *watch, bool accounts)
{
    watch->waiting = false;
    watch->talking = true;
    watch->taken = 0;
    set_failed(watch, 0);
    if (!accounts && watch->upstream == UPSTREAM_UNKNOWN) set_upstream(watch, UPSTREAM_CONNECTED);
    if (!accounts) set_timer(watch, QUESTION_MS);
}

static void ask(struct api_watch *watch)
{
    uint8_t bytes[CONVERSATION_MESSAGE];
    size_t length = conversation_question(bytes);
    watch->waiting = true;
    if (!say(watch, bytes, length)) give_up_for_now(watch);
    else set_timer(watch, ANSWER_MS);
}

static void log_in(struct api_watch *watch)
{
    uint8_t bytes[CONVERSATION_MESSAGE];
    size_t length = conversation_login(watch->client + (int) watch->taken, bytes);
    if (!say(watch, bytes, length)) give_up_for_now(watch);
    else set_timer(watch, ANSWER_MS);
}

/* False: the connection is over. */
static bool hear(struct api_watch *watch, enum conversation_news news)
{
    switch (news) {
    case NEWS_NONE: break;
    case NEWS_HELLO: log_in(watch); break;
    case NEWS_ACCOUNTS:
        answered(watch, true);
        ask(watch);
        break;
    case NEWS_TIME: answered(watch, false); break;
    case NEWS_LOST: set_upstream(watch, UPSTREAM_LOST); break;
    case NEWS_BACK: set_upstream(watch, UPSTREAM_CONNECTED); break;
    case NEWS_TAKEN: /* alive, but somebody has that number */
        watch->taken = (watch->taken + 1) % TAKEN_LIMIT;
        give_up_for_now(watch);
        break;
    case NEWS_NONSENSE: give_up_for_now(watch); break;
    }
    return watch->socket.fd >= 0;
}

static void connected(struct api_watch *watch)
{
    int error = 0;
    socklen_t length = sizeof error;
    bool ok = getsockopt(watch->socket.fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
    watch->connecting = false;
    if (!ok || !say(watch, HELLO_BYTES, HELLO_LENGTH)) {
        give_up_for_now(watch);
        return;
    }
    loop_change(watch->loop, &watch->socket, EPOLLIN);
}

static void on_socket(struct loop_watch *socket, uint32_t events)
{
    struct api_watch *watch = CONTAINER_OF(socket, struct api_watch, socket);
    uint8_t bytes[CHUNK];
    (void) events;
    if (watch->connecting) {
        connected(watch);
        return;
    }
    ssize_t n = recv(socket->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        give_up_for_now(watch);
        return;
    }
    for (size_t at = 0; at < (size_t) n;) {
        enum conversation_news news;
        at += conversation_push(&watch->conversation, bytes + at, (size_t) n - at, &news);
        if (!hear(watch, news)) return;
    }
}

static void dial(struct api_watch *watch)
{
    static const int yes = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(watch->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool under_way = fd >= 0 && (connect(fd, (const struct sockaddr *) &address, sizeof address) == 0
                                 || errno == EINPROGRESS);
    if (!under_way || loop_add(watch->loop, &watch->socket, fd, EPOLLOUT) < 0) {
        if (fd >= 0) close(fd);
        set_timer(watch, AGAIN_MS);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch->connecting = true;
    set_timer(watch, ANSWER_MS);
}

static void on_timer(struct loop_timer *timer)
{
    struct api_watch *watch = CONTAINER_OF(timer, struct api_watch, timer);
    if (!watch->wanted) return;
    if (watch->socket.fd < 0) dial(watch);
    else if (watch->talking && !watch->waiting) ask(watch);
    else {
        log_warning("session %s: the API takes a client and does not answer it", watch->name);
        give_up_for_now(watch);
        set_failed(watch, watch->failed + 1);
    }
}

void api_watch_init(struct api_watch *watch, struct loop *loop, const char *name, uint16_t port)
{
    watch->loop = loop;
    watch->name = name;
    watch->port = port;
    watch->socket = (struct loop_watch) { .fd = -1, .on_event = on_socket };
    watch->timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_timer };
}

void api_watch_want(struct api_watch *watch, bool wanted)
{
    if (watch->client == 0 || watch->wanted == wanted) return;
    watch->wanted = wanted;
    if (wanted) {
        dial(watch);
        return;
    }
    hang_up(watch);
    loop_set_timer(watch->loop, &watch->timer, CLOCK_NEVER);
    watch->upstream = UPSTREAM_UNKNOWN;
    watch->failed = watch->taken = 0;
}
