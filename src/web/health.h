/* SPDX-License-Identifier: MIT
 *
 * The two answers for machines that ask without a password: is it alive, is it ready. Pure; no secrets, no reasons.
 */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "base/text.h"
#include "web/snapshot.h"

/* Each adds a plain text and returns the HTTP status: 200 or 503. */
unsigned health_alive(const struct snapshot *snapshot, struct text *text);
unsigned health_ready(const struct snapshot *snapshot, struct text *text);

#endif
