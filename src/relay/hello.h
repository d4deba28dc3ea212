/* SPDX-License-Identifier: MIT
 *
 * What a client of the API says first, and whether it is one. Pure: bytes in, verdict out; the bytes themselves are
 * forwarded as they came.
 */
#ifndef RELAY_HELLO_H
#define RELAY_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "API\0", a length of 4 bytes, and at most this much text; what we accept is stricter than what is known of the
 * gateway, which has no documented limit. */
enum { HELLO_TEXT_LIMIT = 256, HELLO_LIMIT = 8 + HELLO_TEXT_LIMIT };

enum hello_verdict {
    HELLO_MORE, /* right so far */
    HELLO_OK,
    HELLO_HTTP, /* a browser or a health check */
    HELLO_TLS,
    HELLO_OTHER, /* some other protocol */
    HELLO_BAD_LENGTH, /* "API\0", then a length outside 1..256 */
    HELLO_BAD_VERSION /* "API\0" and a length, then no version; or a legacy number without its end */
};

/* Judges the first `length` bytes a client sent, as soon as they decide it: `API\0`, big-endian length,
 * `v<digits>[..<digits>][ options]`; or, of clients before API version 100, digits and NUL. What follows the hello is
 * not looked at. A legacy client waits for the answer to its 2 or 3 bytes, so the first byte alone tells the two apart.
 * Source of the format: the first bytes of the published clients, docs/decisions.md. */
enum hello_verdict hello_check(const uint8_t *bytes, size_t length);

/* How long a hello found HELLO_OK is; `framed`: whether messages with lengths follow it. */
size_t hello_length(const uint8_t *bytes, bool *framed);

/* The version text of a hello found HELLO_OK, for people ("v100..193", "66"); always terminated. */
void hello_describe(const uint8_t *bytes, char *out, size_t room);

#endif
