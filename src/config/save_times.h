/* SPDX-License-Identifier: MIT
 *
 * When the program's settings are saved (SAVE_TWS_SETTINGS), as IBC writes it: "HH:MM HH:MM ...", or "Every N [mins|hours]
 * [HH:MM [HH:MM]]" with the first and the last time of a day. Pure but for the C library's time zone.
 */
#ifndef CONFIG_SAVE_TIMES_H
#define CONFIG_SAVE_TIMES_H

#include "base/macros.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { SAVE_TIMES = 24 };

struct save_times {
    unsigned count; /* of `at` */
    int at[SAVE_TIMES]; /* minutes since midnight */
    int every; /* minutes; 0: at the times in `at` */
    int from, to; /* minutes since midnight; -1: not given */
};

/* NULL, or why it will not do (a constant). "" is no times at all. */
const char *save_times_read(const char *value, struct save_times *times);

/* The first one after `now`, in the process's time zone; 0: never. Without a first time, intervals count from `now`. */
time_t save_times_next(const struct save_times *times, time_t now);

#endif
