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

/* The name means another file by now: from its beginning. */
static bool take_new_file(struct log_follow *follow)
{
    struct stat mine, named;
    if (follow->fd >= 0 && (stat(follow->path, &named) < 0 || fstat(follow->fd, &mine) < 0 || mine.st_ino == named.st_ino))
        return false;
    int fd = open_log(follow->path, &named);
    if (fd < 0) return false;
    auto_close(&follow->fd);
    follow->fd = fd;
    follow->position = 0;
    return true;
}

static bool was_cut_short(struct log_follow *follow)
{
    struct stat about;
    if (follow->fd < 0 || fstat(follow->fd, &about) < 0 || about.st_size >= follow->position) return false;
    follow->position = 0;
    return true;
}

static size_t read_on(struct log_follow *follow, char *bytes, size_t room)
{
    ssize_t n = follow->fd < 0 ? 0 : pread(follow->fd, bytes, room, follow->position);
    if (n <= 0) return 0;
    follow->position += n;
    return (size_t) n;
}

size_t log_follow_read(struct log_follow *follow, char *bytes, size_t room)
{
    static const char truncated[] = "==> File truncated <==\n"; /* supervisord's words */
    if (was_cut_short(follow)) {
        memcpy(bytes, truncated, sizeof truncated - 1);
        return sizeof truncated - 1;
    }
    size_t n = read_on(follow, bytes, room);
    if (n > 0 || !take_new_file(follow)) return n;
    return read_on(follow, bytes, room);
}
