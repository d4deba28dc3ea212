/* SPDX-License-Identifier: MIT
 *
 * The only place that waits: every child that ended is told to the supervisor, then reaped; orphans are counted.
 */
#ifndef INIT_REAP_H
#define INIT_REAP_H

#include "init/supervisor.h"

/* Until nothing is left to reap; never blocks. Called for SIGCHLD. */
void reap_all(struct supervisor *supervisor);

#endif
