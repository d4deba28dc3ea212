/* SPDX-License-Identifier: MIT */
#include "relay/hello.h"

#include "base/macros.h"
#include "base/text.h"

#include <string.h>

enum { MARK_LENGTH = 4, HEAD_LENGTH = 8, LEGACY_DIGITS = 4, VERSION_DIGITS = 5 };

static const uint8_t mark[MARK_LENGTH] = { 'A', 'P', 'I', 0 };

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_printable(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

/* Where a number of at most VERSION_DIGITS digits ends; `at` itself when there is none. */
static size_t skip_number(const uint8_t *text, size_t at, size_t length)
{
    size_t end = at;
    while (end < length && end - at < VERSION_DIGITS && is_digit(text[end])) end++;
    return end;
}

/* Whether these bytes are, or begin (`whole` false), `v<digits>[..<digits>][ options]`. */
static bool version_fits(const uint8_t *text, size_t length, bool whole)
{
    if (length == 0) return !whole;
    if (text[0] != 'v') return false;
    size_t at = skip_number(text, 1, length);
    if (at == length) return at > 1 || !whole;
    if (at == 1) return false;
    if (text[at] == '.') {
        if (at + 1 == length) return !whole;
        if (text[at + 1] != '.') return false;
        size_t second = at + 2;
        at = skip_number(text, second, length);
        if (at == length) return at > second || !whole;
        if (at == second) return false;
    }
    if (text[at] != ' ') return false;
    while (at < length && is_printable(text[at])) at++;
    return at == length;
}

static uint32_t text_length(const uint8_t *bytes)
{
    const uint8_t *at = bytes + MARK_LENGTH;
    return (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
}

static enum hello_verdict check_framed(const uint8_t *bytes, size_t length)
{
    size_t compared = length < MARK_LENGTH ? length : MARK_LENGTH;
    if (memcmp(bytes, mark, compared) != 0) return HELLO_OTHER;
    if (length < HEAD_LENGTH) return HELLO_MORE;
    uint32_t expected = text_length(bytes);
    if (expected == 0 || expected > HELLO_TEXT_LIMIT) return HELLO_BAD_LENGTH;
    size_t present = length - HEAD_LENGTH < expected ? length - HEAD_LENGTH : expected;
    bool whole = present == expected;
    if (!version_fits(bytes + HEAD_LENGTH, present, whole)) return HELLO_BAD_VERSION;
    return whole ? HELLO_OK : HELLO_MORE;
}

static enum hello_verdict check_legacy(const uint8_t *bytes, size_t length)
{
    size_t at = 0;
    while (at < length && at < LEGACY_DIGITS && is_digit(bytes[at])) at++;
    if (at == length) return HELLO_MORE;
    return bytes[at] == 0 ? HELLO_OK : HELLO_BAD_VERSION;
}

/* The first letters of the methods people and health checks send; more is not needed to name them in the log. */
static bool looks_like_http(uint8_t first)
{
    return first && strchr("GPHODC", first);
}

enum hello_verdict hello_check(const uint8_t *bytes, size_t length)
{
    enum { TLS_HANDSHAKE = 0x16 };
    if (length == 0) return HELLO_MORE;
    if (bytes[0] == mark[0]) return check_framed(bytes, length);
    if (is_digit(bytes[0])) return check_legacy(bytes, length);
    if (bytes[0] == TLS_HANDSHAKE) return HELLO_TLS;
    return looks_like_http(bytes[0]) ? HELLO_HTTP : HELLO_OTHER;
}

size_t hello_length(const uint8_t *bytes, bool *framed)
{
    *framed = bytes[0] == mark[0];
    return *framed ? HEAD_LENGTH + text_length(bytes) : strlen((const char *) bytes) + 1;
}

void hello_describe(const uint8_t *bytes, char *out, size_t room)
{
    bool framed = bytes[0] == mark[0];
    const char *text = (const char *) bytes + (framed ? HEAD_LENGTH : 0);
    size_t length = framed ? text_length(bytes) : strlen(text);
    text_print_in(out, room, "%.*s", (int) length, text);
}
