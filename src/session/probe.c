/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/probe.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SLOW_LOOK_MS = 1000,
    /* The kernel tells nobody when somebody else's socket begins to listen: this one thing has to be polled. */
    EAGER_LOOK_MS = 50,
    WATCH_LOOK_MS = 10000,
    HELLO_EVERY_MS = 60000,
    HELLO_SUSPICIOUS_MS = 30000,
    HELLO_SLOW_MS = 5000, /* worth a line in the log */
    HELLO_PATIENCE_MS = 30000, /* a client that gives up early leaves a corpse in the gateway's queue */
    DRAIN_MS = 5000,
    RETRY_FIRST_MS = 1000,
    RETRY_LONGEST_MS = 30000,
    RETRY_SILENT_MS = 60000,
    RETRY_SILENT_LONGEST_MS = 240000,
    CHUNK = 16384,
    CHUNKS = 256
};

/* ---- looking ---- */

static void look_in(const char *path, uint16_t port, struct port_view *view)
{
    static char bytes[CHUNK + 1];
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (int i = 0; fd >= 0 && i < CHUNKS; i++) {
        ssize_t n = read(fd, bytes + length, CHUNK - length);
        if (n <= 0) return;
        length += (size_t) n;
        bytes[length] = 0;
        char *line = bytes;
        for (char *end; (end = strchr(line, '\n')); line = end + 1) {
            *end = 0;
            port_view_add(view, line, port);
        }
        length -= (size_t) (line - bytes);
        if (length == CHUNK) return;
        memmove(bytes, line, length);
    }
}

struct port_view probe_look(uint16_t port)
{
    struct port_view view = { 0 };
    look_in("/proc/net/tcp6", port, &view);
    look_in("/proc/net/tcp", port, &view);
    return view;
}

/* ---- saying hello ---- */

static void hang_up(struct probe *probe)
{
    int fd = probe->watch.fd;
    loop_remove(probe->loop, &probe->watch);
    if (fd >= 0) close(fd);
    loop_set_timer(probe->loop, &probe->patience, CLOCK_NEVER);
    probe->phase = PROBE_IDLE;
}

static int64_t hastened(const struct probe *probe, int64_t ms)
{
    return probe->haste > 1 ? ms / probe->haste : ms;
}

static int64_t retry_after(const struct probe *probe, bool silent)
{
    if (probe->mode == PROBE_WATCH) return hastened(probe, HELLO_SUSPICIOUS_MS);
    int64_t pause = silent ? RETRY_SILENT_MS : RETRY_FIRST_MS;
    int64_t longest = silent ? RETRY_SILENT_LONGEST_MS : RETRY_LONGEST_MS;
    for (unsigned i = 1; i < probe->failed && pause < longest; i++) pause *= 2;
    return hastened(probe, pause < longest ? pause : longest);
}

static void fail(struct probe *probe, bool silent, const char *why)
{
    hang_up(probe);
    probe->failed++;
    probe->result = silent ? PROBE_UNANSWERED : PROBE_CLOSED;
    text_print(probe->why, "%s", why);
    probe->hello_due = clock_now_ms() + retry_after(probe, silent);
    log_warning("session %s: the API on port %u: %s", probe->name, probe->port, why);
    probe->on_look(probe);
}

static void succeed(struct probe *probe, int version)
{
    probe->failed = 0;
    probe->result = PROBE_ANSWERED;
    probe->latency_ms = clock_now_ms() - probe->said_at;
    probe->hello_due = clock_now_ms() + hastened(probe, HELLO_EVERY_MS);
    probe->phase = PROBE_DRAINING;
    shutdown(probe->watch.fd, SHUT_WR);
    loop_set_timer(probe->loop, &probe->patience, clock_now_ms() + DRAIN_MS);
    if (probe->slow) log_info("session %s: the API answered, slowly", probe->name);
    probe->on_answer(probe, version);
}

static void say_hello(struct probe *probe)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(probe->watch.fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 || error != 0) {
        fail(probe, false, error ? strerror(error) : "no connection");
        return;
    }
    if (send(probe->watch.fd, HELLO_BYTES, HELLO_LENGTH, MSG_NOSIGNAL) != HELLO_LENGTH) {
        fail(probe, false, "takes no hello");
        return;
    }
    probe->phase = PROBE_WAITING;
    probe->said_at = clock_now_ms();
    loop_change(probe->loop, &probe->watch, EPOLLIN);
}

