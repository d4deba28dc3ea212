/* SPDX-License-Identifier: MIT
 *
 * Telling whether user and password have changed, without keeping them: SipHash-2-4 (Aumasson and Bernstein, 2012) with a
 * random key, cut to 16 bits. So short on purpose: of 65536 guessed passwords one fits, which tells a thief nothing,
 * and a change goes unnoticed once in 65536 times, which a person mends with `gatehouse retry`. Pure.
 */
#ifndef SESSION_FINGERPRINT_H
#define SESSION_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

enum { FINGERPRINT_KEY = 16 };

/* The whole hash of `length` bytes. */
uint64_t siphash(const uint8_t key[FINGERPRINT_KEY], const uint8_t *bytes, size_t length);

/* Of some strings, in order. */
uint16_t fingerprint(const uint8_t key[FINGERPRINT_KEY], const char *const *parts, size_t count);

#endif
