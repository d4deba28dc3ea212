/* SPDX-License-Identifier: MIT
 *
 * POSTs one text at a time through libcurl, on our event loop. Redirects are not followed, proxies not used; a whole
 * request takes 20 s at most. The URL may hold a secret: it is never logged.
 */
#ifndef NOTIFY_HTTP_H
#define NOTIFY_HTTP_H

#include "base/loop.h"
#include "base/macros.h"

#include <stdbool.h>

struct http;

/* `on_done` is called at the end of each, with a few words why when it was not delivered. `ca` is a file of certificates, or
 * "". NULL with a line in the log. */
struct http *http_create(struct loop *loop, const char *url, const char *ca,
                         void (*on_done)(void *owner, bool delivered, const char *why), void *owner);
void http_destroy(struct http *http);

bool http_is_busy(const struct http *http);

/* Begins; the text is copied. on_done follows from the loop. False: it cannot be begun. */
bool http_post(struct http *http, const char *json) MUST_CHECK;

#endif
