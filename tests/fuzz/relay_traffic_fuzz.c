/* SPDX-License-Identifier: MIT
 *
 * Bytes of both directions of a client nobody has checked. What must hold for any input: however it is split, the same is
 * counted; nothing is counted twice; what may go by unseen is no more than the message under way.
 */
#include "relay/traffic.h"

#include "base/log.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says how it is split, the second where one direction ends and the other begins. */
static void feed(struct traffic *traffic, const uint8_t *data, size_t size, size_t border, size_t step)
{
    for (size_t at = 0; at < border; at += step)
        traffic_feed(&traffic->down, data + at, border - at < step ? border - at : step);
    for (size_t at = border; at < size; at += step)
        traffic_feed(&traffic->up, data + at, size - at < step ? size - at : step);
}

static void check_sum(const struct traffic_counts *counts)
{
    uint64_t sum = 0;
    INVARIANT(counts->type_count <= TRAFFIC_TYPES);
    for (uint32_t i = 0; i < counts->type_count; i++) sum += counts->types[i].messages;
    INVARIANT(sum == counts->messages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct traffic whole, split;
    if (size < 2) return 0;
    size_t step = (size_t) data[0] % 61 + 1, border = (size_t) data[1] % size;
    data += 2;
    size -= 2;
    if (border > size) border = size;
    traffic_init(&whole, true);
    traffic_init(&split, true);
    feed(&whole, data, size, border, size + 1);
    feed(&split, data, size, border, step);
    check_sum(&whole.up.counts);
    check_sum(&whole.down.counts);
    INVARIANT(memcmp(&whole.up.counts, &split.up.counts, sizeof whole.up.counts) == 0);
    INVARIANT(memcmp(&whole.down.counts, &split.down.counts, sizeof whole.down.counts) == 0);
    INVARIANT(whole.version == split.version && whole.client_id == split.client_id);
    INVARIANT(whole.up.is_opaque == split.up.is_opaque && whole.down.is_opaque == split.down.is_opaque);
    INVARIANT(traffic_unseen(&whole.down) <= 0xffffff);
    return 0;
}
