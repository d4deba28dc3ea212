/* SPDX-License-Identifier: MIT
 *
 * Numbers as people read them. Coarse on purpose: what is shown changes only when it says something new.
 */
#ifndef WEB_FORMAT_H
#define WEB_FORMAT_H

#include "base/text.h"

#include <stdint.h>

/* "42 s", "14 min", "2 h 05 min", "5 d 3 h"; negative seconds (a clock set back) count as 0. */
void format_duration(struct text *text, int64_t seconds);

/* "0 B", "812 B", "1.4 KiB", "612 MiB": at most three digits that count. */
void format_bytes(struct text *text, uint64_t bytes);

/* "1 234 567", with thin spaces that do not break. */
void format_count(struct text *text, uint64_t count);

/* The time of day in the container's time zone, "14:03:22". */
void format_time(struct text *text, int64_t wall_s);

/* A time to come or gone by, "14:03", with its day when that is not today: "Mon 14:03", "Nov 22 14:03". */
void format_moment(struct text *text, int64_t wall_s, int64_t now_s);

#endif
