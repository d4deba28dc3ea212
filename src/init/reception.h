/* SPDX-License-Identifier: MIT
 *
 * Where others ask init for something: RUN_DIR/control. Fixed-size messages, a fixed number of visitors, nobody is
 * waited for; who does not take its answer loses it.
 */
#ifndef INIT_RECEPTION_H
#define INIT_RECEPTION_H

#include "control/message.h"
#include "init/supervisor.h"

enum { RECEPTION_VISITORS = 16 };

struct visitor {
    struct reception *reception;
    struct loop_watch watch; /* fd -1: the chair is free */
    struct service *waits_for; /* the answer comes when this has settled; NULL: nothing was asked */
    bool wants_up;
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