static void read_answer(struct probe *probe)
{
    size_t skip = 0;
    int version = 0;
    ssize_t n = recv(probe->watch.fd, probe->bytes + probe->length, sizeof probe->bytes - probe->length, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        fail(probe, false, "closed the connection upon the hello");
        return;
    }
    probe->length += (size_t) n;
    enum hello_answer answer = hello_read(probe->bytes, probe->length, &skip, &version);
    probe->length -= skip;
    memmove(probe->bytes, probe->bytes + skip, probe->length);
    switch (answer) {
    case HELLO_MORE: break;
    case HELLO_OK: succeed(probe, version); break;
    case HELLO_REDIRECT: fail(probe, false, "sends its clients to another host"); break;
    case HELLO_NOT_API: fail(probe, false, "is not the API"); break;
    }
}

/* The gateway goes on talking until it sees our end: what it says is thrown away. */
static void drain(struct probe *probe)
{
    ssize_t n = recv(probe->watch.fd, probe->bytes, sizeof probe->bytes, 0);
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) return;
    hang_up(probe);
}

static void on_socket(struct loop_watch *watch, uint32_t events)
{
    struct probe *probe = CONTAINER_OF(watch, struct probe, watch);
    (void) events;
    switch (probe->phase) {
    case PROBE_IDLE: break;
    case PROBE_CONNECTING: say_hello(probe); break;
    case PROBE_WAITING: read_answer(probe); break;
    case PROBE_DRAINING: drain(probe); break;
    }
}

static void on_patience(struct loop_timer *timer)
{
    struct probe *probe = CONTAINER_OF(timer, struct probe, patience);
    if (probe->phase == PROBE_DRAINING) hang_up(probe);
    else if (probe->slow) fail(probe, true, "has not answered for 30 s");
    else {
        probe->slow = true;
        log_warning("session %s: the API on port %u has not answered for 5 s", probe->name, probe->port);
        loop_set_timer(probe->loop, timer, clock_now_ms() + hastened(probe, HELLO_PATIENCE_MS - HELLO_SLOW_MS));
    }
}

static void dial(struct probe *probe)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(probe->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    AUTO_CLOSE int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (const struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS) {
        fail(probe, false, strerror(errno));
        return;
    }
    if (loop_add(probe->loop, &probe->watch, fd, EPOLLOUT) < 0) return;
    fd = -1;
    probe->phase = PROBE_CONNECTING;
    probe->length = 0;
    probe->slow = false;
    loop_set_timer(probe->loop, &probe->patience, clock_now_ms() + hastened(probe, HELLO_SLOW_MS));
}

/* ---- when ---- */

static int64_t look_every(const struct probe *probe)
{
    switch (probe->mode) {
    case PROBE_OFF: break;
    case PROBE_SLOW: return hastened(probe, SLOW_LOOK_MS);
    case PROBE_EAGER: return EAGER_LOOK_MS;
    case PROBE_WATCH: return hastened(probe, WATCH_LOOK_MS);
    }
    return 0;
}

/* While connections wait that nobody takes, one more would only wait too. */
static void on_look(struct loop_timer *timer)
{
    struct probe *probe = CONTAINER_OF(timer, struct probe, look);
    int64_t now = clock_now_ms();
    probe->view = probe_look(probe->port);
    loop_set_timer(probe->loop, timer, now + look_every(probe));
    probe->missed = probe->view.listening ? 0 : probe->missed + 1;
    probe->queued = probe->view.queued > 0 ? probe->queued + 1 : 0;
    bool may = probe->view.listening && (probe->mode != PROBE_WATCH || probe->queued == 0);
    if (may && probe->phase == PROBE_IDLE && now >= probe->hello_due) dial(probe);
    probe->on_look(probe);
}

void probe_init(struct probe *probe, struct loop *loop, const char *name, uint16_t port)
{
    *probe = (struct probe) { .loop = loop, .name = name, .port = port, .latency_ms = -1 };
    probe->look = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_look };
    probe->patience = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_patience };
    probe->watch = (struct loop_watch) { .fd = -1, .on_event = on_socket };
}

void probe_set_mode(struct probe *probe, enum probe_mode mode)
{
    if (probe->mode == mode) return;
    probe->mode = mode;
    probe->missed = probe->queued = 0;
    if (mode == PROBE_OFF) {
        hang_up(probe);
        probe->failed = 0;
        probe->result = PROBE_NOTHING;
        probe->hello_due = 0;
        loop_set_timer(probe->loop, &probe->look, CLOCK_NEVER);
        return;
    }
    if (mode == PROBE_EAGER && probe->failed == 0) probe->hello_due = 0;
    /* What is under way goes on; the first look in the new rhythm is a rhythm away, but for those who hurry. */
    int64_t wait = mode == PROBE_EAGER ? 0 : look_every(probe);
    loop_set_timer(probe->loop, &probe->look, clock_now_ms() + wait);
}
