/* SPDX-License-Identifier: MIT
 *
 * One log file with its older ones: NAME.log, NAME.log.1 … Never stops anybody: what cannot be written is counted.
 */
#ifndef LOGGER_LOG_FILE_H
#define LOGGER_LOG_FILE_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

enum { LOG_FILE_LIMIT = 10 << 20, LOG_FILE_BACKUPS = 3 };

struct log_file {
    int fd; /* -1: could not be opened; tried again at the next reopen */
    off_t size;
    unsigned long lost; /* writes that failed since it was last told */
    char path[PATH_MAX];
};

/* Opens, or opens again, directory/name.log for appending, mode 0600. */
void log_file_open(struct log_file *file, const char *directory, const char *name);
void log_file_reopen(struct log_file *file);
void log_file_close(struct log_file *file);

/* Appends, after rotating where the limit is reached. May block as long as the file system does. */
void log_file_write(struct log_file *file, const char *bytes, size_t length);

#endif
