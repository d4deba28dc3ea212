/* SPDX-License-Identifier: MIT
 *
 * What can only be found out by looking at the world, before anything starts. Changes nothing in it.
 */
#ifndef INIT_PREFLIGHT_H
#define INIT_PREFLIGHT_H

#include "config/config.h"

/* Adds a problem for each folder that cannot be made or written as PUID:PGID, and for what settings name and is not there: the
 * gateway, its Java, IBC, hooks. What depends on a setting that has its problem already is left out, as below. */
void preflight_files(const struct config *config, struct problems *problems);

/* Adds a problem for each port that cannot be listened on, and for a display somebody uses: a gatehouse that runs here is
 * somebody. Opens and closes sockets. */
void preflight_ports(const struct config *config, struct problems *problems);

#endif
