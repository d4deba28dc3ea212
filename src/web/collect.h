/* SPDX-License-Identifier: MIT
 *
 * Makes a snapshot: the only part of the page that looks at the world.
 */
#ifndef WEB_COLLECT_H
#define WEB_COLLECT_H

#include "config/config.h"
#include "web/snapshot.h"

/* Fills the snapshot from the board, the settings, the clock and /proc. Does not block. */
void collect_snapshot(const struct board *board, const struct config *config, struct snapshot *snapshot);

#endif
