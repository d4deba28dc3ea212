/* SPDX-License-Identifier: MIT
 *
 * Writes log files in a thread of its own, so that a disk that does not answer holds up nobody who reads pipes. Between the
 * two lies a bounded buffer: what does not fit is not taken.
 */
#ifndef LOGGER_WRITER_H
#define LOGGER_WRITER_H

#include "base/macros.h"
#include "logger/log_file.h"

#include <stdbool.h>

enum { WRITER_FILES = 160, WRITER_BUFFER = 1 << 20, WRITER_PIECE = 64 << 10 };

/* What has become of a file since it was last asked. */
struct writer_news {
    int error; /* errno of a failure that has begun; 0: none has */
    uint64_t lost; /* bytes lost by a failure that is over; 0: none is */
};

/* Starts the thread, which opens all files. `news_fd` becomes readable when a file has news. -1 with errno. */
int writer_start(const struct log_file *files, unsigned count, int *news_fd) MUST_CHECK;

/* Up to WRITER_PIECE bytes for a file. False: there is no room, nothing was taken. Never blocks on a disk. */
bool writer_push(unsigned file, const char *bytes, size_t length) MUST_CHECK;

/* All files are opened anew, after what was pushed before. */
void writer_reopen(void);

/* The next file with news: its number, or -1. Call until then when news_fd is readable. */
int writer_next_news(struct writer_news *news);

/* Waits until all is written, or until `deadline` (clock_now_ms). */
void writer_finish(int64_t deadline);

#endif
