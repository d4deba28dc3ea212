/* SPDX-License-Identifier: MIT
 *
 * Splits a line of options into words by the quoting of a POSIX shell: '…', "…", backslash. Nothing is expanded, and no
 * character but blanks and quotes means anything: $, `, *, ~, #, ; and | stand for themselves. Pure.
 */
#ifndef BASE_SHELL_WORDS_H
#define BASE_SHELL_WORDS_H

#include "base/macros.h"

#include <stddef.h>
#include <sys/types.h>

/* Puts the words of `line` into `buffer`, each ended by NUL, and their addresses into `words`, ended by NULL. There is
 * room for `limit` addresses, that NULL among them; strlen(line) + 1 bytes of buffer always suffice. Returns how many
 * words there are; -1, with `*why` a fixed piece of a sentence ("holds a ' without its counterpart"), when a quote is not
 * closed, a backslash ends the line, or there is no room. */
ssize_t shell_words_split(const char *line, char **words, size_t limit, char *buffer, size_t room, const char **why)
    MUST_CHECK;

#endif
