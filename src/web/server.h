/* SPDX-License-Identifier: MIT
 *
 * The HTTP server: libmicrohttpd inside our loop, without threads. Here are all limits on what a stranger may use up;
 * what is answered is in routes.c. No other file knows the library.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/loop.h"
#include "web/routes.h"

enum {
    SERVER_CONNECTIONS = 64,
    SERVER_CONNECTIONS_OF_ONE = 16, /* from the same address */
    SERVER_CONNECTION_MEMORY = 32 * 1024, /* request line and headers must fit */
    SERVER_IDLE_S = 10, /* without a byte from the client */
    SERVER_REQUEST_MS = 20000, /* from the connection, or the answer before, until the headers are complete */
    SERVER_ANSWER_MS = 30000, /* from there until the client has taken the answer */
    SERVER_LOGIN_WAIT_MS = 10000, /* longest that a login waits for its turn: then 429 */
    SERVER_BODY = 256 * 1024 /* the largest answer that is rendered */
};

struct server;

/* Serves on a listening socket, which becomes the server's. NULL, after a line in the log. The site must outlive it. */
struct server *server_start(struct loop *loop, const struct site *site, int listener) MUST_CHECK;

/* Closes everything at once. */
void server_stop(struct server *server);

#endif
