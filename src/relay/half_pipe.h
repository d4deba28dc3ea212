/* SPDX-License-Identifier: MIT
 *
 * One direction of a connection: what it holds, whether it may read, how it ends, and whether its bytes go through
 * memory or stay in the kernel. Pure: no system calls; src/relay/pump.h moves the bytes.
 *
 * A direction reads only while it holds nothing. So what a connection can hold is one read, and a receiver that is slow
 * slows its sender down, through the kernel's own windows.
 */
#ifndef RELAY_HALF_PIPE_H
#define RELAY_HALF_PIPE_H

#include "relay/traffic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    READ_SIZE = 32 * 1024, /* most bytes of one read through memory, and of what is kept */
    BULK_SIZE = 1024 * 1024, /* most bytes of one read in bulk, among the loud */
    SHARED_BULK_SIZE = 128 * 1024, /* and beside quiet ones: bounds how long these wait */
    BULK_AFTER = 4, /* full reads in a row that turn a direction to bulk */
    BULK_LEAST = 8 * 1024, /* a read in bulk below this turns it back */
    BULK_MESSAGE = 128 * 1024 /* where messages are counted, only the rest of one that long goes in bulk */
};

enum half_pipe_state {
    HALF_OPEN,
    HALF_ENDING, /* its source has ended, something is still held */
    HALF_ENDED /* the end was passed on (or is to be) */
};

struct pipe_pair {
    int out, in; /* read end and write end */
};

struct half_pipe {
    enum half_pipe_state state;
    uint32_t kept_start, kept_end; /* the bytes held in memory are kept[kept_start..kept_end) */
    uint32_t in_pipe; /* the bytes held in the kernel's pipe */
    uint32_t moved_before; /* the low bits of `moved` at the last half_pipe_take_moved */
    uint8_t full_reads; /* in a row */
    uint8_t seen_ahead; /* bytes that the counter has seen and that are still to be read */
    bool has_pipe;
    struct pipe_pair pipe;
    uint8_t *kept; /* a buffer of the pool, or NULL when nothing is held in memory */
    struct traffic_stream *stream; /* counts its messages; NULL: only bytes are counted */
    uint64_t moved; /* bytes that reached the target, since the start */
};

static inline size_t half_pipe_holds(const struct half_pipe *half)
{
    return (size_t) (half->kept_end - half->kept_start) + half->in_pipe;
}

static inline bool half_pipe_may_read(const struct half_pipe *half)
{
    return half->state == HALF_OPEN && half_pipe_holds(half) == 0;
}

/* `n` bytes were read, of which `bytes` has those that passed through memory (NULL: none): counts what they mean. */
void half_pipe_count(struct half_pipe *half, const uint8_t *bytes, size_t n);

/* Most bytes that the next read in bulk may take, of `most`: where messages are counted, not beyond the one under way. */
size_t half_pipe_bulk_size(const struct half_pipe *half, size_t most);

/* After a read of `n` bytes that were or are to be passed on: true when the next read should go the other way, bulk or
 * not. The caller changes over once the direction holds nothing. */
bool half_pipe_note_read(struct half_pipe *half, size_t n);

/* What a connection of these two directions has moved since this was last asked, in bytes modulo 2^32. */
struct half_pipe_moved {
    uint32_t in_all;
    uint32_t one_way; /* by so many one moved more than the other: for question and answer are no flood, however fast they follow */
};
struct half_pipe_moved half_pipe_take_moved(struct half_pipe *up, struct half_pipe *down);

/* `n` bytes of what is held reached the target, or of a read that was never held. */
void half_pipe_note_sent_held(struct half_pipe *half, size_t n);
void half_pipe_note_sent(struct half_pipe *half, size_t n);

/* The source has ended. */
void half_pipe_note_end(struct half_pipe *half);

/* True once, when the end is to be passed on: the source has ended and nothing is held any more. */
bool half_pipe_take_end(struct half_pipe *half);

#endif
