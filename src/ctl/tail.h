/* SPDX-License-Identifier: MIT
 *
 * The end of a log file, and what comes after.
 */
#ifndef CTL_TAIL_H
#define CTL_TAIL_H

enum { TAIL_FOLLOW_BYTES = 1024 };

/* Prints the last bytes of a file. -1 with errno. */
int tail_print(const char *path, long bytes);

/* Prints the last TAIL_FOLLOW_BYTES and goes on, through rotations, until killed; with `input` not -1 until there is something to
 * read from it. -1 with errno; 0 when there was input. */
int tail_follow(const char *path, int input);

#endif
