/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/bridge.h"

#include "base/log.h"
#include "web/processes.h"
#include "web/websocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HTTP_SWITCHING = 101, HTTP_BAD_REQUEST = 400, HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404, HTTP_UNAVAILABLE = 503 };

/* Bytes on their way; read anew only when all are out, so what is held is bounded. */
struct half {
    size_t begin, end;
    uint8_t bytes[BRIDGE_ROOM];
};

struct bridge {
    struct http_upgrade upgrade;
    struct loop *loop;
    struct loop_watch browser, vnc;
    int vnc_fd;
    bool ending;
    struct websocket socket;
    struct half to_browser, to_vnc;
};

static unsigned bridges;

/* ---- bytes ---- */

static bool is_over(ssize_t n)
{
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void add(struct half *half, const uint8_t *bytes, size_t length)
{
    if (length > sizeof half->bytes - half->end) return;
    if (length) memcpy(half->bytes + half->end, bytes, length);
    half->end += length;
}

static void add_frame(struct half *half, enum websocket_opcode opcode, const uint8_t *bytes, size_t length)
{
    uint8_t head[10];
    size_t head_length = websocket_write_head(head, opcode, length);
    if (head_length + length > sizeof half->bytes - half->end) return; /* of pings that nobody reads the answers to */
    add(half, head, head_length);
    add(half, bytes, length);
}

static bool write_out(struct half *half, int fd)
{
    while (half->begin < half->end) {
        ssize_t n = send(fd, half->bytes + half->begin, half->end - half->begin, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        if (n <= 0) return false;
        half->begin += (size_t) n;
    }
    half->begin = half->end = 0;
    return true;
}

static bool take_frames(struct bridge *bridge, uint8_t *bytes, size_t count)
{
    while (count > 0) {
        size_t taken = 0, length = 0;
        uint8_t *data = NULL;
        enum websocket_event event = websocket_read(&bridge->socket, bytes, count, &taken, &data, &length);
        if (event == WEBSOCKET_BROKEN || event == WEBSOCKET_CLOSED) return false;
        if (event == WEBSOCKET_DATA) add(&bridge->to_vnc, data, length);
        if (event == WEBSOCKET_PINGED)
            add_frame(&bridge->to_browser, WEBSOCKET_PONG, bridge->socket.control, bridge->socket.control_length);
        bytes += taken;
        count -= taken;
    }
    return true;
}

static bool read_browser(struct bridge *bridge)
{
    uint8_t bytes[16 * 1024];
    if (bridge->to_vnc.end > 0) return true;
    ssize_t n = recv(bridge->browser.fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (is_over(n)) return false;
    return n < 0 || take_frames(bridge, bytes, (size_t) n);
}

static bool read_vnc(struct bridge *bridge)
{
    uint8_t bytes[32 * 1024];
    if (bridge->to_browser.end > 0) return true;
    ssize_t n = recv(bridge->vnc.fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (is_over(n)) return false;
    if (n > 0) add_frame(&bridge->to_browser, WEBSOCKET_BINARY, bytes, (size_t) n);
    return true;
}

/* ---- events ---- */

static void watch_both(struct bridge *bridge)
{
    uint32_t browser = bridge->to_vnc.end ? 0 : EPOLLIN, vnc = bridge->to_browser.end ? 0 : EPOLLIN;
    loop_change(bridge->loop, &bridge->browser, browser | (bridge->to_browser.end ? EPOLLOUT : 0u));
    loop_change(bridge->loop, &bridge->vnc, vnc | (bridge->to_vnc.end ? EPOLLOUT : 0u));
}

static void go_on(struct bridge *bridge, bool from_browser, uint32_t events)
{
    bool is_whole = !(events & (EPOLLERR | EPOLLHUP));
    if (is_whole && (events & EPOLLIN)) is_whole = from_browser ? read_browser(bridge) : read_vnc(bridge);
    is_whole = is_whole && write_out(&bridge->to_vnc, bridge->vnc.fd) && write_out(&bridge->to_browser, bridge->browser.fd);
    if (is_whole) watch_both(bridge);
    else bridge->upgrade.end(&bridge->upgrade);
}

static void on_browser(struct loop_watch *watch, uint32_t events)
{
    go_on(CONTAINER_OF(watch, struct bridge, browser), true, events);
}

static void on_vnc(struct loop_watch *watch, uint32_t events)
{
    go_on(CONTAINER_OF(watch, struct bridge, vnc), false, events);
}

/* ---- begin and end ---- */

static void on_end(struct http_upgrade *upgrade)
{
    struct bridge *bridge = CONTAINER_OF(upgrade, struct bridge, upgrade);
    loop_remove(bridge->loop, &bridge->browser);
    loop_remove(bridge->loop, &bridge->vnc);
    auto_close(&bridge->vnc_fd);
    http_upgrade_end(upgrade);
    free(bridge);
    bridges--;
}

static void on_begin(struct http_upgrade *upgrade, int fd, const char *extra, size_t length)
{
    struct bridge *bridge = CONTAINER_OF(upgrade, struct bridge, upgrade);
    uint8_t early[4096];
    bool is_whole = length <= sizeof early && loop_add(bridge->loop, &bridge->browser, fd, EPOLLIN) == 0
                    && loop_add(bridge->loop, &bridge->vnc, bridge->vnc_fd, EPOLLIN) == 0;
    if (is_whole && length) {
        memcpy(early, extra, length);
        is_whole = take_frames(bridge, early, length);
    }
    if (is_whole) watch_both(bridge);
    else on_end(upgrade);
}

/* Where x11vnc listens: an address for all is reached on loopback. -1 with errno. */
static int dial(const struct config *config)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(VNC_PORT) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(VNC_PORT) };
    bool is_v4 = inet_pton(AF_INET, config->bind_address, &v4.sin_addr) == 1;
    if (!is_v4 && inet_pton(AF_INET6, config->bind_address, &v6.sin6_addr) != 1) return -1;
    if (v4.sin_addr.s_addr == htonl(INADDR_ANY)) v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr)) v6.sin6_addr = in6addr_loopback;
    const struct sockaddr *address = is_v4 ? (const struct sockaddr *) &v4 : (const struct sockaddr *) &v6;
    int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, address, is_v4 ? sizeof v4 : sizeof v6) < 0 && errno != EINPROGRESS) {
        auto_close(&fd);
        return -1;
    }
    return fd;
}

