/* SPDX-License-Identifier: MIT
 *
 * Commands on their way to the agent: bytes that the socket has not taken yet, and which commands are unanswered. The
 * bytes may hold a password, so what is sent is wiped. Non-blocking; the socket is the caller's.
 */
#ifndef SESSION_COMMANDS_H
#define SESSION_COMMANDS_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COMMANDS_ROOM = 32768, COMMANDS_PENDING = 32, COMMAND_PATIENCE_MS = 20000 };

/* What a command is for: what its answer means. */
enum purpose { FOR_CHOICE, FOR_USER, FOR_PASSWORD, FOR_BUTTON, FOR_DIALOG, FOR_CLOSING, FOR_CONFIGURATION, FOR_MENU, FOR_FACTOR,
               FOR_CODE, FOR_CODE_BUTTON, FOR_PULSE };

struct command {
    uint32_t number; /* 0: a free place */
    enum purpose purpose;
    int64_t window;
    int64_t sent_at; /* monotonic ms */
    bool overdue; /* and it has been said */
};

struct commands {
    int socket; /* -1: none */
    uint32_t last_number;
    struct command pending[COMMANDS_PENDING];
    size_t length;
    char bytes[COMMANDS_ROOM];
};

/* Forgets and wipes everything; numbers go on. */
void commands_reset(struct commands *commands, int socket);

/* Sends one, or keeps what the socket does not take. False: no room, or no socket; nothing was sent then. */
bool commands_send(struct commands *commands, const struct command *command, const char *verb, int64_t target,
                   const char *argument) MUST_CHECK;

/* Sends what was kept. False when the socket is broken. */
bool commands_flush(struct commands *commands) MUST_CHECK;
bool commands_waiting(const struct commands *commands);

/* Takes the unanswered command of that number out. False: there is none. */
bool commands_answered(struct commands *commands, int64_t number, struct command *command);

/* True while one with that purpose is unanswered. */
bool commands_pending(const struct commands *commands, enum purpose purpose);

/* When the oldest one becomes overdue (CLOCK_NEVER), and how many are by now that were not said to be. */
int64_t commands_deadline(const struct commands *commands);
unsigned commands_mark_overdue(struct commands *commands, int64_t now);

#endif
