/* SPDX-License-Identifier: MIT
 *
 * Telling the user's telephone: one fixed-size datagram to the service `notify` (gatehouse-notify), which delivers it to
 * NOTIFY_URL and NOTIFY_COMMAND, limits and repeats. Nobody waits for that: a sender never blocks, and what cannot be
 * handed over is lost and counted.
 */
#ifndef CONTROL_NOTIFICATION_H
#define CONTROL_NOTIFICATION_H

#include "base/macros.h"
#include "control/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum notification_kind {
    NOTIFICATION_NEEDS_HUMAN = 1,
    NOTIFICATION_SECOND_FACTOR, /* somebody has to confirm the login now */
    NOTIFICATION_READY, /* for the first time since this process began, or after a human was needed */
    NOTIFICATION_LOST, /* was ready, and should be */
    NOTIFICATION_RESTORED, /* ready again after that */
    NOTIFICATION_GIVEN_UP, /* nothing is tried any more for now */
    NOTIFICATION_WARNING, /* anything else that a human should know: the host key of a tunnel has changed */
    NOTIFICATION_END /* one past the last */
};

enum { NOTIFICATION_MAGIC = 0x474e4f31, NOTIFICATION_TEXT = 384 };

struct notification {
    uint32_t magic; /* NOTIFICATION_MAGIC */
    uint32_t kind; /* enum notification_kind */
    int64_t at_ms; /* wall-clock milliseconds */
    char source[BOARD_NAME]; /* "live", "paper", or a service */
    char text[NOTIFICATION_TEXT]; /* a sentence for people, without secrets */
};

/* Sends one to the service of run_dir. False when it was not taken: there is no such service (nothing is said then), or
 * it does not listen or is behind (a line in the log with the count). Never blocks. */
bool notification_send(const char *run_dir, enum notification_kind kind, const char *source, const char *text);

/* True when the bytes are one well-formed notification. */
bool notification_is_valid(const struct notification *notification, size_t length);

/* "needs_human" …; "?" for what is none. */
const char *notification_kind_name(uint32_t kind);

/* The path of the service's socket. */
void notification_path(const char *run_dir, char *out, size_t room);

#endif
