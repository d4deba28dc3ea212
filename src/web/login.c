/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/login.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <nettle/base64.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct credentials login_decode(const char *header, char room[static LOGIN_ROOM])
{
    static const char scheme[] = "Basic ";
    const struct credentials none = { NULL, NULL };
    struct base64_decode_ctx context;
    size_t length = strlen(header), after = sizeof scheme - 1, decoded = 0;
    if (strncasecmp(header, scheme, after) != 0 || BASE64_DECODE_LENGTH(length - after) >= LOGIN_ROOM) return none;
    base64_decode_init(&context);
    if (!base64_decode_update(&context, &decoded, (uint8_t *) room, length - after, header + after)
        || !base64_decode_final(&context) || memchr(room, 0, decoded))
        return none;
    room[decoded] = 0;
    char *colon = strchr(room, ':');
    if (!colon) return none;
    *colon = 0;
    return (struct credentials) { room, colon + 1 };
}

/* 0 when equal. The secret is read round and round, so that its length does not show. */
static unsigned difference(const char *given, const char *secret)
{
    size_t given_length = strlen(given), secret_length = strlen(secret);
    volatile unsigned bits = given_length != secret_length; /* volatile: no clever early end */
    for (size_t i = 0; i < given_length; i++)
        bits |= (unsigned char) given[i] ^ (unsigned char) secret[i % (secret_length + 1)];
    return bits;
}

bool login_equal(const char *given, const char *secret)
{
    return *secret && difference(given, secret) == 0;
}

static void print_address(const struct sockaddr *from, char out[static INET6_ADDRSTRLEN])
{
    struct in6_addr address = throttle_address(from);
    if (IN6_IS_ADDR_V4MAPPED(&address)) inet_ntop(AF_INET, address.s6_addr + 12, out, INET6_ADDRSTRLEN);
    else inet_ntop(AF_INET6, &address, out, INET6_ADDRSTRLEN);
}

/* The name that was tried is not told: people type passwords into the wrong field. */
static void note_failure(struct throttle *throttle, const struct sockaddr *from, int64_t now)
{
    char where[INET6_ADDRSTRLEN] = "";
    uint32_t failures = throttle_failed(throttle, from, now);
    print_address(from, where);
    log_warning("wrong user name or password for the status page from %s (%u in a row)", where, (unsigned) failures);
}

enum login login_check(struct throttle *throttle, const struct credentials *right, const struct credentials *given,
                       const struct sockaddr *from, int64_t now, int64_t *wait)
{
    *wait = 0;
    if (!given->user || !given->password) return LOGIN_MISSING;
    *wait = throttle_wait(throttle, from, now);
    if (*wait > 0) return LOGIN_MUST_WAIT;
    unsigned wrong = difference(given->user, right->user) | difference(given->password, right->password);
    if (wrong == 0) return LOGIN_RIGHT;
    note_failure(throttle, from, now);
    return LOGIN_WRONG;
}
