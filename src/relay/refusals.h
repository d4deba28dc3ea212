/* SPDX-License-Identifier: MIT
 *
 * Clients that were not let through: counted by cause, and told in the log at most once a minute for each cause and
 * address, so that a scanner cannot fill a disk. Pure: the clock comes in, who shall be told comes out.
 */
#ifndef RELAY_REFUSALS_H
#define RELAY_REFUSALS_H

#include "base/macros.h"
#include "control/refusal.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { REFUSAL_NOTES = 128, REFUSAL_QUIET_MS = 60 * 1000 };

struct refusal_note {
    int64_t quiet_until; /* 0: unused */
    struct in6_addr address;
    enum refusal cause; /* REFUSALS_END: of many addresses and causes, because there was no room */
    uint32_t more; /* since the last line about it */
};

struct refusals {
    uint64_t total, by_cause[REFUSALS_END];
    struct refusal_note notes[REFUSAL_NOTES + 1]; /* the last one: all that had no room */
};

/* Counts one; true when it is to be told at once. IPv6 addresses of one /64 count as one. */
bool refusals_add(struct refusals *refusals, enum refusal cause, const struct in6_addr *address,
                  int64_t now) MUST_CHECK;

/* Takes one note whose minute is over and that has more to tell; call until false, whenever refusals_due has come. */
bool refusals_take_due(struct refusals *refusals, int64_t now, struct refusal_note *note) MUST_CHECK;

/* When refusals_take_due has something to do next; CLOCK_NEVER when nothing is noted. */
int64_t refusals_due(const struct refusals *refusals);

/* Why, for people, as the end of a sentence that starts with the client. */
const char *refusal_reason(enum refusal cause);

#endif
