/* SPDX-License-Identifier: MIT
 *
 * A request and what is answered, without sockets or the HTTP library: what the routes and the server speak about.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct http_request {
    const char *method, *path; /* the path decoded, without a query */
    const char *if_none_match; /* the header; "" when there is none */
    const char *body; /* ended by NUL; "" when there is none */
    size_t body_length;
    bool trusted; /* came through the unix socket, or with the right user name and password */

    /* Where http_header and http_query look: the server's. NULL: nothing is there. */
    const char *(*find)(const struct http_request *request, bool in_query, const char *name);
    const void *connection;
};

/* A field of the body, which a form sent (application/x-www-form-urlencoded), decoded into `out`, ended by NUL. False: it is
 * not there, does not fit, or is malformed. */
bool http_form(const struct http_request *request, const char *name, char *out, size_t room);

/* True when the browser says that a page of this very server asks: by Sec-Fetch-Site, which it sends over TLS and to loopback,
 * else by an Origin that is the Host asked. What says neither is refused. */
bool http_is_same_origin(const struct http_request *request);

/* A header, or an argument of the query, decoded; "" when there is none. It lives as long as the request. */
const char *http_header(const struct http_request *request, const char *name);
const char *http_query(const struct http_request *request, const char *name);

enum { HTTP_ETAG = 24, HTTP_ACCEPT = 29 };

struct http_reply {
    unsigned status;
    const char *type; /* Content-Type; NULL for plain text */
    const char *allow; /* Allow, for 405; NULL otherwise */
    const char *location; /* Location, for a redirection; NULL otherwise */
    char etag[HTTP_ETAG]; /* "" for none */
    /* The body: either bytes, or what was written to `text`, which the caller provides. */
    const void *bytes;
    size_t length;
    bool copied; /* the bytes do not outlive the answer's source */
    struct text text;
    struct http_upgrade *upgrade; /* not NULL: no HTTP from here on; the status is 101 */
    struct http_source *source; /* not NULL: the answer comes later, or its body piece by piece */
};

/* An answer that is not ready yet, or one without end. Whoever makes one sets it as http_reply::source; from then on it is
 * the server's, until `close`. */
struct http_source {
    /* Asked at once and after each http_wake: fills the reply and returns true, or false: not yet. NULL: what the route
     * filled in is the head of a stream. The server waits as long as it takes; a client that goes away ends it. */
    bool (*answer)(struct http_source *source, struct http_reply *reply);
    /* A stream's: the next bytes; 0: none now, until http_wake; -1: that was all. Does not block. */
    ssize_t (*read)(struct http_source *source, char *bytes, size_t room);
    int64_t wake_at; /* a stream that has given 0 is asked again then, without http_wake; 0: it is not */
    /* Called once, when nothing is asked any more: frees the source. */
    void (*close)(struct http_source *source);
    struct client *client; /* the server's; NULL before it has it */
};

/* What a connection becomes when it is a websocket. Whoever makes one sets it as http_reply::upgrade; from then on it is the
 * server's, until `end`. */
struct http_upgrade {
    char accept[HTTP_ACCEPT]; /* Sec-WebSocket-Accept */
    /* The head of the answer is out: the non-blocking socket is to be read and written, until http_upgrade_end. `extra` came
     * already. */
    void (*begin)(struct http_upgrade *upgrade, int fd, const char *extra, size_t length);
    void (*end)(struct http_upgrade *upgrade); /* called once: calls http_upgrade_end and frees the upgrade */
    struct client *client; /* the server's */
};

/* Closes the connection; the descriptor is not to be used any more. */
void http_upgrade_end(struct http_upgrade *upgrade);

/* There is an answer, or there are bytes: to be called from the event loop. Costs nothing when nobody waits. */
void http_wake(struct http_source *source);

/* Makes the reply one line of plain text. */
void reply_with_error(struct http_reply *reply, unsigned status, const char *sentence);

/* True for a Host that nobody on the internet can own: an address, a name without a dot, or one in a zone for private use.
 * With any other, a page somewhere may be talking through a browser that was made to take us for its own server
 * (DNS rebinding). */
bool http_host_is_private(const char *host);

#endif
