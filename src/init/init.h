/* SPDX-License-Identifier: MIT
 *
 * The init role: PID 1 of the container, or outside one the root of everything it starts.
 */
#ifndef INIT_INIT_H
#define INIT_INIT_H

#include "init/services.h"

/* `init`, or `init -c FILE` for a file of programs alone. Reads and checks the settings, becomes PUID:PGID, starts the services and stays in the foreground until SIGTERM, SIGINT,
 * SIGQUIT or `gatehouse shutdown`; SIGHUP restarts all services, SIGUSR2 opens the log files anew. Returns the exit status:
 * 0 stopped as asked (or what the one who asked said), 1 cannot go on, 78 bad settings (nothing was started). */
int init_main(int argc, char **argv);

/* The part after the settings: runs these services, and only these, until told to stop. Wipes the config. Returns the exit
 * status. The process becomes what it supervises for: it cannot be called twice. */
int init_run(struct config *config, const struct rows *rows);

#endif
