/* SPDX-License-Identifier: MIT
 *
 * One java at a time in a settings folder. Each holds a lock there for as long as it lives; a session that finds it
 * held, because an earlier session was killed and its java is still closing, waits for that process to end. Where the
 * file system knows no locks, nothing is held up.
 */
#ifndef SESSION_PREDECESSOR_H
#define SESSION_PREDECESSOR_H

#include "base/loop.h"
#include "base/macros.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum predecessor_kind {
    PREDECESSOR_NONE, /* the folder is free */
    PREDECESSOR_ENDING, /* the java of a session of our init that is dead; it is waited for: on_gone follows */
    PREDECESSOR_FOREIGN /* somebody else's, here or in another container */
};

struct predecessor {
    struct loop *loop;
    const char *name; /* of the session, for the log */
    int64_t haste; /* divides all patience; 0 and 1: none */
    struct loop_watch watch; /* a pidfd */
    struct loop_timer patience;
    void (*on_gone)(struct predecessor *predecessor);
};

void predecessor_init(struct predecessor *predecessor, struct loop *loop, const char *name);

/* Looks who holds the folder. PREDECESSOR_ENDING is killed after 10 s; on_gone comes from the loop, once. */
enum predecessor_kind predecessor_await(struct predecessor *predecessor, const char *settings_dir) MUST_CHECK;
bool predecessor_is_awaited(const struct predecessor *predecessor);

/* Waits no more. */
void predecessor_forget(struct predecessor *predecessor);

/* Between fork and exec, in the settings folder: takes the lock for the process and what it becomes. False with errno
 * when somebody else has it. Async-signal-safe. */
bool predecessor_lock(void) MUST_CHECK;

#endif
