/* SPDX-License-Identifier: MIT
 *
 * The one table of what the server answers: method, path, whether a login is asked for, who answers. Knows nothing of
 * sockets or the HTTP library; server.c brings requests here and takes replies away.
 */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "base/loop.h"
#include "config/config.h"
#include "control/board.h"
#include "web/http.h"

#include <stdbool.h>

enum { SITE_TOKEN = 33 };

/* What the answers are made from. */
struct site {
    char token[SITE_TOKEN]; /* random, new with each start: in the forms of pages for somebody logged in, and asked for by what
                               they lead to; "": nothing is done */
    const struct config *config;
    const struct board *board; /* read-only */
    struct loop *loop; /* for answers that take time */
};

struct route {
    const char *method;
    const char *path; /* one that ends in '*' stands for all that begin so */
    bool needs_authentication;
    void (*answer)(const struct site *site, const struct http_request *request, struct http_reply *reply);
};

extern const struct route routes[];
extern const size_t routes_count;

/* The route that answers; HEAD is answered by GET's. NULL when there is none. */
const struct route *route_find(const char *method, const char *path);

/* False for the few paths that anybody may ask, with any method. Paths that lead nowhere need a login too: who has none
 * does not learn what there is. */
bool route_needs_authentication(const char *path);

/* Answers by the route, or with 404 or 405. */
void route_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);

#endif
