/* SPDX-License-Identifier: MIT
 *
 * The end of a log file and all that comes after it, through rotations: what tail -F does, as events.
 */
#ifndef WEB_LOG_FOLLOW_H
#define WEB_LOG_FOLLOW_H

#include "base/loop.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct log_follow {
    struct loop *loop;
    struct loop_watch watch; /* inotify, on the folder */
    int fd; /* the file; -1: there is none at the moment */
    off_t position;
    char path[PATH_MAX];
    void (*on_change)(struct log_follow *follow); /* there may be bytes */
};

/* A place in a log that is found again after rotations, and known to be another's after the file was emptied or replaced. */
struct log_mark {
    uint64_t inode;
    int64_t offset;
    uint64_t hash; /* of the bytes before it */
};

/* Begins at most `bytes` before the end. `on_change` is set by the caller. -1 with errno: there is no such file. The follower
 * must not move. */
int log_follow_start(struct log_follow *follow, struct loop *loop, const char *path, off_t bytes) MUST_CHECK;
void log_follow_stop(struct log_follow *follow);

/* Where it is, and to where another was: false when that place is not there any more, in the log or in one rotated away; then
 * nothing has changed. */
struct log_mark log_follow_mark(const struct log_follow *follow);
bool log_follow_go(struct log_follow *follow, const struct log_mark *mark);

/* The next bytes; 0: none now, on_change tells when there may be some. A file cut short is begun anew, after a line that says
 * so; the rest of one rotated away comes before the next one. `room` is above 64. */
size_t log_follow_read(struct log_follow *follow, char *bytes, size_t room);

/* The same without moving on, which log_follow_skip does; *cut says that the file was cut short and is begun anew. */
size_t log_follow_peek(struct log_follow *follow, char *bytes, size_t room, bool *cut);
void log_follow_skip(struct log_follow *follow, size_t bytes);

/* It is at a file rotated away, which nothing is added to. */
bool log_follow_is_behind(const struct log_follow *follow);

#endif
