/* SPDX-License-Identifier: MIT
 *
 * One event, one line on standard error. Time, service name and files are the logger's business
 * (src/logger); a process only says what happened. errno is kept by every function here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/macros.h"

/* Puts `name: ` before every later line: for commands a person runs in a terminal. NULL takes it away again.
 * The string must outlive its use. */
void log_set_prefix(const char *name);

/* Each writes one line with a single write(2); it may block where standard error blocks. */
void log_info(const char *format, ...) PRINTF_LIKE(1, 2);
void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
void log_error(const char *format, ...) PRINTF_LIKE(1, 2);

/* As log_error, with the text of errno at the end. */
void log_errno(const char *format, ...) PRINTF_LIKE(1, 2);

/* A bug: says where, and aborts. */
_Noreturn void invariant_failed(const char *expression, const char *file, int line);
#define INVARIANT(expression) \
    do { \
        if (!(expression)) invariant_failed(#expression, __FILE__, __LINE__); \
    } while (0)

#endif
