/* SPDX-License-Identifier: MIT
 *
 * A snapshot for Prometheus: its text format, version 0.0.4. One table says what there is.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "base/text.h"
#include "web/snapshot.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Pure. */
void metrics_render(const struct snapshot *snapshot, struct text *text);

#endif
