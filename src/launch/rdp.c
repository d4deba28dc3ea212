/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "launch/rdp.h"

#include "base/text.h"

#include <nettle/md4.h>
#include <stdint.h>
#include <string.h>

static void add_unit(struct md4_ctx *hash, uint32_t unit)
{
    const uint8_t bytes[2] = { (uint8_t) unit, (uint8_t) (unit >> 8) };
    md4_update(hash, sizeof bytes, bytes);
}

static void add_character(struct md4_ctx *hash, uint32_t character)
{
    if (character < 0x10000) {
        add_unit(hash, character);
        return;
    }
    add_unit(hash, 0xd800 + ((character - 0x10000) >> 10));
    add_unit(hash, 0xdc00 + ((character - 0x10000) & 0x3ff));
}

/* Of `length` bytes that text_utf8_length has found to be one character. */
static uint32_t decode(const char *text, size_t length)
{
    static const uint8_t first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t character = (uint8_t) text[0] & first_bits[length];
    for (size_t i = 1; i < length; i++) character = character << 6 | ((uint8_t) text[i] & 0x3f);
    return character;
}

void rdp_account(const char *password, char out[RDP_ACCOUNT_SIZE])
{
    struct md4_ctx hash;
    uint8_t digest[MD4_DIGEST_SIZE];
    char digits[2 * MD4_DIGEST_SIZE + 1];
    md4_init(&hash);
    for (size_t length; (length = text_utf8_length(password)) > 0; password += length) add_character(&hash, decode(password, length));
    md4_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        digits[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        digits[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    digits[sizeof digits - 1] = 0;
    text_print_in(out, RDP_ACCOUNT_SIZE, "%s:::%s:::\n", RDP_USER, digits);
}
