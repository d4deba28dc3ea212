/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

static bool would_block(void)
{
    return errno == EAGAIN || errno == EINTR;
}

static void leave_bulk(struct half_pipe *half, struct pools *pools)
{
    if (!half->has_pipe) return;
    pools_give_pipe(pools, half->pipe, half->in_pipe == 0);
    half->has_pipe = false;
    half->in_pipe = 0;
}

static void drop_buffer(struct half_pipe *half, struct pools *pools)
{
    pools_give_buffer(pools, half->kept);
    half->kept = NULL;
    half->kept_start = half->kept_end = 0;
}

void pump_release(struct half_pipe *half, struct pools *pools)
{
    leave_bulk(half, pools);
    drop_buffer(half, pools);
}

static enum pump_result pass_end(struct half_pipe *half, int target)
{
    if (!half_pipe_take_end(half)) return PUMP_MOVED;
    return shutdown(target, SHUT_WR) < 0 ? PUMP_TARGET_FAILED : PUMP_MOVED;
}

static ssize_t send_held(struct half_pipe *half, int target)
{
    enum { FLAGS = SPLICE_F_MOVE | SPLICE_F_NONBLOCK };
    if (half->in_pipe) return splice(half->pipe.out, NULL, target, NULL, half->in_pipe, FLAGS);
    return send(target, half->kept + half->kept_start, half->kept_end - half->kept_start, MSG_NOSIGNAL);
}

enum pump_result pump_flush(struct half_pipe *half, struct pools *pools, int target)
{
    while (half_pipe_holds(half) > 0) {
        ssize_t n = send_held(half, target);
        if (n < 0 && would_block()) return PUMP_IDLE;
        if (n < 0) return PUMP_TARGET_FAILED;
        half_pipe_note_sent_held(half, (size_t) n);
    }
    if (half->kept) drop_buffer(half, pools);
    return pass_end(half, target);
}

/* Puts aside what the target did not take. */
static enum pump_result keep(struct half_pipe *half, struct pools *pools, const uint8_t *bytes, size_t length)
{
    half->kept = pools_take_buffer(pools);
    if (!half->kept) return PUMP_TARGET_FAILED;
    memcpy(half->kept, bytes, length);
    half->kept_start = 0;
    half->kept_end = (uint32_t) length;
    return PUMP_MOVED;
}

static enum pump_result nothing_read(void)
{
    return would_block() ? PUMP_IDLE : PUMP_SOURCE_FAILED;
}

static enum pump_result end(struct half_pipe *half, struct pools *pools, int target)
{
    half_pipe_note_end(half);
    leave_bulk(half, pools);
    return pass_end(half, target);
}

static enum pump_result forward_through_memory(struct half_pipe *half, struct pools *pools, int source, int target)
{
    ssize_t n = recv(source, pools->scratch, READ_SIZE, 0);
    if (n < 0) return nothing_read();
    if (n == 0) return end(half, pools, target);
    if ((size_t) n > pools->largest_read) pools->largest_read = (size_t) n;
    ssize_t sent = send(target, pools->scratch, (size_t) n, MSG_NOSIGNAL);
    if (sent < 0 && !would_block()) return PUMP_TARGET_FAILED;
    if (sent < 0) sent = 0;
    half_pipe_note_sent(half, (size_t) sent);
    half_pipe_count(half, pools->scratch, (size_t) n);
    if (half_pipe_note_read(half, (size_t) n)) half->has_pipe = pools_take_pipe(pools, &half->pipe);
    return sent == n ? PUMP_MOVED : keep(half, pools, pools->scratch + sent, (size_t) (n - sent));
}

static enum pump_result forward_in_bulk(struct half_pipe *half, struct pools *pools, int source, int target)
{
    size_t most = half_pipe_bulk_size(half, pools->bulk_size);
    ssize_t n = splice(source, NULL, half->pipe.in, NULL, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (n < 0) return nothing_read();
    if (n == 0) return end(half, pools, target);
    pools->largest_read = READ_SIZE; /* or more */
    half_pipe_count(half, NULL, (size_t) n);
    bool done = half_pipe_note_read(half, (size_t) n);
    half->in_pipe = (uint32_t) n;
    enum pump_result result = pump_flush(half, pools, target);
    if (done && half->in_pipe == 0) leave_bulk(half, pools);
    return result;
}

/* Between two messages, in bulk: sees how long the next one is without taking it. True when that goes in bulk too. */
static bool look_ahead(struct half_pipe *half, int source)
{
    uint8_t head[TRAFFIC_HEAD];
    if (recv(source, head, sizeof head, MSG_PEEK) < (ssize_t) sizeof head) return false;
    traffic_feed(half->stream, head, sizeof head);
    half->seen_ahead = sizeof head;
    return traffic_unseen(half->stream) >= BULK_MESSAGE;
}

enum pump_result pump_forward(struct half_pipe *half, struct pools *pools, int source, int target)
{
    if (!half_pipe_may_read(half)) return PUMP_IDLE;
    if (half->has_pipe && half_pipe_bulk_size(half, pools->bulk_size) == 0 && !look_ahead(half, source))
        leave_bulk(half, pools);
    return half->has_pipe ? forward_in_bulk(half, pools, source, target)
                          : forward_through_memory(half, pools, source, target);
}

void pump_last_words(struct half_pipe *half, struct pools *pools, int source, int target)
{
    enum { MOST_READS = 64 };
    for (int i = 0; i < MOST_READS && half_pipe_may_read(half); i++) {
        ssize_t n = recv(source, pools->scratch, READ_SIZE, 0);
        if (n <= 0) return;
        ssize_t sent = send(target, pools->scratch, (size_t) n, MSG_NOSIGNAL);
        if (sent > 0) half_pipe_note_sent(half, (size_t) sent);
        half_pipe_count(half, pools->scratch, (size_t) n);
        if (sent != n) return;
    }
}

ssize_t pump_collect(struct half_pipe *half, struct pools *pools, int source, size_t limit)
{
    if (!half->kept) half->kept = pools_take_buffer(pools);
    if (!half->kept) return -1;
    ssize_t n = recv(source, half->kept + half->kept_end, limit - half->kept_end, 0);
    if (n > 0) half->kept_end += (uint32_t) n;
    return n;
}
