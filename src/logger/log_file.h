/* SPDX-License-Identifier: MIT
 *
 * One log file with its older ones: NAME.log, NAME.log.1 … Never gives up: what cannot be written is counted, and opening is
 * tried again. For one thread.
 */
#ifndef LOGGER_LOG_FILE_H
#define LOGGER_LOG_FILE_H

#include <stddef.h>
#include <stdint.h>

struct log_file {
    const char *path; /* "": there is no file, and nothing is lost */
    int64_t maxbytes; /* 0: without limit */
    int backups; /* 0: emptied when full */
    int fd; /* -1: not open */
    int64_t retry_at; /* clock_now_ms: not before then is opening tried again */
    uint64_t lost; /* bytes since the first failure in a row */
    int error; /* errno of the last failure; 0: all is well */
};

/* Opens, or opens again, for appending, mode 0600. What is no regular file is never waited for. */
void log_file_open(struct log_file *file);
void log_file_close(struct log_file *file);

/* Appends, after rotating where the limit would be passed; a file that others have made shorter counts from there. May block
 * as long as the file system does. */
void log_file_write(struct log_file *file, const char *bytes, size_t length);

#endif
