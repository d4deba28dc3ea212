/* SPDX-License-Identifier: MIT
 *
 * The end of a log file and all that comes after it, through rotations: what tail -F does, as events.
 */
#ifndef WEB_LOG_FOLLOW_H
#define WEB_LOG_FOLLOW_H

#include "base/loop.h"

#include <limits.h>
#include <sys/types.h>

struct log_follow {
    struct loop *loop;
    struct loop_watch watch; /* inotify, on the folder */
    int fd; /* the file; -1: there is none at the moment */
    off_t position;
    char path[PATH_MAX];
    void (*on_change)(struct log_follow *follow); /* there may be bytes */
};

/* Begins at most `bytes` before the end. `on_change` is set by the caller. -1 with errno: there is no such file. The follower
 * must not move. */
int log_follow_start(struct log_follow *follow, struct loop *loop, const char *path, off_t bytes) MUST_CHECK;
void log_follow_stop(struct log_follow *follow);

/* The next bytes; 0: none now, on_change tells when there may be some. A file cut short is begun anew, after a line that says
 * so; the rest of one rotated away comes before the new one. `room` is above 64. */
size_t log_follow_read(struct log_follow *follow, char *bytes, size_t room);

#endif
