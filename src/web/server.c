/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "web/client.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- connections ---- */

static struct client *free_client(struct server *server)
{
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++)
        if (!server->clients[i].connection) return &server->clients[i];
    return NULL;
}

static void on_left(struct client *client)
{
    loop_remove(client->door->server->loop, &client->watch);
    client_forget(client);
    client->connection = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **of_connection,
                          enum MHD_ConnectionNotificationCode what)
{
    struct door *door = context;
    struct client *client = *of_connection;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (client) on_left(client);
        return;
    }
    client = free_client(door->server);
    if (!client) return; /* the library's limits are ours: does not happen, and client_on_request refuses it */
    *client = (struct client) {
        .door = door,
        .connection = connection,
        .fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
        .deadline = clock_now_ms() + SERVER_REQUEST_MS,
        .resume_at = CLOCK_NEVER,
        .watch.fd = -1,
    };
    *of_connection = client;
}

/* What a connection waits for next. A suspended one is not shut: the library would not notice. */
static int64_t next_time(const struct client *client)
{
    if (!client->connection) return CLOCK_NEVER;
    return client->suspended ? client->resume_at : client->deadline;
}

/* ---- the library's turn ---- */

static bool is_busy(const struct server *server)
{
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++)
        if (server->clients[i].connection && server->clients[i].asked_at != 0) return true;
    return false;
}

static void end_if_idle(struct server *server)
{
    if (server->ending && !is_busy(server)) loop_set_timer(server->loop, &server->end_timer, 0);
}

static void set_client_timer(struct server *server)
{
    int64_t nearest = CLOCK_NEVER;
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++) {
        int64_t next = next_time(&server->clients[i]);
        if (next < nearest) nearest = next;
    }
    loop_set_timer(server->loop, &server->client_timer, nearest);
}

static void run(struct door *door)
{
    MHD_UNSIGNED_LONG_LONG wait = 0;
    MHD_run(door->daemon);
    bool has_timeout = MHD_get_timeout(door->daemon, &wait) == MHD_YES;
    loop_set_timer(door->server->loop, &door->timer, has_timeout ? clock_now_ms() + (int64_t) wait : CLOCK_NEVER);
    set_client_timer(door->server);
    end_if_idle(door->server);
}

static void on_library_event(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    run(CONTAINER_OF(watch, struct door, watch));
}

static void on_library_timer(struct loop_timer *timer)
{
    run(CONTAINER_OF(timer, struct door, timer));
}

static void on_client_timer(struct loop_timer *timer)
{
    struct server *server = CONTAINER_OF(timer, struct server, client_timer);
    int64_t now = clock_now_ms();
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++) {
        struct client *client = &server->clients[i];
        if (next_time(client) > now) continue;
        if (client->suspended) {
            client_resume(client);
        } else {
            client->deadline = CLOCK_NEVER;
            shutdown(client->fd, SHUT_RDWR); /* the library reads an end and closes it */
        }
    }
    set_client_timer(server);
}

/* ---- start and stop ---- */

static void on_panic(void *context, const char *file, unsigned line, const char *reason)
{
    (void) context;
    log_error("libmicrohttpd failed at %s:%u: %s", file, line, reason ? reason : "no reason given");
    abort();
}

static void on_end_timer(struct loop_timer *timer)
{
    struct server *server = CONTAINER_OF(timer, struct server, end_timer);
    server->on_end(server);
}

struct server *server_make(struct loop *loop, const struct site *site)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server) {
        log_errno("cannot start the web server");
        return NULL;
    }
    server->loop = loop;
    server->site = site;
    server->client_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_client_timer };
    server->end_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_end_timer };
    server->tcp.watch.fd = server->local.watch.fd = -1;
    MHD_set_panic_func(on_panic, NULL);
    return server;
}

static struct MHD_Daemon *start_library(struct door *door, int listener)
{
    unsigned connections = door->is_local ? SERVER_LOCAL_CONNECTIONS : SERVER_CONNECTIONS;
    unsigned of_one = door->is_local ? 0 : SERVER_CONNECTIONS_OF_ONE; /* 0: no limit */
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE, 0, NULL, NULL, client_on_request, door,
                            MHD_OPTION_LISTEN_SOCKET, listener,
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, door,
                            MHD_OPTION_NOTIFY_COMPLETED, client_on_completed, door,
                            MHD_OPTION_CONNECTION_LIMIT, connections,
                            MHD_OPTION_PER_IP_CONNECTION_LIMIT, of_one,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) SERVER_CONNECTION_MEMORY,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) SERVER_IDLE_S,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

int server_listen(struct server *server, int listener, bool local)
{
    struct door *door = local ? &server->local : &server->tcp;
    *door = (struct door) { .server = server, .is_local = local, .watch = { -1, on_library_event },
                            .timer = { .deadline = CLOCK_NEVER, .on_expired = on_library_timer } };
    door->daemon = start_library(door, listener);
    if (!door->daemon) close(listener);
    const union MHD_DaemonInfo *info = door->daemon ? MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (info && loop_add(server->loop, &door->watch, info->epoll_fd, EPOLLIN) == 0) return 0;
    log_errno("cannot start the web server");
    return -1;
}

static void close_door(struct door *door)
{
    int listener = door->daemon ? MHD_quiesce_daemon(door->daemon) : -1;
    if (listener >= 0) close(listener);
}

/* The library aborts when a connection is still suspended at its end; a stream ends when it is looked at. */
static void resume_all(struct server *server, bool streams_only)
{
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++) {
        struct client *client = &server->clients[i];
        bool is_stream = client->source && !client->source->answer;
        if (client->connection && (is_stream || !streams_only)) client_resume(client);
    }
}

static void end_upgrades(struct server *server)
{
    for (size_t i = 0; i < ARRAY_LENGTH(server->clients); i++)
        if (server->clients[i].connection) client_end_upgrade(&server->clients[i]);
}

void server_end(struct server *server, void (*on_end)(struct server *server))
{
    if (server->ending) return;
    server->ending = true;
    server->on_end = on_end;
    close_door(&server->tcp);
    close_door(&server->local);
    resume_all(server, true);
    end_upgrades(server);
    loop_set_timer(server->loop, &server->end_timer, clock_now_ms() + SERVER_END_MS);
    end_if_idle(server);
}

static void stop_door(struct door *door)
{
    if (!door->server) return;
    loop_remove(door->server->loop, &door->watch);
    if (door->daemon) MHD_stop_daemon(door->daemon);
    loop_set_timer(door->server->loop, &door->timer, CLOCK_NEVER);
}

void server_stop(struct server *server)
{
    resume_all(server, false);
    end_upgrades(server);
    stop_door(&server->tcp);
    stop_door(&server->local);
    loop_set_timer(server->loop, &server->client_timer, CLOCK_NEVER);
    loop_set_timer(server->loop, &server->end_timer, CLOCK_NEVER);
    free(server);
}
