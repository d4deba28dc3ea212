/* SPDX-License-Identifier: MIT
 *
 * One command to IBC's command server on loopback, and its answer: a line of text each. Facts: IBC 3.24.1.
 */
#ifndef SESSION_IBC_COMMAND_H
#define SESSION_IBC_COMMAND_H

#include "base/loop.h"

#include <stdbool.h>
#include <stdint.h>

enum { IBC_COMMAND_PATIENCE_MS = 5000, IBC_ANSWER = 256 };

enum ibc_reply { IBC_REPLY_NONE, IBC_REPLY_OK, IBC_REPLY_ERROR };

struct ibc_command {
    struct loop *loop;
    const char *session; /* its name, for the log */
    /* The last command came to nothing: refused, or not answered, and that was logged. Set by the owner after init. */
    void (*on_failed)(struct ibc_command *command);
    const char *command; /* under way, or the last one; NULL: none yet */
    bool answered;
    struct loop_watch watch;
    struct loop_timer patience;
    char answer[IBC_ANSWER]; /* what has come of the present line */
    unsigned length;
};

void ibc_command_init(struct ibc_command *command, struct loop *loop, const char *session);

/* Sends one of IBC's commands (a constant string); the answer, or that there was none in 5 s, is logged. One that is
 * under way is given up. May block for 1 s if IBC hangs. False: nobody listens on that port. */
bool ibc_command_send(struct ibc_command *command, uint16_t port, const char *text);

/* Takes in what has come of the answer up to now. */
void ibc_command_catch_up(struct ibc_command *command);

/* Gives up what is under way. */
void ibc_command_forget(struct ibc_command *command);

/* Pure: what a line of the server says. */
enum ibc_reply ibc_command_reply(const char *line);

/* A port on loopback that nobody listens on; 0 when there is none. */
uint16_t ibc_command_free_port(void);

#endif
