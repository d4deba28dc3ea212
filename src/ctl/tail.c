/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ctl/tail.h"

#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_FAILED = 1 };

int tail_parse(char **words, int count, struct tail_options *options, char **rest, int room)
{
    int n = 0;
    for (int i = 0; i < count; i++) {
        int64_t bytes = 0;
        if (text_equal(words[i], "-f")) options->follow = true;
        else if (words[i][0] == '-' && text_parse_number(words[i] + 1, 1, LONG_MAX, &bytes)) options->bytes = (long) bytes;
        else if (words[i][0] == '-') {
            printf("Error: bad argument %s\n", words[i]);
            return -1;
        } else if (n < room) rest[n++] = words[i];
    }
    return n;
}

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

static int follow(int fd, const char *directory, const char *path)
{
    AUTO_CLOSE int log = fd;
    AUTO_CLOSE int changes = inotify_init1(IN_CLOEXEC);
    char events[4096];
    if (inotify_add_watch(changes, directory, IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) return EXIT_FAILED;
    while (copy_rest(log) == 0) {
        if (was_rotated(log, path)) {
            auto_close(&log);
            log = open_log(path);
            continue;
        }
        if (read(changes, events, sizeof events) < 0 && errno != EINTR) return EXIT_FAILED;
    }
    return EXIT_FAILED;
}

int tail_log(const char *log_dir, const char *name, const struct tail_options *options)
{
    char path[PATH_MAX];
    struct stat about;
    text_print(path, "%s/%s.log", log_dir, name);
    int fd = open_log(path);
    if (fd < 0 || fstat(fd, &about) < 0) {
        printf("%s: ERROR (%s)\n", name, errno == ENOENT ? "no log file" : strerror(errno));
        auto_close(&fd);
        return EXIT_FAILED;
    }
    fflush(stdout);
    if (about.st_size > options->bytes) lseek(fd, about.st_size - options->bytes, SEEK_SET);
    if (options->follow) return follow(fd, log_dir, path);
    int failed = copy_rest(fd);
    auto_close(&fd);
    return failed ? EXIT_FAILED : 0;
}
