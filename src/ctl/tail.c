/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ctl/tail.h"

#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy_rest(int fd)
{
    char bytes[65536];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        if (fd_write_all(STDOUT_FILENO, bytes, (size_t) n) < 0) return -1;
    return (int) n;
}

static int open_log(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* The name means another file by now: the old one was rotated away. */
static bool was_rotated(int fd, const char *path)
{
    struct stat mine, named;
    return fstat(fd, &mine) == 0 && stat(path, &named) == 0 && mine.st_ino != named.st_ino;
}

static int open_at_end(const char *path, off_t bytes)
{
    struct stat about;
    int fd = open_log(path);
    if (fd < 0 || fstat(fd, &about) < 0) return -1;
    if (about.st_size > bytes) lseek(fd, about.st_size - bytes, SEEK_SET);
    return fd;
}

int tail_print(const char *path, long bytes)
{
    AUTO_CLOSE int fd = open_at_end(path, bytes);
    fflush(stdout);
    return fd < 0 ? -1 : copy_rest(fd);
}

/* 1 after a change, 0 when there is input, -1 with errno. */
static int wait_for_change(int changes, int input)
{
    char events[4096];
    struct pollfd ready[] = { { .fd = changes, .events = POLLIN }, { .fd = input, .events = POLLIN } };
    while (poll(ready, 2, -1) < 0)
        if (errno != EINTR) return -1;
    if (ready[1].revents) return 0;
    return read(changes, events, sizeof events) < 0 && errno != EINTR ? -1 : 1;
}

static int watch_folder(const char *path)
{
    char folder[PATH_MAX];
    text_print(folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    int changes = inotify_init1(IN_CLOEXEC);
    if (changes >= 0 && inotify_add_watch(changes, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO) >= 0) return changes;
    auto_close(&changes);
    return -1;
}

int tail_follow(const char *path, int input)
{
    AUTO_CLOSE int log = open_at_end(path, TAIL_FOLLOW_BYTES);
    AUTO_CLOSE int changes = log < 0 ? -1 : watch_folder(path);
    fflush(stdout);
    int result = changes < 0 ? -1 : 1;
    while (result > 0 && copy_rest(log) == 0) {
        bool rotated = was_rotated(log, path);
        if (!rotated) result = wait_for_change(changes, input);
        if (!rotated) continue;
        auto_close(&log);
        log = open_log(path);
    }
    return result > 0 ? -1 : result;
}
