/* SPDX-License-Identifier: MIT
 *
 * What goes over one connection: the messages of both directions, counted by type, the negotiated version, the client's id.
 * Pure: bytes in, numbers out; nothing is changed or held back, and what cannot be understood is "opaque" from there on.
 *
 * Framing (source: the published clients): a length of 4 bytes, big-endian, then that many bytes, which begin with the
 * message's type: digits and NUL, or 4 bytes big-endian where the first byte is 0. The gateway's first message has no type:
 * it is the version and a time, each ended by NUL. Clients before API version 100 send no lengths: opaque.
 */
#ifndef RELAY_TRAFFIC_H
#define RELAY_TRAFFIC_H

#include "control/traffic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRAFFIC_HEAD = 8, /* the length, and what of a message tells its type */
    TRAFFIC_SAMPLE = 64, /* as much of a message as the version and the client's id need */
    TRAFFIC_KNOWN = 512, /* types below have a number of their own; all others count as one */
};

struct traffic;

/* One direction. */
struct traffic_stream {
    struct traffic *traffic;
    bool is_opaque; /* its bytes are no longer looked at */
    bool is_up; /* client to gateway */
    uint8_t head_length;
    uint8_t head[TRAFFIC_HEAD];
    uint32_t left; /* bytes of the message that are still to come */
    struct traffic_counts counts;
};

struct traffic {
    struct traffic_stream up, down;
    uint32_t version; /* negotiated; 0: not known */
    bool has_client_id;
    int32_t client_id;
    uint8_t sample_length;
    uint8_t sample[TRAFFIC_SAMPLE]; /* of the message that may tell one of those */
};

/* At the end of the client's hello, which counts as no message. Without framing all is opaque. It must not move. */
void traffic_init(struct traffic *traffic, bool is_framed);

/* The next bytes of a direction. */
void traffic_feed(struct traffic_stream *stream, const uint8_t *bytes, size_t length);

/* How many of the next bytes belong to the message under way and would not be looked at, so that they may go by
 * unseen; and that so many went by. `length` is at most traffic_unseen. */
uint32_t traffic_unseen(const struct traffic_stream *stream);
void traffic_skip(struct traffic_stream *stream, size_t length);

#endif
