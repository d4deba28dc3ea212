/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "web/login.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* One connection. The library drops a silent one; one that trickles is ours to end. */
struct client {
    struct MHD_Connection *connection; /* NULL: not used */
    int fd;
    int64_t asked_at; /* when its request came in; 0 between requests */
    int64_t deadline; /* when it is shut */
    int64_t resume_at; /* when it is looked at again; CLOCK_NEVER while it does not wait */
};

struct server {
    struct loop *loop;
    const struct site *site;
    struct MHD_Daemon *daemon;
    struct loop_watch watch; /* the library's own epoll */
    struct loop_timer library_timer, client_timer;
    struct throttle throttle;
    struct client clients[SERVER_CONNECTIONS];
    char body[SERVER_BODY];
};

static const struct {
    const char *name, *value;
} reply_headers[] = {
    { "Content-Security-Policy",
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Cache-Control", "no-store" },
};

/* ---- replies ---- */

static struct MHD_Response *make_response(const struct http_reply *reply)
{
    bool constant = reply->bytes != NULL;
    const void *bytes = constant ? reply->bytes : reply->text.bytes;
    size_t length = constant ? reply->length : reply->text.length;
    /* the library asks for a pointer to something it may write to, but only reads it */
    void *body = (void *) (uintptr_t) bytes;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, body, constant ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
    if (!response) return NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(reply_headers); i++)
        MHD_add_response_header(response, reply_headers[i].name, reply_headers[i].value);
    const char *type = reply->type ? reply->type : "text/plain; charset=utf-8";
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (reply->allow) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    if (reply->etag[0]) MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, reply->etag);
    return response;
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, struct http_reply *reply, const char *name,
                                  const char *value)
{
    if (reply->text.cut) reply_with_error(reply, MHD_HTTP_INTERNAL_SERVER_ERROR, "The answer is too long.");
    struct MHD_Response *response = make_response(reply);
    if (!response) return MHD_NO;
    if (name) MHD_add_response_header(response, name, value);
    enum MHD_Result result = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_error(struct server *server, struct MHD_Connection *connection, unsigned status,
                                  const char *sentence, const char *name, const char *value)
{
    struct http_reply reply = { .text = TEXT_IN(server->body) };
    reply_with_error(&reply, status, sentence);
    return send_reply(connection, &reply, name, value);
}

/* ---- login ---- */

static const struct sockaddr *address_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

static void wipe(char *secret)
{
    if (!secret) return;
    explicit_bzero(secret, strlen(secret));
    MHD_free(secret);
}

static enum login check_login(struct server *server, struct MHD_Connection *connection, int64_t now, int64_t *wait)
{
    const struct credentials right = { server->site->config->ui_user, server->site->config->ui_password };
    char *password = NULL;
    char *user = MHD_basic_auth_get_username_password(connection, &password);
    const struct credentials given = { user, password };
    enum login login = login_check(&server->throttle, &right, &given, address_of(connection), now, wait);
    wipe(user);
    wipe(password);
    return login;
}

static enum MHD_Result ask_for_login(struct server *server, struct MHD_Connection *connection)
{
    return send_error(server, connection, MHD_HTTP_UNAUTHORIZED, "Log in to see this.",
                      MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Basic realm=\"gatehouse\", charset=\"UTF-8\"");
}

/* Only this connection stops, until the address may try again; the loop goes on. */
static enum MHD_Result let_wait(struct server *server, struct client *client, int64_t now, int64_t wait)
{
    if (now + wait - client->asked_at > SERVER_LOGIN_WAIT_MS)
        return send_error(server, client->connection, MHD_HTTP_TOO_MANY_REQUESTS, "Too many wrong logins from there.",
                          MHD_HTTP_HEADER_RETRY_AFTER, "10");
    client->resume_at = now + wait;
    MHD_suspend_connection(client->connection);
    return MHD_YES;
}

/* ---- requests ---- */

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
                              const struct http_request *request)
{
    struct http_reply reply = { .text = TEXT_IN(server->body) };
    route_answer(server->site, request, &reply);
    return send_reply(connection, &reply, NULL, NULL);
}

static bool brings_body(struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length && !text_equal(length, "0"))
           || MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

static enum MHD_Result answer_whoever_may(struct server *server, struct client *client,
                                          const struct http_request *request)
{
    int64_t now = clock_now_ms(), wait = 0;
    if (client->asked_at == 0) client->asked_at = now;
    client->deadline = client->asked_at + SERVER_ANSWER_MS;
    if (!server->site->config->ui_user[0] || !route_needs_authentication(request->path))
        return answer(server, client->connection, request);
    switch (check_login(server, client->connection, now, &wait)) {
    case LOGIN_RIGHT: return answer(server, client->connection, request);
    case LOGIN_MISSING:
    case LOGIN_WRONG: return ask_for_login(server, client->connection);
    case LOGIN_MUST_WAIT: return let_wait(server, client, now, wait);
    }
    return MHD_NO;
}

