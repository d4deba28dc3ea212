/* SPDX-License-Identifier: MIT
 *
 * Slows down who guesses passwords: after each wrong one, the next from the same address is looked at only after a
 * pause, which doubles up to some seconds. Nobody else waits. Pure: time and addresses come in.
 */
#ifndef WEB_THROTTLE_H
#define WEB_THROTTLE_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
    THROTTLE_ADDRESSES = 64,
    THROTTLE_FIRST_MS = 250,
    THROTTLE_MOST_MS = 4000,
    THROTTLE_FORGET_MS = 60000 /* after that long without a wrong password an address starts anew */
};

struct throttle_entry {
    struct in6_addr network; /* one IPv4 address, or the /64 of an IPv6 one: what one guesser has at will */
    uint32_t failures; /* 0: not used */
    int64_t failed_at, free_at; /* monotonic milliseconds */
};

struct throttle {
    struct throttle_entry entries[THROTTLE_ADDRESSES];
};

/* As an IPv6 address, an IPv4 one mapped; all zero for anything else. */
struct in6_addr throttle_address(const struct sockaddr *from);

/* How many milliseconds credentials from there must wait before they are looked at; 0: not at all. */
int64_t throttle_wait(const struct throttle *throttle, const struct sockaddr *from, int64_t now);

/* Notes a wrong password, and returns the how-manieth in a row it was. When all entries are taken, the one that failed
 * least recently is forgotten. */
uint32_t throttle_failed(struct throttle *throttle, const struct sockaddr *from, int64_t now);

#endif
