/* SPDX-License-Identifier: MIT
 *
 * A stream of bytes, cut into lines. Pure.
 */
#ifndef LOGGER_LINES_H
#define LOGGER_LINES_H

#include <stddef.h>

enum { LINES_LONGEST = 8192 };

struct lines {
    size_t length; /* of the line that has begun */
    char begun[LINES_LONGEST + 1];
};

/* Called with one line, without its newline and without NUL bytes, ended by NUL; longer ones come in pieces of at most
 * LINES_LONGEST bytes, cut between characters where they are UTF-8. */
typedef void lines_take(void *context, const char *line, size_t length);

/* Gives every line these bytes complete. */
void lines_push(struct lines *lines, const char *bytes, size_t length, lines_take *take, void *context);

/* Gives what has begun, if anything has: the stream has ended. */
void lines_end(struct lines *lines, lines_take *take, void *context);

#endif
