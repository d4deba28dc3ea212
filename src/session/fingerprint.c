/* SPDX-License-Identifier: MIT */
#include "session/fingerprint.h"

#include <string.h>

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void stir(uint64_t v[4], int rounds)
{
    for (int i = 0; i < rounds; i++) {
        v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
        v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
        v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
        v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
    }
}

static uint64_t little_endian(const uint8_t *bytes, size_t length)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) value |= (uint64_t) bytes[i] << (8 * i);
    return value;
}

static void take(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    stir(v, 2);
    v[0] ^= word;
}

uint64_t siphash(const uint8_t key[FINGERPRINT_KEY], const uint8_t *bytes, size_t length)
{
    uint64_t k0 = little_endian(key, 8), k1 = little_endian(key + 8, 8);
    uint64_t v[4] = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                      k1 ^ 0x7465646279746573 };
    size_t whole = length / 8 * 8;
    for (size_t i = 0; i < whole; i += 8) take(v, little_endian(bytes + i, 8));
    take(v, (uint64_t) length << 56 | little_endian(bytes + whole, length - whole));
    v[2] ^= 0xff;
    stir(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Chained rather than joined, so that no copy of a password is made. */
uint16_t fingerprint(const uint8_t key[FINGERPRINT_KEY], const char *const *parts, size_t count)
{
    uint8_t chained[FINGERPRINT_KEY];
    memcpy(chained, key, sizeof chained);
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        hash = siphash(chained, (const uint8_t *) parts[i], strlen(parts[i]));
        for (unsigned b = 0; b < 8; b++) chained[b] = (uint8_t) (key[b] ^ (hash >> (8 * b) & 0xff));
    }
    return (uint16_t) (hash & 0xffff);
}
