/* SPDX-License-Identifier: MIT */
#include "notify/http.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <sys/epoll.h>

enum { SOCKETS = 16, WHOLE_MS = 20000, CONNECT_MS = 10000 };

struct http_socket {
    struct loop_watch watch;
    struct http *http;
};

struct http {
    struct loop *loop;
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    struct loop_timer timer;
    struct http_socket sockets[SOCKETS];
    void (*on_done)(void *owner, bool delivered, const char *why);
    void *owner;
    bool busy;
};

/* ---- the end of a request ---- */

static void finish(struct http *http, CURLcode result)
{
    long status = 0;
    char why[96];
    curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
    bool delivered = result == CURLE_OK && status >= 200 && status < 300;
    if (result != CURLE_OK) text_print(why, "%s", curl_easy_strerror(result));
    else text_print(why, "HTTP status %ld", status);
    curl_multi_remove_handle(http->multi, http->easy);
    http->busy = false;
    http->on_done(http->owner, delivered, why);
}

static void look(struct http *http)
{
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left));)
        if (message->msg == CURLMSG_DONE) {
            finish(http, message->data.result);
            return; /* there is but one */
        }
}

/* ---- libcurl on our loop ---- */

static void on_ready(struct loop_watch *watch, uint32_t events)
{
    struct http_socket *socket = CONTAINER_OF(watch, struct http_socket, watch);
    struct http *http = socket->http;
    int running = 0, bits = 0;
    if (events & (EPOLLIN | EPOLLHUP)) bits |= CURL_CSELECT_IN;
    if (events & EPOLLOUT) bits |= CURL_CSELECT_OUT;
    if (events & EPOLLERR) bits |= CURL_CSELECT_ERR;
    curl_multi_socket_action(http->multi, watch->fd, bits, &running);
    look(http);
}

static void on_timer(struct loop_timer *timer)
{
    struct http *http = CONTAINER_OF(timer, struct http, timer);
    int running = 0;
    curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    look(http);
}

static struct http_socket *find_socket(struct http *http, int fd)
{
    for (unsigned i = 0; i < SOCKETS; i++)
        if (http->sockets[i].watch.fd == fd) return &http->sockets[i];
    return NULL;
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *owner, void *given)
{
    struct http *http = owner;
    struct http_socket *socket = find_socket(http, fd);
    (void) easy, (void) given;
    if (what == CURL_POLL_REMOVE) {
        if (socket) loop_remove(http->loop, &socket->watch);
        return 0;
    }
    uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
    if (socket) return loop_change(http->loop, &socket->watch, events);
    socket = find_socket(http, -1);
    return socket ? loop_add(http->loop, &socket->watch, fd, events) : -1;
}

static int want_timer(CURLM *multi, long milliseconds, void *owner)
{
    struct http *http = owner;
    (void) multi;
    loop_set_timer(http->loop, &http->timer, milliseconds < 0 ? CLOCK_NEVER : clock_now_ms() + milliseconds);
    return 0;
}

static size_t drop_body(char *bytes, size_t size, size_t count, void *owner)
{
    (void) bytes, (void) owner;
    return size * count;
}

/* ---- set up ---- */

static void set_options(struct http *http, const char *url, const char *ca)
{
    CURL *easy = http->easy;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, http->headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "gatehouse/" GATEHOUSE_VERSION);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_body);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long) WHOLE_MS);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long) CONNECT_MS);
    if (*ca) curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, want_timer);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
}

struct http *http_create(struct loop *loop, const char *url, const char *ca,
                         void (*on_done)(void *owner, bool delivered, const char *why), void *owner)
{
    struct http *http = calloc(1, sizeof *http);
    INVARIANT(http);
    *http = (struct http) { .loop = loop, .on_done = on_done, .owner = owner };
    http->timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_timer };
    for (unsigned i = 0; i < SOCKETS; i++)
        http->sockets[i] = (struct http_socket) { .watch = { .fd = -1, .on_event = on_ready }, .http = http };
    bool ok = curl_global_init(CURL_GLOBAL_DEFAULT) == 0;
    http->multi = ok ? curl_multi_init() : NULL;
    http->easy = ok ? curl_easy_init() : NULL;
    http->headers = ok ? curl_slist_append(NULL, "Content-Type: application/json") : NULL;
    if (http->multi && http->easy && http->headers) {
        set_options(http, url, ca);
        return http;
    }
    log_error("libcurl cannot be set up");
    http_destroy(http);
    return NULL;
}

void http_destroy(struct http *http)
{
    if (!http) return;
    if (http->busy) curl_multi_remove_handle(http->multi, http->easy);
    curl_easy_cleanup(http->easy);
    curl_multi_cleanup(http->multi);
    curl_slist_free_all(http->headers);
    loop_set_timer(http->loop, &http->timer, CLOCK_NEVER);
    free(http);
}

bool http_is_busy(const struct http *http)
{
    return http->busy;
}

bool http_post(struct http *http, const char *json)
{
    if (http->busy) return false;
    curl_easy_setopt(http->easy, CURLOPT_COPYPOSTFIELDS, json);
    http->busy = curl_multi_add_handle(http->multi, http->easy) == CURLM_OK;
    return http->busy;
}
