/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/cidr.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

enum { V4_BITS = 32, V6_BITS = 128, MAPPED_BITS = V6_BITS - V4_BITS, ELEMENT_SIZE = 64 };

static struct in6_addr map_v4(struct in_addr v4)
{
    struct in6_addr mapped = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
    memcpy(&mapped.s6_addr[12], &v4, sizeof v4);
    return mapped;
}

/* Clears the bits after the first `bits`. */
static struct in6_addr mask(struct in6_addr address, unsigned bits)
{
    for (unsigned i = 0; i < sizeof address.s6_addr; i++) {
        unsigned kept = bits > i * 8 ? bits - i * 8 : 0;
        if (kept < 8) address.s6_addr[i] &= (uint8_t) (0xff00 >> kept);
    }
    return address;
}

/* NULL, or what is wrong with one element; `element` is cut at its slash. */
static const char *parse_element(char *element, struct cidr *block)
{
    char *slash = strchr(element, '/');
    struct in_addr v4;
    int64_t bits;
    if (!*element) return "is empty";
    if (slash) *slash++ = 0;
    block->v4 = inet_pton(AF_INET, element, &v4) == 1;
    if (block->v4) block->address = map_v4(v4);
    else if (inet_pton(AF_INET6, element, &block->address) != 1)
        return "is not an IPv4 or IPv6 address, alone or with the length of a prefix as in 192.168.1.0/24";
    bits = block->v4 ? V4_BITS : V6_BITS;
    if (slash && !text_parse_number(slash, 0, bits, &bits))
        return block->v4 ? "has a prefix length that is not 0 to 32" : "has a prefix length that is not 0 to 128";
    block->bits = (unsigned) bits + (block->v4 ? MAPPED_BITS : 0);
    block->v4 |= block->bits >= MAPPED_BITS && IN6_IS_ADDR_V4MAPPED(&block->address);
    block->address = mask(block->address, block->bits);
    return NULL;
}

/* The next element without the blanks around it, and where the one after it starts (NULL: none). */
static const char *next_element(const char *at, char *element, size_t room)
{
    static const char blanks[] = " \t";
    at += strspn(at, blanks);
    size_t length = strcspn(at, ",");
    const char *after = at[length] ? at + length + 1 : NULL;
    while (length > 0 && strchr(blanks, at[length - 1])) length--;
    text_print_in(element, room, "%.*s", (int) length, at);
    return after;
}

bool cidr_list_parse(const char *string, struct cidr_list *list, char *why, size_t why_room)
{
    list->count = 0;
    const char *at = string[strspn(string, " \t")] ? string : NULL;
    for (unsigned number = 1; at; number++) {
        char shown[ELEMENT_SIZE], element[ELEMENT_SIZE];
        at = next_element(at, element, sizeof element);
        text_print(shown, "%s", element);
        if (list->count == CIDR_LIST_LIMIT) {
            text_print_in(why, why_room, "has more than %d elements", CIDR_LIST_LIMIT);
            return false;
        }
        const char *wrong = parse_element(element, &list->blocks[list->count++]);
        if (!wrong) continue;
        text_print_in(why, why_room, "element %u, \"%s\", %s", number, shown, wrong);
        return false;
    }
    return true;
}

bool cidr_list_contains(const struct cidr_list *list, const struct in6_addr *address)
{
    bool v4 = IN6_IS_ADDR_V4MAPPED(address);
    for (unsigned i = 0; i < list->count; i++) {
        const struct cidr *block = &list->blocks[i];
        struct in6_addr start = mask(*address, block->bits);
        if (block->v4 == v4 && memcmp(&start, &block->address, sizeof start) == 0) return true;
    }
    return false;
}

struct in6_addr cidr_address_of(const struct sockaddr *address)
{
    struct sockaddr_in6 v6 = { 0 };
    struct sockaddr_in v4 = { 0 };
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        return map_v4(v4.sin_addr);
    }
    if (address->sa_family == AF_INET6) memcpy(&v6, address, sizeof v6);
    return v6.sin6_addr;
}
