/* SPDX-License-Identifier: MIT
 *
 * The end of a log file, and what comes after.
 */
#ifndef CTL_TAIL_H
#define CTL_TAIL_H

#include <stdbool.h>

struct tail_options {
    long bytes; /* from the end */
    bool follow;
};

/* Takes -f and -BYTES out of the words; the others go to `rest`. Gives their count, or -1 after a message. */
int tail_parse(char **words, int count, struct tail_options *options, char **rest, int room);

/* Prints the end of log_dir/name.log; with follow goes on, through rotations, until killed. Returns the exit status. */
int tail_log(const char *log_dir, const char *name, const struct tail_options *options);

#endif
