/* SPDX-License-Identifier: MIT
 *
 * What a relay is to do: from the settings under init, from the command line by hand.
 */
#ifndef RELAY_OPTIONS_H
#define RELAY_OPTIONS_H

#include "base/cidr.h"
#include "base/macros.h"
#include "relay/endpoint.h"

#include <limits.h>
#include <stdbool.h>

struct relay_options {
    struct endpoint listen, to;
    struct cidr_list allow; /* empty: everybody */
    unsigned max_clients; /* connected to the gateway at a time */
    unsigned silence_s; /* how long a peer may leave what it was sent unacknowledged */
    bool any_protocol; /* forward whatever comes, without waiting for an API hello */
    bool by_init;
    unsigned instance; /* the rest only with by_init */
    char run_dir[PATH_MAX];
};

/* Both return 0, or the exit status after having said what is wrong. */
int relay_options_from_arguments(struct relay_options *options, int argc, char **argv) MUST_CHECK;
int relay_options_from_init(struct relay_options *options, unsigned instance) MUST_CHECK;

#endif