/* ---- the route ---- */

/* Its password is not ours to know: there is a service when there is one. */
static bool has_vnc(const struct board *board)
{
    struct board_init init;
    board_read_init(board, &init);
    return processes_find(&init, "x11vnc") != PROCESS_NONE;
}

static bool is_refused(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    if (!request->trusted || !http_is_same_origin(request))
        reply_with_error(reply, HTTP_FORBIDDEN, "The screen is for a page of this server, by somebody who is logged in.");
    else if (!has_vnc(site->board))
        reply_with_error(reply, HTTP_NOT_FOUND, "There is no VNC server: set VNC_PWD.");
    else if (!text_equal_ignoring_case(http_header(request, "Upgrade"), "websocket")
             || !text_equal(http_header(request, "Sec-WebSocket-Version"), "13"))
        reply_with_error(reply, HTTP_BAD_REQUEST, "This address takes a websocket, version 13.");
    else if (bridges >= BRIDGE_MOST)
        reply_with_error(reply, HTTP_UNAVAILABLE, "Too many are looking at the screen.");
    else return false;
    return true;
}

void bridge_answer(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    if (is_refused(site, request, reply)) return;
    struct bridge *bridge = calloc(1, sizeof *bridge);
    if (!bridge || !websocket_accept(http_header(request, "Sec-WebSocket-Key"), bridge->upgrade.accept)) {
        free(bridge);
        reply_with_error(reply, HTTP_BAD_REQUEST, "The websocket's key is malformed.");
        return;
    }
    bridge->vnc_fd = dial(site->config);
    if (bridge->vnc_fd < 0) {
        free(bridge);
        reply_with_error(reply, HTTP_UNAVAILABLE, "The VNC server does not answer.");
        return;
    }
    bridges++;
    bridge->loop = site->loop;
    bridge->browser = (struct loop_watch) { .fd = -1, .on_event = on_browser };
    bridge->vnc = (struct loop_watch) { .fd = -1, .on_event = on_vnc };
    bridge->upgrade.begin = on_begin;
    bridge->upgrade.end = on_end;
    reply->status = HTTP_SWITCHING;
    reply->upgrade = &bridge->upgrade;
}
