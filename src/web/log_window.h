/* SPDX-License-Identifier: MIT
 *
 * A part of a log file, cut out by supervisord's rules for offsets and lengths.
 */
#ifndef WEB_LOG_WINDOW_H
#define WEB_LOG_WINDOW_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOG_WINDOW_MOST = 1024 * 1024 };

enum log_window_result {
    LOG_WINDOW_OK,
    LOG_WINDOW_NO_FILE,
    LOG_WINDOW_BAD_ARGUMENTS,
    LOG_WINDOW_TOO_LONG, /* more than LOG_WINDOW_MOST bytes were asked for */
    LOG_WINDOW_FAILED
};

struct log_window {
    char *bytes; /* malloc'ed, the caller's, NUL behind them; NULL unless OK */
    size_t length;
    int64_t size; /* of the whole file */
    bool overflow; /* log_window_tail: there was more than asked for */
};

/* As readLog: a negative offset counts from the end, then length is 0; otherwise a length of 0 means to the end. */
enum log_window_result log_window_read(const char *path, int64_t offset, int64_t length, struct log_window *window);

/* As tailProcessLog: up to length bytes from offset; when there are more, the last ones. */
enum log_window_result log_window_tail(const char *path, int64_t offset, int64_t length, struct log_window *window);

#endif
