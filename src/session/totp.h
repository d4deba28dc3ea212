/* SPDX-License-Identifier: MIT
 *
 * One-time codes from a secret and the time: RFC 6238 with SHA-1, steps of 30 s and 6 digits, as authenticator apps make
 * them. Pure; no clock is read here.
 */
#ifndef SESSION_TOTP_H
#define SESSION_TOTP_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOTP_STEP_MS = 30000, TOTP_DIGITS = 6, TOTP_KEY = 128 };

struct totp_key {
    size_t length; /* 0: none */
    uint8_t bytes[TOTP_KEY];
};

/* Reads base32 (RFC 4648; either case, blanks and '=' passed over). False, and the key wiped: it is none, or has more
 * than TOTP_KEY bytes. The caller wipes the key. */
bool totp_read_key(const char *base32, struct totp_key *key) MUST_CHECK;

/* The code of the step with that number (Unix time divided by 30 s), with 1 to 9 digits and leading zeros. `out` takes
 * digits + 1 bytes; the caller wipes it. */
void totp_code(const struct totp_key *key, uint64_t step, unsigned digits, char *out);

#endif
