/* SPDX-License-Identifier: MIT
 *
 * An address and a port: read from ADDR:PORT, shown to people.
 */
#ifndef RELAY_ENDPOINT_H
#define RELAY_ENDPOINT_H

#include "base/macros.h"

#include <netinet/in.h>
#include <stdbool.h>

struct endpoint {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    socklen_t length;
};

enum { ENDPOINT_TEXT = INET6_ADDRSTRLEN + sizeof "[]:65535" };

/* From numbers-only text: 127.0.0.1:4003 or [::1]:4003. NULL, or what is wrong with it. */
const char *endpoint_parse(const char *text, struct endpoint *endpoint) MUST_CHECK;

/* From an address without brackets and a port. False when it is neither IPv4 nor IPv6. */
bool endpoint_make(const char *address, int port, struct endpoint *endpoint) MUST_CHECK;

/* As endpoint_parse reads it; `out` has ENDPOINT_TEXT bytes. */
void endpoint_print(const struct endpoint *endpoint, char *out);

/* An address alone, IPv4 where it is one inside IPv6; `out` has ENDPOINT_TEXT bytes. */
void endpoint_print_address(const struct in6_addr *address, char *out);

#endif
