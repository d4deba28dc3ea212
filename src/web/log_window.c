/* SPDX-License-Identifier: MIT */
#include "web/log_window.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* -1 with errno. */
static int open_log(const char *path, int64_t *size)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return -1;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
        *size = about.st_size;
        return fd;
    }
    auto_close(&fd);
    errno = EINVAL;
    return -1;
}

/* What of the file is there: less when it is cut short meanwhile. */
static enum log_window_result read_at(int fd, int64_t offset, int64_t length, struct log_window *window)
{
    if (length > LOG_WINDOW_MOST) return LOG_WINDOW_TOO_LONG;
    char *bytes = malloc((size_t) length + 1);
    ssize_t n = bytes ? pread(fd, bytes, (size_t) length, offset) : -1;
    if (n < 0) {
        free(bytes);
        return LOG_WINDOW_FAILED;
    }
    bytes[n] = 0;
    window->bytes = bytes;
    window->length = (size_t) n;
    return LOG_WINDOW_OK;
}

enum log_window_result log_window_read(const char *path, int64_t offset, int64_t length, struct log_window *window)
{
    *window = (struct log_window) { 0 };
    if (length < 0 || (offset < 0 && length != 0)) return LOG_WINDOW_BAD_ARGUMENTS;
    AUTO_CLOSE int fd = open_log(path, &window->size);
    if (fd < 0) return errno == ENOENT ? LOG_WINDOW_NO_FILE : LOG_WINDOW_FAILED;
    int64_t from = offset >= 0 ? offset : window->size + offset;
    if (from < 0) from = 0;
    if (from > window->size) from = window->size;
    int64_t rest = window->size - from;
    return read_at(fd, from, length == 0 || length > rest ? rest : length, window);
}

enum log_window_result log_window_tail(const char *path, int64_t offset, int64_t length, struct log_window *window)
{
    *window = (struct log_window) { 0 };
    AUTO_CLOSE int fd = open_log(path, &window->size);
    if (fd < 0) return LOG_WINDOW_NO_FILE;
    if (length < 0) length = 0;
    if (offset < 0) offset = 0;
    window->overflow = window->size > offset + length;
    if (offset >= window->size) length = 0;
    int64_t from = window->overflow || offset + length > window->size ? window->size - length : offset;
    if (from < 0) from = 0;
    return read_at(fd, from, length < window->size - from ? length : window->size - from, window);
}
