/* SPDX-License-Identifier: MIT
 *
 * SHA-1 after FIPS 180-4, HMAC after RFC 2104, the code after RFC 4226.
 */
#define _GNU_SOURCE
#include "session/totp.h"

#include <string.h>

enum { BLOCK = 64, DIGEST = 20, WORDS = 80 };

struct sha1 {
    uint32_t state[DIGEST / 4];
    uint64_t length; /* of the message so far */
    uint8_t block[BLOCK];
};

/* ---- SHA-1 ---- */

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static uint32_t mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    static const uint32_t constants[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
    uint32_t constant = constants[round / 20];
    if (round < 20) return ((b & c) | (~b & d)) + constant;
    if (round >= 40 && round < 60) return ((b & c) | (b & d) | (c & d)) + constant;
    return (b ^ c ^ d) + constant;
}

static void take_block(struct sha1 *sha)
{
    uint32_t words[WORDS], state[DIGEST / 4];
    for (unsigned i = 0; i < BLOCK / 4; i++) {
        const uint8_t *at = sha->block + 4 * i;
        words[i] = (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
    }
    for (unsigned i = BLOCK / 4; i < WORDS; i++)
        words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    memcpy(state, sha->state, sizeof state);
    for (unsigned i = 0; i < WORDS; i++) {
        uint32_t next = rotate(state[0], 5) + mix(i, state[1], state[2], state[3]) + state[4] + words[i];
        memmove(state + 1, state, sizeof state - sizeof state[0]);
        state[2] = rotate(state[2], 30);
        state[0] = next;
    }
    for (unsigned i = 0; i < DIGEST / 4; i++) sha->state[i] += state[i];
    explicit_bzero(words, sizeof words);
}

static void begin(struct sha1 *sha)
{
    *sha = (struct sha1) { .state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

static void add(struct sha1 *sha, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        sha->block[sha->length++ % BLOCK] = bytes[i];
        if (sha->length % BLOCK == 0) take_block(sha);
    }
}

static void end(struct sha1 *sha, uint8_t *digest)
{
    static const uint8_t one = 0x80, zero = 0;
    uint64_t bits = sha->length * 8;
    uint8_t size[8];
    for (unsigned i = 0; i < sizeof size; i++) size[i] = (uint8_t) (bits >> (56 - 8 * i));
    add(sha, &one, 1);
    while (sha->length % BLOCK != BLOCK - sizeof size) add(sha, &zero, 1);
    add(sha, size, sizeof size);
    for (unsigned i = 0; i < DIGEST; i++) digest[i] = (uint8_t) (sha->state[i / 4] >> (24 - 8 * (i % 4)));
    explicit_bzero(sha, sizeof *sha);
}

/* ---- HMAC ---- */

static void begin_padded(struct sha1 *sha, const uint8_t *key, uint8_t pad)
{
    uint8_t padded[BLOCK];
    for (unsigned i = 0; i < BLOCK; i++) padded[i] = key[i] ^ pad;
    begin(sha);
    add(sha, padded, sizeof padded);
    explicit_bzero(padded, sizeof padded);
}

static void authenticate(const struct totp_key *key, const uint8_t *message, size_t length, uint8_t *digest)
{
    struct sha1 sha;
    uint8_t whole[BLOCK] = { 0 };
    if (key->length <= BLOCK) memcpy(whole, key->bytes, key->length);
    else {
        begin(&sha);
        add(&sha, key->bytes, key->length);
        end(&sha, whole);
    }
    begin_padded(&sha, whole, 0x36);
    add(&sha, message, length);
    end(&sha, digest);
    begin_padded(&sha, whole, 0x5c);
    add(&sha, digest, DIGEST);
    end(&sha, digest);
    explicit_bzero(whole, sizeof whole);
}

/* ---- the code ---- */

/* -1: not a letter of base32. */
static int read_letter(char letter)
{
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a';
    return letter >= '2' && letter <= '7' ? letter - '2' + 26 : -1;
}

bool totp_read_key(const char *base32, struct totp_key *key)
{
    uint32_t bits = 0;
    unsigned count = 0;
    bool sound = true;
    *key = (struct totp_key) { 0 };
    for (; *base32 && sound; base32++) {
        if (*base32 == ' ' || *base32 == '=') continue;
        int letter = read_letter(*base32);
        sound = letter >= 0 && key->length < TOTP_KEY;
        if (!sound) break;
        bits = bits << 5 | (uint32_t) letter;
        count += 5;
        if (count < 8) continue;
        count -= 8;
        key->bytes[key->length++] = (uint8_t) (bits >> count);
    }
    if (!sound) explicit_bzero(key, sizeof *key);
    return key->length > 0;
}

void totp_code(const struct totp_key *key, uint64_t step, unsigned digits, char *out)
{
    uint8_t message[8], digest[DIGEST];
    for (unsigned i = 0; i < sizeof message; i++) message[i] = (uint8_t) (step >> (56 - 8 * i));
    authenticate(key, message, sizeof message, digest);
    const uint8_t *at = digest + (digest[DIGEST - 1] & 15);
    uint32_t number = (uint32_t) (at[0] & 0x7f) << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
    out[digits] = 0;
    for (unsigned i = digits; i > 0; i--, number /= 10) out[i - 1] = (char) ('0' + number % 10);
    explicit_bzero(digest, sizeof digest);
}
