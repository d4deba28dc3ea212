/* SPDX-License-Identifier: MIT
 *
 * GET /screen.png: the gateway's screen as it is, or was a moment ago. However many ask, one picture is made at a time.
 */
#ifndef WEB_PICTURE_H
#define WEB_PICTURE_H

#include "web/routes.h"

enum {
    PICTURE_FRESH_MS = 1000, /* so long it is shown to others too */
    PICTURE_PATIENCE_MS = 5000, /* then whoever makes it is killed */
    PICTURE_MOST = 16 * 1024 * 1024 /* bytes */
};

void picture_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);

#endif
