/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/throttle.h"

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { HOST_BYTES = 8 }; /* of an IPv6 address, after its network */

struct in6_addr throttle_address(const struct sockaddr *from)
{
    struct in6_addr address = { 0 };
    if (from->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, from, sizeof v4);
        address.s6_addr[10] = address.s6_addr[11] = 0xff;
        memcpy(address.s6_addr + 12, &v4.sin_addr, sizeof v4.sin_addr);
    } else if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, from, sizeof v6);
        address = v6.sin6_addr;
    }
    return address;
}

static struct in6_addr network_of(const struct sockaddr *from)
{
    struct in6_addr network = throttle_address(from);
    if (!IN6_IS_ADDR_V4MAPPED(&network)) memset(network.s6_addr + HOST_BYTES, 0, HOST_BYTES);
    return network;
}

static bool is_current(const struct throttle_entry *entry, int64_t now)
{
    return entry->failures > 0 && now - entry->failed_at < THROTTLE_FORGET_MS;
}

static size_t find(const struct throttle *throttle, const struct in6_addr *network)
{
    size_t i = 0;
    while (i < THROTTLE_ADDRESSES && (throttle->entries[i].failures == 0
                                      || memcmp(&throttle->entries[i].network, network, sizeof *network) != 0))
        i++;
    return i;
}

int64_t throttle_wait(const struct throttle *throttle, const struct sockaddr *from, int64_t now)
{
    struct in6_addr network = network_of(from);
    size_t i = find(throttle, &network);
    if (i == THROTTLE_ADDRESSES || throttle->entries[i].free_at <= now) return 0;
    return throttle->entries[i].free_at - now;
}

static size_t least_recent(const struct throttle *throttle)
{
    size_t least = 0;
    for (size_t i = 1; i < THROTTLE_ADDRESSES; i++) {
        const struct throttle_entry *entry = &throttle->entries[i], *best = &throttle->entries[least];
        if (best->failures > 0 && (entry->failures == 0 || entry->failed_at < best->failed_at)) least = i;
    }
    return least;
}

static int64_t pause_after(uint32_t failures)
{
    int64_t pause = THROTTLE_FIRST_MS;
    for (uint32_t i = 1; i < failures && pause < THROTTLE_MOST_MS; i++) pause *= 2;
    return pause < THROTTLE_MOST_MS ? pause : THROTTLE_MOST_MS;
}

uint32_t throttle_failed(struct throttle *throttle, const struct sockaddr *from, int64_t now)
{
    struct in6_addr network = network_of(from);
    size_t i = find(throttle, &network);
    if (i == THROTTLE_ADDRESSES) {
        i = least_recent(throttle);
        throttle->entries[i] = (struct throttle_entry) { .network = network };
    }
    struct throttle_entry *entry = &throttle->entries[i];
    if (!is_current(entry, now)) entry->failures = 0;
    if (entry->failures < UINT32_MAX) entry->failures++;
    entry->failed_at = now;
    entry->free_at = now + pause_after(entry->failures);
    return entry->failures;
}
