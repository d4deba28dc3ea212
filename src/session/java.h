/* SPDX-License-Identifier: MIT
 *
 * The process of the JVM: started in a group of its own, dead when we die, with a small environment and only the
 * descriptors it needs.
 */
#ifndef SESSION_JAVA_H
#define SESSION_JAVA_H

#include "base/macros.h"
#include "session/java_command.h"

#include <stdbool.h>
#include <sys/types.h>

/* Starts it in settings_dir, whose lock it takes (predecessor.h). -1 with errno when there can be no process; a command
 * that cannot be executed, or a folder that another java has, ends at once with status 127 and a line in the log. */
pid_t java_start(const struct launch_facts *facts, struct java_command *command) MUST_CHECK;

/* To its whole group. */
void java_signal(pid_t pid, int signal);

/* True when that process has ended: what is left of its group is killed, and *status is as of waitpid(2). Does not
 * block. */
bool java_reap(pid_t pid, int *status) MUST_CHECK;

#endif
