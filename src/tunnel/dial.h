/* SPDX-License-Identifier: MIT
 *
 * One connection from its start to its end: runs ssh, reads what it says, and ends it when it takes too long. What that means
 * for a service (tunnel.c) or for a person who checks (check.c) is theirs.
 */
#ifndef TUNNEL_DIAL_H
#define TUNNEL_DIAL_H

#include "base/loop.h"
#include "tunnel/attempt.h"
#include "tunnel/ssh.h"

#include <stdbool.h>
#include <sys/types.h>

struct dial {
    struct loop *loop;
    void (*on_line)(struct dial *dial, enum news news, const char *line); /* every line, after `attempt` has taken it in */
    void (*on_end)(struct dial *dial, enum trouble trouble); /* ssh is gone; another one may be begun from here */

    struct ssh_wish wish;
    struct ssh ssh;
    struct attempt attempt;
    pid_t pid; /* 0: none */
    enum trouble forced; /* why we ended it; TROUBLE_NONE: it was not us */
    struct loop_watch errors;
    struct loop_timer patience;
    size_t length;
    char line[1024];
};

void dial_init(struct dial *dial, struct loop *loop, const struct ssh_wish *wish);

/* Starts ssh. What is wrong before that is told by on_end, with the words in attempt.words. */
void dial_begin(struct dial *dial);

/* Ends ssh for that reason; on_end follows. Nothing when there is none. */
void dial_end(struct dial *dial, enum trouble trouble);

/* Takes in what ssh has said up to now. */
void dial_read(struct dial *dial);

/* To be called upon SIGCHLD: reaps it if it is the one. */
void dial_reap(struct dial *dial);

#endif
