/* SPDX-License-Identifier: MIT
 *
 * One connection of the server: its request as it comes in, who may ask, what is answered now, later or bit by bit. Only
 * server.c and client.c know the HTTP library; this header is theirs.
 */
#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

#include "base/loop.h"
#include "web/http.h"
#include "web/server.h"
#include "web/throttle.h"

#include <microhttpd.h>

/* One connection. The library drops a silent one; one that trickles is ours to end. */
struct client {
    struct door *door;
    struct MHD_Connection *connection; /* NULL: not used */
    int fd;
    int64_t asked_at; /* when the headers of its request were complete; 0 between requests */
    int64_t deadline; /* when it is shut */
    int64_t resume_at; /* when it is looked at again; CLOCK_NEVER while it does not wait for a time */
    bool admitted, trusted; /* its request: may be read on; comes from somebody known */
    bool suspended; /* the library does not look at it: `watch` tells when it goes away */
    bool gone;
    struct loop_watch watch;
    struct http_source *source; /* what its answer comes from; NULL: nothing to wait for */
    struct http_upgrade *upgrade; /* what it has become; NULL: still HTTP */
    struct MHD_UpgradeResponseHandle *handle; /* to close it with */
    char *body; /* of its request; NULL: none */
    size_t body_length, body_room;
    bool body_too_long;
};

/* A listening socket and the library behind it. */
struct door {
    struct server *server;
    bool is_local; /* the unix socket: the file system says who may come in */
    struct MHD_Daemon *daemon; /* NULL: not open */
    struct loop_watch watch; /* the library's own epoll */
    struct loop_timer timer; /* the library's next one */
};

struct server {
    struct loop *loop;
    const struct site *site;
    struct door tcp, local;
    struct loop_timer client_timer, end_timer;
    bool ending;
    void (*on_end)(struct server *server);
    struct throttle throttle;
    struct client clients[SERVER_CONNECTIONS + SERVER_LOCAL_CONNECTIONS];
    char body[SERVER_BODY];
};

/* What the library calls; the context is the door. */
enum MHD_Result client_on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **of_request);
void client_on_completed(void *context, struct MHD_Connection *connection, void **of_request,
                         enum MHD_RequestTerminationCode why);

/* Forgets the request: its body and what it waits for. */
void client_forget(struct client *client);

/* Ends what the connection has become, if it is no HTTP any more. */
void client_end_upgrade(struct client *client);

/* The library looks at it no more, until client_resume. */
void client_suspend(struct client *client);
void client_resume(struct client *client);

#endif
