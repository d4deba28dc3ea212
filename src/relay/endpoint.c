/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/endpoint.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

bool endpoint_make(const char *address, int port, struct endpoint *endpoint)
{
    struct in_addr v4;
    struct in6_addr v6;
    in_port_t wire = htons((uint16_t) port);
    *endpoint = (struct endpoint) { 0 };
    if (inet_pton(AF_INET, address, &v4) == 1) {
        endpoint->address.v4 = (struct sockaddr_in) { .sin_family = AF_INET, .sin_port = wire, .sin_addr = v4 };
        endpoint->length = sizeof endpoint->address.v4;
        return true;
    }
    if (inet_pton(AF_INET6, address, &v6) != 1) return false;
    endpoint->address.v6 = (struct sockaddr_in6) { .sin6_family = AF_INET6, .sin6_port = wire, .sin6_addr = v6 };
    endpoint->length = sizeof endpoint->address.v6;
    return true;
}

static const char no_address[] = "is not an IPv4 or IPv6 address and a port (names are not looked up)";

const char *endpoint_parse(const char *text, struct endpoint *endpoint)
{
    char address[INET6_ADDRSTRLEN + 1];
    const char *colon = strrchr(text, ':');
    int64_t port;
    if (!colon || colon == text) return "is not ADDRESS:PORT";
    bool bracketed = text[0] == '[';
    size_t length = (size_t) (colon - text);
    if (bracketed && text[length - 1] != ']') return "has no ] before the port";
    if (!bracketed && memchr(text, ':', length)) return "needs [ ] around an IPv6 address";
    if (bracketed) {
        text++;
        length -= 2;
    }
    if (length >= sizeof address) return no_address;
    text_print(address, "%.*s", (int) length, text);
    if (!text_parse_number(colon + 1, 1, 65535, &port)) return "has a port that is not 1 to 65535";
    return endpoint_make(address, (int) port, endpoint) ? NULL : no_address;
}

void endpoint_print(const struct endpoint *endpoint, char *out)
{
    char address[INET6_ADDRSTRLEN] = "?";
    if (endpoint->address.any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &endpoint->address.v4.sin_addr, address, sizeof address);
        text_print_in(out, ENDPOINT_TEXT, "%s:%u", address, ntohs(endpoint->address.v4.sin_port));
        return;
    }
    const struct in6_addr *v6 = &endpoint->address.v6.sin6_addr;
    bool is_mapped = IN6_IS_ADDR_V4MAPPED(v6);
    inet_ntop(is_mapped ? AF_INET : AF_INET6, &v6->s6_addr[is_mapped ? 12 : 0], address, sizeof address);
    text_print_in(out, ENDPOINT_TEXT, is_mapped ? "%s:%u" : "[%s]:%u", address, ntohs(endpoint->address.v6.sin6_port));
}

void endpoint_print_address(const struct in6_addr *address, char *out)
{
    bool v4 = IN6_IS_ADDR_V4MAPPED(address);
    const void *bytes = v4 ? &address->s6_addr[12] : &address->s6_addr[0];
    if (!inet_ntop(v4 ? AF_INET : AF_INET6, bytes, out, ENDPOINT_TEXT)) text_print_in(out, ENDPOINT_TEXT, "?");
}
