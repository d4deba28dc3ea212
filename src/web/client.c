/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/client.h"

#include "base/clock.h"
#include "web/login.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

static const struct {
    const char *name, *value;
} reply_headers[] = {
    { "Content-Security-Policy",
      "default-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Cache-Control", "no-store" },
    { "X-Accel-Buffering", "no" },
};

static enum MHD_Result answer_from_source(struct client *client, struct http_reply *head);

/* ---- waiting ---- */

static void on_gone(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct client *client = CONTAINER_OF(watch, struct client, watch);
    client->gone = true;
    client_resume(client);
}

/* Who waits for a stream has nothing more to say, so a closed sending side is the end; who waits for an answer may have
 * closed it. */
void client_suspend(struct client *client)
{
    bool is_stream = client->source && !client->source->answer;
    client->suspended = true;
    client->watch = (struct loop_watch) { .fd = -1, .on_event = on_gone };
    MHD_suspend_connection(client->connection);
    if (loop_add(client->door->server->loop, &client->watch, client->fd, is_stream ? EPOLLRDHUP : 0) < 0)
        client->watch.fd = -1; /* its end is seen with the next byte for it */
}

void client_resume(struct client *client)
{
    if (!client->suspended) return;
    client->suspended = false;
    client->resume_at = CLOCK_NEVER;
    loop_remove(client->door->server->loop, &client->watch);
    MHD_resume_connection(client->connection);
    loop_set_timer(client->door->server->loop, &client->door->timer, 0); /* not from inside the library */
}

void http_wake(struct http_source *source)
{
    if (source->client) client_resume(source->client);
}

/* ---- what is no HTTP any more ---- */

static void on_upgrade(void *context, struct MHD_Connection *connection, void *of_request, const char *extra,
                       size_t extra_length, MHD_socket socket, struct MHD_UpgradeResponseHandle *handle)
{
    struct client *client = context;
    (void) connection, (void) of_request;
    client->handle = handle;
    client->asked_at = 0;
    client->deadline = CLOCK_NEVER;
    client->upgrade->begin(client->upgrade, socket, extra, extra_length);
}

void http_upgrade_end(struct http_upgrade *upgrade)
{
    struct client *client = upgrade->client;
    if (!client) return;
    client->upgrade = NULL;
    if (!client->handle) return;
    MHD_upgrade_action(client->handle, MHD_UPGRADE_ACTION_CLOSE);
    client->handle = NULL;
    loop_set_timer(client->door->server->loop, &client->door->timer, 0); /* not from inside the library */
}

void client_end_upgrade(struct client *client)
{
    if (client->upgrade) client->upgrade->end(client->upgrade);
}

/* ---- replies ---- */

static ssize_t read_source(void *context, uint64_t position, char *bytes, size_t room)
{
    (void) position;
    struct client *client = context;
    if (client->gone || client->door->server->ending) return MHD_CONTENT_READER_END_WITH_ERROR;
    ssize_t n = client->source->read(client->source, bytes, room);
    if (n < 0) return MHD_CONTENT_READER_END_OF_STREAM;
    if (n > 0) return n;
    client_suspend(client);
    if (client->source->wake_at) client->resume_at = client->source->wake_at;
    return 0;
}

static struct MHD_Response *make_response(struct client *client, const struct http_reply *reply)
{
    if (client->upgrade) return MHD_create_response_for_upgrade(on_upgrade, client);
    if (client->source && client->source->read)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, read_source, client, NULL);
    bool constant = reply->bytes != NULL;
    const void *bytes = constant ? reply->bytes : reply->text.bytes;
    size_t length = constant ? reply->length : reply->text.length;
    /* the library asks for a pointer to something it may write to, but only reads it */
    void *body = (void *) (uintptr_t) bytes;
    bool stays = constant && !reply->copied;
    return MHD_create_response_from_buffer(length, body, stays ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
}

static void add_headers(struct MHD_Response *response, const struct http_reply *reply)
{
    for (size_t i = 0; i < ARRAY_LENGTH(reply_headers); i++)
        MHD_add_response_header(response, reply_headers[i].name, reply_headers[i].value);
    const char *type = reply->type ? reply->type : "text/plain; charset=utf-8";
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (reply->upgrade) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_UPGRADE, "websocket");
        MHD_add_response_header(response, "Sec-WebSocket-Accept", reply->upgrade->accept);
    }
    if (reply->allow) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    if (reply->location) MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, reply->location);
    if (reply->etag[0]) MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, reply->etag);
}

