/* SPDX-License-Identifier: MIT
 *
 * Messages of the API, counted by type: how the counts look on the board, and what the types are called.
 */
#ifndef CONTROL_TRAFFIC_H
#define CONTROL_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TRAFFIC_TYPES = 24, TRAFFIC_OTHER_TYPE = 0xffff };

/* In the order in which types were first seen; the last entry takes all that found no room (TRAFFIC_OTHER_TYPE). */
struct traffic_counts {
    uint64_t messages; /* all of them */
    uint32_t type_count;
    struct {
        uint16_t type;
        uint32_t messages; /* wraps around */
    } types[TRAFFIC_TYPES];
};

/* Adds what `more` counted, type by type. */
void traffic_counts_add(struct traffic_counts *counts, const struct traffic_counts *more);

/* "placeOrder", "tickPrice" …; a type of the protobuf form (200 higher) has the name of its plain one. NULL: unknown.
 * Source of the numbers: the published clients. */
const char *traffic_type_name(bool to_gateway, unsigned type);

#endif
