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
    VERB_RESTART, /* stops it, and what needs it, then starts them; answered as VERB_START */
    VERB_SIGNAL, /* request::number is sent to the service's process */
    VERB_REOPEN, /* the logger opens all its files anew; answered at once */
    VERB_SHUTDOWN, /* answered at once; everything is stopped, then init ends with exit status request::number */
    VERB_END /* one past the last */
};

/* supervisord's fault numbers, because its clients know them. */
enum answer_code {
    ANSWER_OK = 80,
    ANSWER_BAD_REQUEST = 3,
    ANSWER_SHUTTING_DOWN = 6,
    ANSWER_BAD_NAME = 10,
    ANSWER_BAD_SIGNAL = 11,
    ANSWER_NO_FILE = 20, /* there is no such command */
    ANSWER_NOT_EXECUTABLE = 21,
    ANSWER_FAILED = 30,
    ANSWER_ABNORMAL_TERMINATION = 40,
    ANSWER_SPAWN_ERROR = 50,
    ANSWER_ALREADY_STARTED = 60,
    ANSWER_NOT_RUNNING = 70
};

struct request {
    uint32_t magic; /* REQUEST_MAGIC */
    uint32_t verb; /* enum verb */
    int32_t number; /* a signal, or an exit status; otherwise 0 */
    uint32_t no_wait; /* 1: answered as soon as it is begun */
    /* A name or an alias; GROUP:* for all of a group; * for all services that are not internal. "" where the verb takes
     * none. */
    char service[BOARD_NAME];
};

struct answer {
    uint32_t code; /* enum answer_code; of several services: ANSWER_OK, and what became of each is in `each` */
    char text[BOARD_TEXT]; /* what a person should know; may be "" */
    /* For each entry of board_init::services its enum answer_code; 0: the request did not concern it, or (of several) there
     * was nothing to do for it. */
    uint8_t each[BOARD_SERVICES];
};

enum { REQUEST_MAGIC = 0x47485232 };

/* True when the bytes are one well-formed request with a verb of the table. */
bool request_is_valid(const struct request *request, size_t length);

/* "start" …, or "?" */
const char *verb_name(uint32_t verb);
bool verb_takes_service(uint32_t verb);

/* Asks the init of run_dir and waits for its answer, which may take as long as the service needs to start or stop.
 * -1 with errno: nobody there (ENOENT, ECONNREFUSED), or it went away (ECONNRESET). */
int control_ask(const char *run_dir, enum verb verb, const char *service, int number, struct answer *answer) MUST_CHECK;

/* The same in two steps, for those who have other things to do meanwhile: the first sends the request and gives a
 * non-blocking descriptor that becomes readable with the answer, or -1 with errno; the second gives 0 with the answer, -1 with
 * errno (EAGAIN: not there yet). The descriptor is the caller's to close. */
int control_begin(const char *run_dir, const struct request *request) MUST_CHECK;
int control_finish(int fd, struct answer *answer) MUST_CHECK;

#endif
