/* SPDX-License-Identifier: MIT
 *
 * A snapshot as JSON, for programs. Its shape is a promise: members are added, never renamed or removed.
 */
#ifndef WEB_STATUS_JSON_H
#define WEB_STATUS_JSON_H

#include "base/text.h"
#include "web/snapshot.h"

/* Pure. Times are seconds since the epoch, or milliseconds where the name ends in _ms; memory is in bytes. What is not
 * known or does not apply is null. */
void status_json_render(const struct snapshot *snapshot, struct text *text);

#endif
