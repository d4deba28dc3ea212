/* SPDX-License-Identifier: MIT
 *
 * Runs NOTIFY_COMMAND: no shell, an environment of two variables, the text on its standard input, its output in our log, 30 s
 * at most. One at a time.
 */
#ifndef NOTIFY_COMMAND_H
#define NOTIFY_COMMAND_H

#include "base/loop.h"
#include "base/macros.h"

#include <stdbool.h>
#include <sys/types.h>

struct command {
    struct loop *loop;
    const char *path;
    void (*on_done)(void *owner, bool delivered, const char *why);
    void *owner;
    pid_t pid; /* 0: not running */
    struct loop_timer patience;
};

void command_init(struct command *command, struct loop *loop, const char *path);

/* on_done follows from the loop, or from command_reap. False: it cannot be begun. */
bool command_run(struct command *command, const char *json) MUST_CHECK;

/* A child has ended. */
void command_reap(struct command *command);
void command_kill(struct command *command);

#endif
