/* SPDX-License-Identifier: MIT
 *
 * Whether the API of the gateway answers. First it is looked whether anybody listens, which the gateway does not
 * notice; only then one hello is said, in one piece, and the connection is ended in order: connections that come and say
 * nothing are known to wedge the gateway. There is never a second hello while one is unanswered.
 */
#ifndef SESSION_PROBE_H
#define SESSION_PROBE_H

#include "base/loop.h"
#include "session/hello.h"
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

enum probe_phase { PROBE_IDLE, PROBE_CONNECTING, PROBE_WAITING, PROBE_DRAINING };

struct probe {
    struct loop *loop;
    const char *name; /* of the session, for the log */
    uint16_t port;
    /* The API answered a hello. */
    void (*on_answer)(struct probe *probe, int version);
    /* PROBE_WATCH: it failed three times in a row. */
    void (*on_silent)(struct probe *probe, const char *why);

    enum probe_mode mode;
    enum probe_phase phase;
    struct loop_timer look, patience;
    struct loop_watch watch;
    unsigned missed; /* looks in a row without a listener */
    unsigned failed; /* hellos in a row without an answer */
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
