/* SPDX-License-Identifier: MIT
 *
 * Whether the API of the gateway answers. First it is looked whether anybody listens, which the gateway does not
 * notice; only then one hello is said, in one piece, and the connection is ended in order: connections that come and say
 * nothing are known to wedge the gateway. There is never a second hello while one is unanswered.
 */
#ifndef SESSION_PROBE_H
#define SESSION_PROBE_H

#include "base/api_hello.h"
#include "base/loop.h"
#include "session/ports.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum probe_mode {
    PROBE_OFF,
    PROBE_SLOW, /* looks every second: the login is under way */
    PROBE_EAGER, /* looks every 50 ms: the API is about to open */
    PROBE_WATCH /* looks every 10 s and says hello every 60 s: it is to stay */
};

enum { PROBE_TIMES = 3 /* so many failures in a row are none by chance */ };

/* What the last hello led to. */
enum probe_result {
    PROBE_NOTHING, /* none has ended yet */
    PROBE_ANSWERED,
    PROBE_UNANSWERED,
    PROBE_CLOSED /* or said something else */
};

enum probe_phase { PROBE_IDLE, PROBE_CONNECTING, PROBE_WAITING, PROBE_DRAINING };

struct probe {
    struct loop *loop;
    const char *name; /* of the session, for the log */
    uint16_t port;
    /* The API answered a hello. */
    void (*on_answer)(struct probe *probe, int version);
    /* `view`, `queued` or `failed` may have changed. */
    void (*on_look)(struct probe *probe);
    int64_t haste; /* divides all times but PROBE_EAGER's; 0 and 1: none */

    enum probe_mode mode;
    enum probe_phase phase;
    struct loop_timer look, patience;
    struct loop_watch watch;
    struct port_view view; /* at the last look */
    unsigned missed; /* looks in a row without a listener */
    unsigned queued; /* looks in a row at which connections waited that it had not taken */
    unsigned failed; /* hellos in a row without an answer */
    enum probe_result result;
    char why[96]; /* of the last failure */
    int64_t said_at; /* monotonic ms: the hello */
    int64_t latency_ms; /* of the last answer; -1: none yet */
    int64_t hello_due; /* monotonic ms: none before */
    bool slow; /* the one under way is */
    size_t length;
    uint8_t bytes[HELLO_FRAME_LIMIT + 4];
};

/* Off; the callbacks are the caller's to set. Allocates nothing. `name` must outlive it. */
void probe_init(struct probe *probe, struct loop *loop, const char *name, uint16_t port);

/* PROBE_OFF also drops a hello under way and forgets earlier failures. */
void probe_set_mode(struct probe *probe, enum probe_mode mode);

/* One look at the kernel's tables. */
struct port_view probe_look(uint16_t port);

#endif
