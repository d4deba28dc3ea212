/* SPDX-License-Identifier: MIT */
#include "relay/half_pipe.h"

#include "base/log.h"

static bool is_counted(const struct half_pipe *half)
{
    return half->stream && !half->stream->is_opaque;
}

size_t half_pipe_bulk_size(const struct half_pipe *half, size_t most)
{
    size_t left = is_counted(half) ? traffic_unseen(half->stream) + half->seen_ahead : most;
    return left < most ? left : most;
}

void half_pipe_count(struct half_pipe *half, const uint8_t *bytes, size_t n)
{
    size_t seen = n < half->seen_ahead ? n : half->seen_ahead;
    half->seen_ahead = (uint8_t) (half->seen_ahead - seen);
    if (!is_counted(half) || n == seen) return;
    if (bytes) traffic_feed(half->stream, bytes + seen, n - seen);
    else traffic_skip(half->stream, n - seen);
}

bool half_pipe_note_read(struct half_pipe *half, size_t n)
{
    if (is_counted(half)) return !half->has_pipe && traffic_unseen(half->stream) >= BULK_MESSAGE;
    if (half->has_pipe) return n < BULK_LEAST;
    half->full_reads = n == READ_SIZE ? (uint8_t) (half->full_reads + 1) : 0;
    if (half->full_reads < BULK_AFTER) return false;
    half->full_reads = 0;
    return true;
}

static uint32_t take_moved(struct half_pipe *half)
{
    uint32_t moved = (uint32_t) half->moved - half->moved_before;
    half->moved_before = (uint32_t) half->moved;
    return moved;
}

struct half_pipe_moved half_pipe_take_moved(struct half_pipe *up, struct half_pipe *down)
{
    uint32_t to_gateway = take_moved(up), to_client = take_moved(down);
    uint32_t one_way = to_gateway > to_client ? to_gateway - to_client : to_client - to_gateway;
    return (struct half_pipe_moved) { .in_all = to_gateway + to_client, .one_way = one_way };
}

void half_pipe_note_sent(struct half_pipe *half, size_t n)
{
    half->moved += n;
}

void half_pipe_note_sent_held(struct half_pipe *half, size_t n)
{
    INVARIANT(n <= half_pipe_holds(half));
    half->moved += n;
    if (half->in_pipe) half->in_pipe -= (uint32_t) n;
    else half->kept_start += (uint32_t) n;
    if (half->kept_start == half->kept_end) half->kept_start = half->kept_end = 0;
}

void half_pipe_note_end(struct half_pipe *half)
{
    if (half->state == HALF_OPEN) half->state = HALF_ENDING;
}

bool half_pipe_take_end(struct half_pipe *half)
{
    if (half->state != HALF_ENDING || half_pipe_holds(half) > 0) return false;
    half->state = HALF_ENDED;
    return true;
}
