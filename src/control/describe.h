/* SPDX-License-Identifier: MIT
 *
 * A service in words, as supervisord puts them. Pure.
 */
#ifndef CONTROL_DESCRIBE_H
#define CONTROL_DESCRIBE_H

#include "base/text.h"
#include "control/board.h"

/* supervisord's default; there is one of each group only. */
enum { DESCRIBE_GROUP_PRIORITY = 999 };

/* "pid 123, uptime 0:00:05", "Nov 22 05:52 PM", "Not started", or why it does not run; then its note. `now` in wall-clock seconds. */
void describe_service(const struct board_service *service, int64_t now, struct text *text);

/* The line of `status`: name, state, description, in supervisord's columns for names up to `width`. */
void describe_status_line(const struct board_service *service, size_t width, int64_t now, struct text *text);

/* "H:MM:SS", "1 day, 2:03:04", as Python prints a timedelta. */
void describe_uptime(int64_t seconds, struct text *text);

#endif
