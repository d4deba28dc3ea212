/* SPDX-License-Identifier: MIT
 *
 * The only place that forks. A child starts from exec: its own process group, default signals, an empty
 * signal mask, the environment and the descriptors it is given and nothing else.
 */
#ifndef INIT_SPAWN_H
#define INIT_SPAWN_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct spawn_fd {
    int from, to;
};

struct spawn {
    const char *path; /* of the executable; without a slash it is looked for on the environment's PATH */
    const char *directory; /* NULL: ours */
    int umask; /* -1: ours */
    const char *const *argv; /* ended by NULL */
    const char *const *environment; /* ended by NULL */
    const struct spawn_fd *fds;
    size_t fds_count;
};

/* What a child that could not become its service leaves behind before it ends with SPAWN_FAILED. */
struct spawn_failure {
    const char *stage; /* what it was doing */
    int error; /* errno */
};

#define SPAWN_STAGE_EXEC "executing it"

enum { SPAWN_FAILED = 127, SPAWN_NOFILE = 65536 };

/* Never blocks. *failure_fd is for spawn_read_failure and the caller's to close. -1 with errno when there is no process. */
pid_t spawn(const struct spawn *request, int *failure_fd) MUST_CHECK;

/* Once the child has ended: whether it failed before exec; and where, which can be read once. Never block. */
bool spawn_has_failed(int failure_fd);
int spawn_read_failure(int failure_fd, struct spawn_failure *failure);

#endif
