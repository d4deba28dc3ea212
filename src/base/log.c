/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 1024 };

static const char *prefix;

void log_set_prefix(const char *name)
{
    prefix = name;
}

static size_t clamp(int length, size_t room)
{
    if (length < 0) return 0;
    return (size_t) length < room ? (size_t) length : room - 1;
}

PRINTF_LIKE(3, 0)
static void write_line(const char *level, const char *reason, const char *format, va_list arguments)
{
    char line[LINE_SIZE];
    size_t room = sizeof line - 1;
    size_t n = clamp(snprintf(line, room, "%s%s%s", prefix ? prefix : "", prefix ? ": " : "", level), room);
    n += clamp(vsnprintf(line + n, room - n, format, arguments), room - n);
    if (reason) n += clamp(snprintf(line + n, room - n, ": %s", reason), room - n);
    line[n++] = '\n';
    while (write(STDERR_FILENO, line, n) < 0 && errno == EINTR) continue;
}

#define LOG_FUNCTION(name, level, reason) \
    void name(const char *format, ...) \
    { \
        int saved = errno; \
        va_list arguments; \
        va_start(arguments, format); \
        write_line(level, reason, format, arguments); \
        va_end(arguments); \
        errno = saved; \
    }

LOG_FUNCTION(log_info, "", NULL)
LOG_FUNCTION(log_warning, "warning: ", NULL)
LOG_FUNCTION(log_error, "error: ", NULL)
LOG_FUNCTION(log_errno, "error: ", strerror(saved))

void invariant_failed(const char *expression, const char *file, int line)
{
    log_error("bug: %s does not hold at %s:%d", expression, file, line);
    abort();
}
