/* SPDX-License-Identifier: MIT
 *
 * What can only be found out by looking at the world, before anything starts. Changes nothing in it.
 */
#ifndef INIT_PREFLIGHT_H
#define INIT_PREFLIGHT_H

#include "config/config.h"

/* Adds a problem for each folder that cannot be made or written as PUID:PGID, a gateway that is not there, an IBC that is wanted
 * and not there. */
void preflight_files(const struct config *config, struct problems *problems);

/* Adds a problem for each port that cannot be listened on, and for a display somebody uses: a gatehouse that runs here is
 * somebody. Opens and closes sockets. */
void preflight_ports(const struct config *config, struct problems *problems);

#endif
