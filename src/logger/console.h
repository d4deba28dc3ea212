/* SPDX-License-Identifier: MIT
 *
 * The container's standard output. Its reader may be slow or stuck: what does not fit into the buffer is dropped,
 * counted, and said when there is room again.
 */
#ifndef LOGGER_CONSOLE_H
#define LOGGER_CONSOLE_H

#include "base/loop.h"
#include "base/text.h"

#include <stddef.h>

enum { CONSOLE_BUFFER = 256 << 10 };

struct console {
    struct loop *loop;
    struct loop_watch watch; /* watched only while the reader is behind */
    int fd;
    size_t begin, length; /* of what waits in buffer */
    unsigned long lost;
    void (*add_note)(unsigned long lost, struct text *text); /* the line that says how many lines were lost */
    char buffer[CONSOLE_BUFFER];
};

void console_init(struct console *console, struct loop *loop, int fd, void (*add_note)(unsigned long, struct text *));

/* One whole line with its newline. Never blocks. */
void console_write(struct console *console, const char *line, size_t length);

/* Writes what the reader takes now; the rest goes out as it takes more. */
void console_flush(struct console *console);

/* Writes all of it, waiting for the reader until `deadline` (clock_now_ms). */
void console_finish(struct console *console, int64_t deadline);

#endif
