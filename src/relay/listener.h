/* SPDX-License-Identifier: MIT
 *
 * The door: takes connections in, looks at where they come from, and hands them to the set.
 */
#ifndef RELAY_LISTENER_H
#define RELAY_LISTENER_H

#include "base/cidr.h"
#include "base/loop.h"
#include "base/macros.h"
#include "relay/conn_set.h"
#include "relay/endpoint.h"

struct listener {
    struct conn_set *set;
    const struct cidr_list *allow; /* empty: everybody */
    struct loop_watch watch;
    struct loop_timer pause; /* until we listen again after running out of descriptors */
    int fd;
    int spare; /* a descriptor to give up, so that a client can be told when there are no more */
};

/* Listens from now on; `allow` must outlive it. -1 with errno. */
int listener_start(struct listener *listener, struct conn_set *set, const struct cidr_list *allow,
                   const struct endpoint *at) MUST_CHECK;

/* Stops listening; connections that were not accepted yet are reset by the kernel. May be repeated. */
void listener_stop(struct listener *listener);

#endif
