/* SPDX-License-Identifier: MIT
 *
 * What can only be found out by looking at the world: ports, the display, folders, the program. Before anything starts.
 */
#ifndef INIT_PREFLIGHT_H
#define INIT_PREFLIGHT_H

#include "config/config.h"

/* Adds a problem for each port that cannot be listened on, a display somebody uses, a folder that cannot be made or
 * written as PUID:PGID, a gateway that is not there, an IBC that is wanted and not there. Opens and closes
 * sockets; makes nothing. */
void preflight(const struct config *config, struct problems *problems);

/* Makes the folders and gives them to PUID:PGID where we are root, then becomes that user for good: no root process is
 * left. Problems are added. */
void take_possession(const struct config *config, struct problems *problems);

/* A lock that only one gatehouse holds in RUN_DIR, until the process ends. False with a problem added. */
bool lock_run_dir(const struct config *config, struct problems *problems);

#endif
