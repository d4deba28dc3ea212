/* SPDX-License-Identifier: MIT
 *
 * A notification as the JSON object that NOTIFY_URL and NOTIFY_COMMAND get. Pure.
 */
#ifndef NOTIFY_JSON_H
#define NOTIFY_JSON_H

#include "base/text.h"
#include "notify/outbox.h"

enum { JSON_ROOM = 8192 };

/* `text` and `content` hold the whole sentence: chat services show one or the other. */
void json_letter(const struct letter *letter, const char *host, struct text *out);

#endif
