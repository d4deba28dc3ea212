/* SPDX-License-Identifier: MIT
 *
 * Whether the API answers at the far end: one hello, into a socket from which ssh leads to the other machine, to the port that
 * listens there, and so back through the tunnel to the gateway. One at a time, ended in order, as gateways need it.
 */
#ifndef TUNNEL_ECHO_H
#define TUNNEL_ECHO_H

#include "base/api_hello.h"
#include "base/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum echo_result {
    ECHO_ANSWERED,
    ECHO_CLOSED, /* the connection ended without an answer */
    ECHO_SILENT,
    ECHO_NOT_API
};

enum echo_phase { ECHO_IDLE, ECHO_WAITING, ECHO_DRAINING };

struct echo {
    struct loop *loop;
    void (*on_done)(struct echo *echo, enum echo_result result, int64_t took_ms);
    enum echo_phase phase;
    struct loop_watch watch;
    struct loop_timer timer;
    int64_t begun_ms;
    size_t length;
    uint8_t bytes[HELLO_FRAME_LIMIT + 4];
};

void echo_init(struct echo *echo, struct loop *loop, void (*on_done)(struct echo *, enum echo_result, int64_t));

/* Says hello into the unix socket at `path`; on_done is called once, perhaps before this returns. Nothing when one is under
 * way. */
void echo_begin(struct echo *echo, const char *path);

/* Drops it; on_done is not called. */
void echo_stop(struct echo *echo);

#endif
