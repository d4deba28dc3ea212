/* SPDX-License-Identifier: MIT */
#include "relay/refusals.h"

#include "base/clock.h"

#include <string.h>

static const char *const reasons[REFUSALS_END] = {
    [REFUSED_ADDRESS] = "its address is not in the allow list",
    [REFUSED_MANY_WAITING] = "too many connections of this address have not said hello yet",
    [REFUSED_MANY_IN_ALL] = "too many connections in all",
    [REFUSED_MANY_AT_GATEWAY] = "as many clients as RELAY_MAX_CLIENTS says are connected",
    [REFUSED_SILENT] = "it left without a byte (a port check?)",
    [REFUSED_PARTIAL] = "it left in the middle of its hello",
    [REFUSED_SLOW] = "it did not send a whole API hello within 5 s",
    [REFUSED_HTTP] = "it speaks HTTP, this port is for API clients",
    [REFUSED_TLS] = "it speaks TLS, API clients must connect without",
    [REFUSED_OTHER_PROTOCOL] = "its first bytes are not those of an API client",
    [REFUSED_BAD_LENGTH] = "the length in its API hello is not 1 to 256",
    [REFUSED_BAD_VERSION] = "its API hello holds no version range",
    [REFUSED_GATEWAY_DOWN] = "the gateway's port refuses connections",
    [REFUSED_GATEWAY_SLOW] = "the gateway did not take the connection in time",
    [REFUSED_NO_DESCRIPTOR] = "no free descriptors or memory",
};

const char *refusal_reason(enum refusal cause)
{
    return (unsigned) cause < REFUSALS_END ? reasons[cause] : "various reasons";
}

/* A whole /64 belongs to one host or one household. */
static struct in6_addr neighbourhood(const struct in6_addr *address)
{
    struct in6_addr key = *address;
    if (!IN6_IS_ADDR_V4MAPPED(address)) memset(&key.s6_addr[8], 0, 8);
    return key;
}

static struct refusal_note *find(struct refusals *refusals, enum refusal cause, const struct in6_addr *key)
{
    struct refusal_note *unused = NULL;
    for (size_t i = 0; i < REFUSAL_NOTES; i++) {
        struct refusal_note *note = &refusals->notes[i];
        if (note->quiet_until == 0) unused = unused ? unused : note;
        else if (note->cause == cause && memcmp(&note->address, key, sizeof *key) == 0) return note;
    }
    return unused;
}

bool refusals_add(struct refusals *refusals, enum refusal cause, const struct in6_addr *address, int64_t now)
{
    struct in6_addr key = neighbourhood(address);
    struct refusal_note *note = find(refusals, cause, &key);
    refusals->total++;
    refusals->by_cause[cause]++;
    if (!note) {
        note = &refusals->notes[REFUSAL_NOTES];
        note->cause = REFUSALS_END;
        if (note->quiet_until == 0) note->quiet_until = now + REFUSAL_QUIET_MS;
        note->more++;
        return false;
    }
    if (note->quiet_until > now || note->more > 0) { /* the latter: its minute is over, but nobody has asked yet */
        note->more++;
        return false;
    }
    *note = (struct refusal_note) { .quiet_until = now + REFUSAL_QUIET_MS, .address = key, .cause = cause };
    return true;
}

bool refusals_take_due(struct refusals *refusals, int64_t now, struct refusal_note *note)
{
    for (size_t i = 0; i < ARRAY_LENGTH(refusals->notes); i++) {
        struct refusal_note *at = &refusals->notes[i];
        if (at->quiet_until == 0 || at->quiet_until > now) continue;
        *note = *at;
        at->quiet_until = at->more ? now + REFUSAL_QUIET_MS : 0;
        at->more = 0;
        if (note->more) return true;
    }
    return false;
}

int64_t refusals_due(const struct refusals *refusals)
{
    int64_t due = CLOCK_NEVER;
    for (size_t i = 0; i < ARRAY_LENGTH(refusals->notes); i++) {
        int64_t until = refusals->notes[i].quiet_until;
        if (until != 0 && until < due) due = until;
    }
    return due;
}
