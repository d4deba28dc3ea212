/* SPDX-License-Identifier: MIT
 *
 * What a child does between fork and exec, wherever one is started. Safe there: nothing here allocates or locks.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include "base/macros.h"

#include <sys/types.h>

/* Every signal as a program expects it: its default action, and none blocked. -1 with errno. */
int child_reset_signals(void) MUST_CHECK;

/* The child gets `signal` when its parent, which forked it as `parent` (getpid() there), dies. Where that has happened already, the
 * child ends at once. */
void child_follow_parent(pid_t parent, int signal);

#endif
