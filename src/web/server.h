/* SPDX-License-Identifier: MIT
 *
 * The HTTP server: libmicrohttpd inside our loop, without threads. Here are all limits on what a stranger may use up;
 * what is answered is in routes.c.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/loop.h"
#include "web/routes.h"

enum {
    SERVER_CONNECTIONS = 64, /* through TCP */
    SERVER_LOCAL_CONNECTIONS = 32, /* through the unix socket: whoever fills the others does not shut us out */
    SERVER_CONNECTIONS_OF_ONE = 16, /* from the same address */
    SERVER_STREAMS = 24, /* answers without end at the same time */
    SERVER_CONNECTION_MEMORY = 32 * 1024, /* request line and headers must fit */
    SERVER_UPLOAD = 64 * 1024, /* the largest body of a request */
    SERVER_IDLE_S = 10, /* without a byte from the client, or taken by it */
    SERVER_REQUEST_MS = 20000, /* from the connection, or the answer before, until the request is complete */
    SERVER_ANSWER_MS = 30000, /* from there, or from the end of a wait, until the client has taken the answer */
    SERVER_LOGIN_WAIT_MS = 10000, /* longest that a login waits for its turn: then 429 */
    SERVER_END_MS = 1000, /* longest that an end waits for answers on their way */
    SERVER_BODY = 1024 * 1024 /* the largest answer that is rendered in one piece */
};

struct server;

/* Makes one that listens nowhere yet. NULL, after a line in the log. The site must outlive it. */
struct server *server_make(struct loop *loop, const struct site *site) MUST_CHECK;

/* Serves on a listening socket, which becomes the server's: one of TCP, where a login is asked for, and one `local` (unix),
 * where none is. -1, after a line in the log. */
int server_listen(struct server *server, int listener, bool local) MUST_CHECK;

/* Takes nobody any more, ends streams, lets answers on their way go out; then, or after SERVER_END_MS, calls on_end. */
void server_end(struct server *server, void (*on_end)(struct server *server));

/* Closes everything at once. */
void server_stop(struct server *server);

#endif
