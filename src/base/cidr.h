/* SPDX-License-Identifier: MIT
 *
 * Lists of internet addresses and blocks, as in `192.168.1.0/24, 10.0.0.7, fd00::/8`. IPv4 is kept in its form inside
 * IPv6 (::ffff:a.b.c.d), so that a client looks the same whichever kind of socket it came through.
 */
#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include "base/macros.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum { CIDR_LIST_LIMIT = 64 };

struct cidr {
    struct in6_addr address; /* the bits after the first `bits` are 0 */
    unsigned bits; /* 0..128 */
    bool v4;
};

struct cidr_list {
    unsigned count;
    struct cidr blocks[CIDR_LIST_LIMIT];
};

/* Reads addresses and blocks separated by commas, blanks around them ignored; "" gives an empty list. False with one
 * sentence in `why` (which element, and what is wrong with it) and an unspecified list. */
bool cidr_list_parse(const char *string, struct cidr_list *list, char *why, size_t why_room) MUST_CHECK;

/* True when the address is in one of the blocks. IPv4 is only in blocks written as IPv4 or below ::ffff:0:0/96:
 * `::/0` means every IPv6 address and no other. */
bool cidr_list_contains(const struct cidr_list *list, const struct in6_addr *address);

/* The address inside an AF_INET or AF_INET6 socket address; :: for any other family. */
struct in6_addr cidr_address_of(const struct sockaddr *address);

#endif