static enum MHD_Result send_reply(struct client *client, struct http_reply *reply, const char *name, const char *value)
{
    if (reply->text.cut) reply_with_error(reply, MHD_HTTP_INTERNAL_SERVER_ERROR, "The answer is too long.");
    struct MHD_Response *response = make_response(client, reply);
    if (!response) return MHD_NO;
    add_headers(response, reply);
    if (name) MHD_add_response_header(response, name, value);
    enum MHD_Result result = MHD_queue_response(client->connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_error(struct client *client, unsigned status, const char *sentence, const char *name,
                                  const char *value)
{
    struct http_reply reply = { .text = TEXT_IN(client->door->server->body) };
    reply_with_error(&reply, status, sentence);
    return send_reply(client, &reply, name, value);
}

/* ---- who may ask ---- */

static const char *header(struct client *client, const char *name)
{
    const char *value = MHD_lookup_connection_value(client->connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

static const struct sockaddr *address_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

static enum login check_login(struct client *client, int64_t now, int64_t *wait)
{
    struct server *server = client->door->server;
    char room[LOGIN_ROOM];
    const struct credentials right = { server->site->config->ui_user, server->site->config->ui_password };
    const struct credentials given = login_decode(header(client, MHD_HTTP_HEADER_AUTHORIZATION), room);
    enum login login = login_check(&server->throttle, &right, &given, address_of(client->connection), now, wait);
    explicit_bzero(room, sizeof room);
    return login;
}

static enum MHD_Result ask_for_login(struct client *client)
{
    return send_error(client, MHD_HTTP_UNAUTHORIZED, "Log in to see this.", MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                      "Basic realm=\"gatehouse\", charset=\"UTF-8\"");
}

/* Only this connection stops, until the address may try again; the loop goes on. */
static enum MHD_Result let_wait(struct client *client, int64_t now, int64_t wait)
{
    if (now + wait - client->asked_at > SERVER_LOGIN_WAIT_MS)
        return send_error(client, MHD_HTTP_TOO_MANY_REQUESTS, "Too many wrong logins from there.",
                          MHD_HTTP_HEADER_RETRY_AFTER, "10");
    client_suspend(client);
    client->resume_at = now + wait;
    return MHD_YES;
}

/* ---- the answer ---- */

static const char *find(const struct http_request *request, bool in_query, const char *name)
{
    struct MHD_Connection *connection = (struct MHD_Connection *) (uintptr_t) request->connection;
    return MHD_lookup_connection_value(connection, in_query ? MHD_GET_ARGUMENT_KIND : MHD_HEADER_KIND, name);
}

static enum MHD_Result answer(struct client *client, struct http_request *request)
{
    struct server *server = client->door->server;
    struct http_reply reply = { .text = TEXT_IN(server->body) };
    client->deadline = clock_now_ms() + SERVER_ANSWER_MS;
    request->trusted = client->trusted;
    request->if_none_match = header(client, MHD_HTTP_HEADER_IF_NONE_MATCH);
    request->body = client->body ? client->body : "";
    request->body_length = client->body_length;
    request->find = find;
    request->connection = client->connection;
    route_answer(server->site, request, &reply);
    if (reply.upgrade) {
        client->upgrade = reply.upgrade;
        client->upgrade->client = client;
    }
    if (!reply.source) return send_reply(client, &reply, NULL, NULL);
    client->source = reply.source;
    client->source->client = client;
    return answer_from_source(client, &reply);
}

static unsigned count_streams(const struct server *server)
{
    unsigned count = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++) {
        const struct http_source *source = server->clients[i].source;
        if (source && !source->answer) count++;
    }
    return count;
}

static enum MHD_Result start_stream(struct client *client, struct http_reply *head)
{
    if (count_streams(client->door->server) > SERVER_STREAMS) {
        client_forget(client);
        return send_error(client, MHD_HTTP_SERVICE_UNAVAILABLE, "Too many logs are being followed.", NULL, NULL);
    }
    client->deadline = CLOCK_NEVER; /* the library ends one that takes nothing */
    return send_reply(client, head, NULL, NULL);
}

static enum MHD_Result answer_from_source(struct client *client, struct http_reply *head)
{
    struct http_reply reply = { .text = TEXT_IN(client->door->server->body) };
    client->deadline = CLOCK_NEVER;
    if (client->gone) return MHD_NO;
    if (!client->source->answer) return start_stream(client, head);
    if (!client->source->answer(client->source, &reply)) {
        client_suspend(client);
        return MHD_YES;
    }
    client->deadline = clock_now_ms() + SERVER_ANSWER_MS;
    return send_reply(client, &reply, NULL, NULL);
}

/* Nobody without a login, where one is asked for, gets further than this: no body is read and nothing is kept for it. Comes
 * back, not admitted, when it has answered, and when the client has to wait for its turn. */
static enum MHD_Result admit(struct client *client, const char *path)
{
    const struct config *config = client->door->server->site->config;
    int64_t now = clock_now_ms(), wait = 0;
    bool is_open = client->door->is_local || !route_needs_authentication(path);
    if (client->asked_at == 0) client->asked_at = now;
    client->trusted = client->door->is_local;
    if (!is_open && !config->ui_user[0] && !http_host_is_private(header(client, MHD_HTTP_HEADER_HOST)))
        return send_error(client, MHD_HTTP_MISDIRECTED_REQUEST, "Without SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS this "
                          "is shown only under an address or a private name.", NULL, NULL);
    if (!is_open && config->ui_user[0]) {
        switch (check_login(client, now, &wait)) {
        case LOGIN_RIGHT: client->trusted = true; break;
        case LOGIN_MISSING:
        case LOGIN_WRONG: return ask_for_login(client);
        case LOGIN_MUST_WAIT: return let_wait(client, now, wait);
        }
    }
    client->admitted = true;
    return MHD_YES;
}

/* ---- the request ---- */

static enum MHD_Result make_room(struct client *client, const char *length)
{
    int64_t bytes = SERVER_UPLOAD;
    if (*length && !text_parse_number(length, 0, SERVER_UPLOAD, &bytes))
        return send_error(client, MHD_HTTP_CONTENT_TOO_LARGE, "The request is too long.", NULL, NULL);
    client->body_room = (size_t) bytes;
    client->body = malloc(client->body_room + 1);
    return client->body ? MHD_YES : MHD_NO;
}

/* The headers are complete. Answering now makes the library close the connection without reading on: right for a body that
 * nobody wants. */
static enum MHD_Result begin(struct client *client, struct http_request *request)
{
    enum MHD_Result result = admit(client, request->path);
    if (!client->admitted) return result;
    const char *length = header(client, MHD_HTTP_HEADER_CONTENT_LENGTH);
    bool has_length = *length || *header(client, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    bool is_wanted = text_equal(request->method, "POST") && route_find("POST", request->path);
    if (is_wanted && !has_length)
        return send_error(client, MHD_HTTP_LENGTH_REQUIRED, "How long is the request?", NULL, NULL);
    if (!has_length || text_equal(length, "0")) return MHD_YES;
    return is_wanted ? make_room(client, length) : answer(client, request);
}

static void take_body(struct client *client, const char *bytes, size_t length)
{
    if (length > client->body_room - client->body_length) client->body_too_long = true;
    if (client->body_too_long) return;
    memcpy(client->body + client->body_length, bytes, length);
    client->body_length += length;
}

static enum MHD_Result finish(struct client *client, struct http_request *request)
{
    if (client->source) return answer_from_source(client, NULL);
    if (client->body_too_long)
        return send_error(client, MHD_HTTP_CONTENT_TOO_LARGE, "The request is too long.", NULL, NULL);
    if (client->body) client->body[client->body_length] = 0;
    return answer(client, request);
}

/* Called when the headers are complete, for each piece of the body, and after it; again after each wait for one's turn or for an
 * answer. */
enum MHD_Result client_on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **of_request)
{
    (void) context, (void) version;
    struct client *client = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct http_request request = { .method = method, .path = url };
    if (!client) return MHD_NO;
    *of_request = client;
    if (!client->admitted) return begin(client, &request);
    if (*upload_size == 0) return finish(client, &request);
    take_body(client, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
}

void client_forget(struct client *client)
{
    struct http_source *source = client->source;
    client->source = NULL;
    client_end_upgrade(client);
    if (source) source->close(source);
    free(client->body);
    client->body = NULL;
    client->body_length = client->body_room = 0;
    client->body_too_long = client->gone = client->admitted = client->trusted = false;
}

void client_on_completed(void *context, struct MHD_Connection *connection, void **of_request,
                         enum MHD_RequestTerminationCode why)
{
    (void) context, (void) of_request, (void) why;
    struct client *client = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!client) return;
    client_forget(client);
    client->asked_at = 0;
    client->deadline = clock_now_ms() + SERVER_REQUEST_MS;
}
