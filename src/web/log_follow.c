/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/log_follow.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROTATED_MOST = 100, AGE_UNKNOWN = -1, ROTATED_NAME = PATH_MAX + 8 };

static int open_log(const char *path, struct stat *about)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, about) == 0 && S_ISREG(about->st_mode)) return fd;
    auto_close(&fd);
    return -1;
}

static void on_event(struct loop_watch *watch, uint32_t events)
{
    struct log_follow *follow = CONTAINER_OF(watch, struct log_follow, watch);
    char changes[4096];
    (void) events;
    while (read(watch->fd, changes, sizeof changes) > 0) continue; /* that something has happened is enough */
    follow->on_change(follow);
}

static int watch_folder(struct log_follow *follow)
{
    char folder[PATH_MAX];
    text_print(folder, "%s", follow->path);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd >= 0 && inotify_add_watch(fd, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO) >= 0
        && loop_add(follow->loop, &follow->watch, fd, EPOLLIN) == 0)
        return 0;
    auto_close(&fd);
    return -1;
}

int log_follow_start(struct log_follow *follow, struct loop *loop, const char *path, off_t bytes)
{
    struct stat about;
    follow->loop = loop;
    follow->watch = (struct loop_watch) { .fd = -1, .on_event = on_event };
    text_print(follow->path, "%s", path);
    follow->fd = open_log(path, &about);
    if (follow->fd < 0) return -1;
    follow->position = about.st_size > bytes ? about.st_size - bytes : 0;
    if (watch_folder(follow) == 0) return 0;
    auto_close(&follow->fd);
    follow->fd = -1;
    return -1;
}

void log_follow_stop(struct log_follow *follow)
{
    int fd = follow->watch.fd;
    loop_remove(follow->loop, &follow->watch);
    auto_close(&fd);
    auto_close(&follow->fd);
    follow->fd = -1;
}

/* ---- rotated files ---- */

/* The log itself for 0, then the one that was the log before it … False when there is none. */
static bool name_of(const struct log_follow *follow, int age, char out[static ROTATED_NAME], struct stat *about)
{
    if (age == 0) text_print_in(out, ROTATED_NAME, "%s", follow->path);
    else text_print_in(out, ROTATED_NAME, "%s.%d", follow->path, age);
    return stat(out, about) == 0;
}

/* How many rotations ago the open file was the log; AGE_UNKNOWN when it has no such name any more. */
static int age_of(const struct log_follow *follow)
{
    char name[ROTATED_NAME];
    struct stat mine, named;
    if (follow->fd < 0 || fstat(follow->fd, &mine) < 0) return AGE_UNKNOWN;
    for (int age = 0; age <= ROTATED_MOST; age++) {
        bool exists = name_of(follow, age, name, &named);
        if (exists && named.st_ino == mine.st_ino && named.st_dev == mine.st_dev) return age;
        if (!exists && age > 0) break; /* the log itself may be missing for a moment */
    }
    return AGE_UNKNOWN;
}

bool log_follow_is_behind(const struct log_follow *follow)
{
    return age_of(follow) != 0;
}

/* The one that became the log after the open file, from its beginning; of a file without a name nobody knows which that was:
 * the log. */
static bool take_next_file(struct log_follow *follow)
{
    char name[ROTATED_NAME];
    struct stat about;
    int age = age_of(follow);
    if (age == 0) return false;
    (void) name_of(follow, age == AGE_UNKNOWN ? 0 : age - 1, name, &about);
    int fd = open_log(name, &about);
    if (fd < 0) return false;
    if (age != age_of(follow)) { /* rotated once more meanwhile */
        close(fd);
        return take_next_file(follow);
    }
    auto_close(&follow->fd);
    follow->fd = fd;
    follow->position = 0;
    return true;
}

static uint64_t hash_before(int fd, int64_t offset)
{
    char bytes[64];
    size_t length = offset < (int64_t) sizeof bytes ? (size_t) offset : sizeof bytes;
    ssize_t n = pread(fd, bytes, length, offset - (int64_t) length);
    return text_hash(bytes, n > 0 ? (size_t) n : 0);
}

struct log_mark log_follow_mark(const struct log_follow *follow)
{
    struct stat about = { 0 };
    if (follow->fd < 0 || fstat(follow->fd, &about) < 0) return (struct log_mark) { 0 };
    return (struct log_mark) { about.st_ino, follow->position, hash_before(follow->fd, follow->position) };
}

bool log_follow_go(struct log_follow *follow, const struct log_mark *mark)
{
    char name[ROTATED_NAME];
    struct stat about;
    for (int age = 0; age <= ROTATED_MOST; age++) {
        if (!name_of(follow, age, name, &about) && age > 0) return false;
        AUTO_CLOSE int fd = open_log(name, &about);
        if (fd < 0 || about.st_ino != mark->inode || about.st_size < mark->offset) continue;
        if (hash_before(fd, mark->offset) != mark->hash) continue;
        auto_close(&follow->fd);
        follow->fd = fd;
        fd = -1;
        follow->position = mark->offset;
        return true;
    }
    return false;
}

/* ---- reading ---- */

static bool was_cut_short(struct log_follow *follow)
{
    struct stat about;
    if (follow->fd < 0 || fstat(follow->fd, &about) < 0 || about.st_size >= follow->position) return false;
    follow->position = 0;
    return true;
}

static size_t look(const struct log_follow *follow, char *bytes, size_t room)
{
    ssize_t n = follow->fd < 0 ? 0 : pread(follow->fd, bytes, room, follow->position);
    return n > 0 ? (size_t) n : 0;
}

size_t log_follow_peek(struct log_follow *follow, char *bytes, size_t room, bool *cut)
{
    *cut = was_cut_short(follow);
    size_t n = look(follow, bytes, room);
    while (n == 0 && take_next_file(follow)) n = look(follow, bytes, room);
    return n;
}

void log_follow_skip(struct log_follow *follow, size_t bytes)
{
    follow->position += (off_t) bytes;
}

size_t log_follow_read(struct log_follow *follow, char *bytes, size_t room)
{
    static const char truncated[] = "==> File truncated <==\n"; /* supervisord's words */
    bool cut = false;
    size_t n = log_follow_peek(follow, bytes, room, &cut);
    if (cut) {
        memcpy(bytes, truncated, sizeof truncated - 1);
        return sizeof truncated - 1;
    }
    log_follow_skip(follow, n);
    return n;
}
