/* SPDX-License-Identifier: MIT */
#include "logger/log_file.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum { RETRY_MS = 1000 };

void log_file_close(struct log_file *file)
{
    auto_close(&file->fd);
    file->fd = -1;
}

void log_file_open(struct log_file *file)
{
    log_file_close(file);
    if (!*file->path) return;
    file->fd = open(file->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
    if (file->fd >= 0) return;
    file->error = errno;
    file->retry_at = clock_now_ms() + RETRY_MS;
}

static void rotate(struct log_file *file)
{
    char older[PATH_MAX], newer[PATH_MAX];
    if (file->backups == 0) {
        if (ftruncate(file->fd, 0) < 0) file->error = errno;
        return;
    }
    for (int i = file->backups; i > 0; i--) {
        text_print(older, "%s.%d", file->path, i);
        if (i > 1) text_print(newer, "%s.%d", file->path, i - 1);
        else text_print(newer, "%s", file->path);
        if (rename(newer, older) < 0 && errno != ENOENT) return; /* it rather grows than loses what it holds */
    }
    log_file_open(file);
}

/* Where the file ends: not what we have written, because others may have emptied it. -1: it is no file that ends. */
static int64_t size_of(const struct log_file *file)
{
    return lseek(file->fd, 0, SEEK_END);
}

/* How many bytes were written; errno says why not more. */
static size_t write_what_goes(int fd, const char *bytes, size_t length)
{
    size_t written = 0;
    while (written < length) {
        ssize_t n = write(fd, bytes + written, length - written);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        written += (size_t) n;
    }
    return written;
}

void log_file_write(struct log_file *file, const char *bytes, size_t length)
{
    if (!*file->path) return;
    if (file->fd < 0 && clock_now_ms() >= file->retry_at) log_file_open(file);
    if (file->fd >= 0 && file->maxbytes > 0) {
        int64_t size = size_of(file);
        if (size > 0 && size + (int64_t) length > file->maxbytes) rotate(file);
    }
    size_t written = file->fd < 0 ? 0 : write_what_goes(file->fd, bytes, length);
    if (written == length) file->error = 0;
    else if (file->fd >= 0) file->error = errno;
    file->lost += length - written;
}
