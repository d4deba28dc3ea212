/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/pools.h"

#include "base/fd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Mapped one by one: memory given back is given back, whatever was taken before and after it. */
static uint8_t *map_buffer(void)
{
    void *memory = mmap(NULL, READ_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

int pools_init(struct pools *pools)
{
    *pools = (struct pools) { .scratch = map_buffer(), .bulk_size = SHARED_BULK_SIZE };
    return pools->scratch ? 0 : -1;
}

static void close_pipe(struct pools *pools, struct pipe_pair pair)
{
    auto_close(&pair.out);
    auto_close(&pair.in);
    pools->pipe_count--;
}

void pools_finish(struct pools *pools)
{
    while (pools->spare_buffer_count > 0) munmap(pools->spare_buffers[--pools->spare_buffer_count], READ_SIZE);
    while (pools->spare_pipe_count > 0) close_pipe(pools, pools->spare_pipes[--pools->spare_pipe_count]);
    munmap(pools->scratch, READ_SIZE);
}

uint8_t *pools_take_buffer(struct pools *pools)
{
    return pools->spare_buffer_count > 0 ? pools->spare_buffers[--pools->spare_buffer_count] : map_buffer();
}

void pools_give_buffer(struct pools *pools, uint8_t *buffer)
{
    if (!buffer) return;
    if (pools->spare_buffer_count < POOL_SPARE_BUFFERS) pools->spare_buffers[pools->spare_buffer_count++] = buffer;
    else munmap(buffer, READ_SIZE);
}

bool pools_take_pipe(struct pools *pools, struct pipe_pair *pair)
{
    int ends[2];
    if (pools->spare_pipe_count > 0) {
        *pair = pools->spare_pipes[--pools->spare_pipe_count];
        return true;
    }
    if (pools->pipe_count == POOL_PIPES || fd_pipe(ends) < 0) return false;
    for (int size = PIPE_SIZE; size >= SHARED_BULK_SIZE; size /= 2)
        if (fcntl(ends[0], F_SETPIPE_SZ, size) >= 0) break;
    *pair = (struct pipe_pair) { .out = ends[0], .in = ends[1] };
    pools->pipe_count++;
    return true;
}

void pools_give_pipe(struct pools *pools, struct pipe_pair pair, bool is_empty)
{
    if (is_empty && pools->spare_pipe_count < POOL_SPARE_PIPES) pools->spare_pipes[pools->spare_pipe_count++] = pair;
    else close_pipe(pools, pair);
}