/* Called when the headers are complete, and again after the body. Answering at once makes the library close the
 * connection without reading on: right for a body, which nobody here wants, and a waste otherwise. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **of_request)
{
    (void) version, (void) upload, (void) upload_size;
    struct client *client = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!client) return MHD_NO;
    bool again = *of_request != NULL;
    *of_request = client;
    if (!again && !brings_body(connection)) return MHD_YES;
    const char *known = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH);
    struct http_request request = { .method = method, .path = url, .if_none_match = known ? known : "" };
    return answer_whoever_may(context, client, &request);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **of_request,
                         enum MHD_RequestTerminationCode why)
{
    (void) context, (void) of_request, (void) why;
    struct client *client = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!client) return;
    client->asked_at = 0;
    client->deadline = clock_now_ms() + SERVER_REQUEST_MS;
}

/* ---- connections ---- */

static struct client *free_client(struct server *server)
{
    for (size_t i = 0; i < SERVER_CONNECTIONS; i++)
        if (!server->clients[i].connection) return &server->clients[i];
    return NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **of_connection,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *server = context;
    struct client *client = *of_connection;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (client) client->connection = NULL;
        return;
    }
    client = free_client(server);
    if (!client) return; /* the library's limit is ours: does not happen, and on_request refuses it */
    *client = (struct client) {
        .connection = connection,
        .fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
        .deadline = clock_now_ms() + SERVER_REQUEST_MS,
        .resume_at = CLOCK_NEVER,
    };
    *of_connection = client;
}

/* What a connection waits for next. A suspended one is not shut: the library would not notice. */
static int64_t next_time(const struct client *client)
{
    if (!client->connection) return CLOCK_NEVER;
    return client->resume_at != CLOCK_NEVER ? client->resume_at : client->deadline;
}

static void set_timers(struct server *server)
{
    int64_t nearest = CLOCK_NEVER;
    MHD_UNSIGNED_LONG_LONG wait = 0;
    for (size_t i = 0; i < SERVER_CONNECTIONS; i++) {
        int64_t next = next_time(&server->clients[i]);
        if (next < nearest) nearest = next;
    }
    loop_set_timer(server->loop, &server->client_timer, nearest);
    bool has_timeout = MHD_get_timeout(server->daemon, &wait) == MHD_YES;
    loop_set_timer(server->loop, &server->library_timer, has_timeout ? clock_now_ms() + (int64_t) wait : CLOCK_NEVER);
}

static void run(struct server *server)
{
    MHD_run(server->daemon);
    set_timers(server);
}

static void on_library_event(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    run(CONTAINER_OF(watch, struct server, watch));
}

static void on_library_timer(struct loop_timer *timer)
{
    run(CONTAINER_OF(timer, struct server, library_timer));
}

static void on_client_timer(struct loop_timer *timer)
{
    struct server *server = CONTAINER_OF(timer, struct server, client_timer);
    int64_t now = clock_now_ms();
    for (size_t i = 0; i < SERVER_CONNECTIONS; i++) {
        struct client *client = &server->clients[i];
        if (next_time(client) > now) continue;
        if (client->resume_at != CLOCK_NEVER) {
            client->resume_at = CLOCK_NEVER;
            MHD_resume_connection(client->connection);
        } else {
            client->deadline = CLOCK_NEVER;
            shutdown(client->fd, SHUT_RDWR); /* the library reads an end and closes it */
        }
    }
    run(server);
}

/* ---- start and stop ---- */

static void on_panic(void *context, const char *file, unsigned line, const char *reason)
{
    (void) context;
    log_error("libmicrohttpd failed at %s:%u: %s", file, line, reason ? reason : "no reason given");
    abort();
}

static struct MHD_Daemon *start_library(struct server *server, int listener)
{
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server,
                            MHD_OPTION_LISTEN_SOCKET, listener,
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned) SERVER_CONNECTIONS,
                            MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned) SERVER_CONNECTIONS_OF_ONE,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) SERVER_CONNECTION_MEMORY,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) SERVER_IDLE_S,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

struct server *server_start(struct loop *loop, const struct site *site, int listener)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server) {
        log_errno("cannot start the web server");
        close(listener);
        return NULL;
    }
    server->loop = loop;
    server->site = site;
    server->watch = (struct loop_watch) { .fd = -1, .on_event = on_library_event };
    server->library_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_library_timer };
    server->client_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_client_timer };
    MHD_set_panic_func(on_panic, NULL);
    server->daemon = start_library(server, listener);
    const union MHD_DaemonInfo *info =
        server->daemon ? MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (info && loop_add(loop, &server->watch, info->epoll_fd, EPOLLIN) == 0) {
        set_timers(server);
        return server;
    }
    log_errno("cannot start the web server");
    server_stop(server);
    return NULL;
}

void server_stop(struct server *server)
{
    loop_remove(server->loop, &server->watch);
    loop_set_timer(server->loop, &server->library_timer, CLOCK_NEVER);
    loop_set_timer(server->loop, &server->client_timer, CLOCK_NEVER);
    for (size_t i = 0; i < SERVER_CONNECTIONS; i++) { /* the library aborts when one is still suspended */
        struct client *client = &server->clients[i];
        if (client->connection && client->resume_at != CLOCK_NEVER) MHD_resume_connection(client->connection);
    }
    if (server->daemon) MHD_stop_daemon(server->daemon);
    free(server);
}
