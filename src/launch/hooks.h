/* SPDX-License-Identifier: MIT
 *
 * The user's own programs at three moments of a start: every executable file of a folder, in the order of their names, one
 * after the other, each for ten minutes at most, its output in our log. Then the service is ready, and waits to be
 * stopped: what needs it is started by init.
 */
#ifndef LAUNCH_HOOKS_H
#define LAUNCH_HOOKS_H

#include "config/settings.h"

/* Runs those of START_SCRIPTS, X_SCRIPTS or IBC_SCRIPTS. 0: told to stop; 2: no such setting; 78: the folder cannot be
 * read, or a program failed and HOOK_FAILURE is stop. */
int hooks_run(const struct config *config, const char *setting);

#endif
