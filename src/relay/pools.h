/* SPDX-License-Identifier: MIT
 *
 * What connections borrow while they hold bytes: buffers of READ_SIZE and pipes of the kernel. A few are kept for the
 * next one; all others go back to the system, so that a storm leaves nothing behind.
 */
#ifndef RELAY_POOLS_H
#define RELAY_POOLS_H

#include "base/macros.h"
#include "relay/half_pipe.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    POOL_SPARE_BUFFERS = 16,
    POOL_PIPES = 32, /* in all: each may hold PIPE_SIZE of kernel memory */
    POOL_SPARE_PIPES = 4,
    PIPE_SIZE = BULK_SIZE /* what an unprivileged process may ask for; less is taken when the system refuses */
};

struct pools {
    uint8_t *spare_buffers[POOL_SPARE_BUFFERS];
    struct pipe_pair spare_pipes[POOL_SPARE_PIPES];
    unsigned spare_buffer_count, spare_pipe_count, pipe_count;
    size_t bulk_size; /* most bytes of one read in bulk just now */
    size_t largest_read; /* of the round under way; one in bulk counts as READ_SIZE, however short it was */
    uint8_t *scratch; /* READ_SIZE bytes that belong to whoever is reading just now */
};

/* -1 with errno. */
int pools_init(struct pools *pools) MUST_CHECK;
void pools_finish(struct pools *pools);

/* READ_SIZE bytes of unspecified content, or NULL. */
uint8_t *pools_take_buffer(struct pools *pools) MUST_CHECK;
void pools_give_buffer(struct pools *pools, uint8_t *buffer);

/* False when there are enough of them, or no descriptors. */
bool pools_take_pipe(struct pools *pools, struct pipe_pair *pair) MUST_CHECK;
void pools_give_pipe(struct pools *pools, struct pipe_pair pair, bool is_empty);

#endif
