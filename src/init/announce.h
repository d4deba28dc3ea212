/* SPDX-License-Identifier: MIT
 *
 * The lines on the console that say what can be used from now on.
 */
#ifndef INIT_ANNOUNCE_H
#define INIT_ANNOUNCE_H

#include "init/supervisor.h"

/* Says once that all is ready, naming what may come later and has not yet; and of that, when it has. To be called after
 * every change. */
void announce(struct supervisor *supervisor);

#endif
