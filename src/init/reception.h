/* SPDX-License-Identifier: MIT
 *
 * Where others ask init for something: RUN_DIR/control. Fixed-size messages, a fixed number of visitors, nobody is
 * waited for; who does not take its answer loses it.
 */
#ifndef INIT_RECEPTION_H
#define INIT_RECEPTION_H

#include "control/message.h"
#include "init/supervisor.h"

enum { RECEPTION_VISITORS = 32 };

struct visitor {
    struct reception *reception;
    struct loop_watch watch; /* fd -1: the chair is free */
    uint64_t waits_for; /* bit n: service n has not settled yet; the answer comes when all have */
    bool is_waiting, is_single;
    enum verb verb;
    struct answer answer; /* as far as it is known */
};

struct reception {
    struct supervisor *supervisor;
    struct loop_watch door;
    struct visitor visitors[RECEPTION_VISITORS];
};

/* -1 with a line in the log. */
int reception_open(struct reception *reception, struct supervisor *supervisor, const char *run_dir) MUST_CHECK;

/* Answers those whose service has settled: called after every change. */
void reception_update(struct reception *reception);

#endif
