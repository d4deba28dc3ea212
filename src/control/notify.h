/* SPDX-License-Identifier: MIT
 *
 * How a service tells init whether it is ready, and why not. Without a notify descriptor (run by hand) nothing
 * happens. On the pipe: '\n' is ready, '!' not ready any more, NOTICE_MARK begins a sentence that ends with '\n'; all
 * else is nothing, because Xvfb writes "99\n" and x11vnc "PORT=5900\n".
 */
#ifndef CONTROL_NOTIFY_H
#define CONTROL_NOTIFY_H

#include "control/board.h"

#include <stdbool.h>
#include <stddef.h>

/* All may be repeated; none blocks. */
void notify_ready(void);
void notify_not_ready(void);

/* Why it is not ready, or is about to end, for the description of the service: one sentence, cut at BOARD_TEXT. It holds
 * until the service is ready. */
void notify_reason(const char *sentence);

enum { NOTICE_MARK = 2 }; /* STX: in no text */

enum notice { NOTICE_NONE, NOTICE_READY, NOTICE_NOT_READY, NOTICE_REASON };

/* What init keeps of one service's pipe; all zero in the beginning. */
struct notice_reader {
    bool open; /* within a sentence */
    size_t length;
    char reason[BOARD_TEXT]; /* the last one, without control characters */
};

/* Takes in one byte and says what it completes. Pure. */
enum notice notice_take(struct notice_reader *reader, char byte);

#endif
