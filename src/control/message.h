/* SPDX-License-Identifier: MIT
 *
 * How a process asks init for something: one fixed-size struct each way over a SOCK_SEQPACKET socket at
 * RUN_DIR/control, so that one recv is one whole message and init parses nothing.
 */
#ifndef CONTROL_MESSAGE_H
#define CONTROL_MESSAGE_H

#include "base/macros.h"
#include "control/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verb {
    VERB_START = 1, /* answered when the service is RUNNING, or will not be */
    VERB_STOP, /* answered when it is stopped */
    VERB_SIGNAL, /* request::number is sent to the service's process */
    VERB_SHUTDOWN, /* answered at once; everything is stopped, then init ends */
    VERB_END /* one past the last */
};

/* supervisord's fault numbers, because its clients know them. */
enum answer_code {
    ANSWER_OK = 80,
    ANSWER_BAD_REQUEST = 3,
    ANSWER_SHUTTING_DOWN = 6,
    ANSWER_BAD_NAME = 10,
    ANSWER_BAD_SIGNAL = 11,
    ANSWER_FAILED = 30,
    ANSWER_SPAWN_ERROR = 50,
    ANSWER_ALREADY_STARTED = 60,
    ANSWER_NOT_RUNNING = 70
};

struct request {
    uint32_t magic; /* REQUEST_MAGIC */
    uint32_t verb; /* enum verb */
    int32_t number; /* a signal; otherwise 0 */
    char service[BOARD_NAME]; /* name or alias; "" where the verb takes none */
};

struct answer {
    uint32_t code; /* enum answer_code */
    char text[BOARD_TEXT]; /* what a person should know; may be "" */
};

enum { REQUEST_MAGIC = 0x47485231 };

/* True when the bytes are one well-formed request with a verb of the table. */
bool request_is_valid(const struct request *request, size_t length);

/* "start" …, or "?" */
const char *verb_name(uint32_t verb);
bool verb_takes_service(uint32_t verb);

/* Asks the init of run_dir and waits for its answer, which may take as long as the service needs to start or stop.
 * -1 with errno: nobody there (ENOENT, ECONNREFUSED), or it went away (ECONNRESET). */
int control_ask(const char *run_dir, enum verb verb, const char *service, int number, struct answer *answer) MUST_CHECK;

#endif
