/* SPDX-License-Identifier: MIT */
#include "base/properties.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_ASTRAL = 0x10000 };

static uint32_t decode(const char *bytes, size_t length)
{
    static const unsigned char first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t character = (unsigned char) bytes[0] & first[length];
    for (size_t i = 1; i < length; i++) character = character << 6 | ((unsigned char) bytes[i] & 0x3f);
    return character;
}

/* As UTF-16, for that is what \uXXXX stands for. */
static void add_escape(struct text *out, uint32_t character)
{
    if (character < FIRST_ASTRAL) {
        text_format(out, "\\u%04X", character);
        return;
    }
    character -= FIRST_ASTRAL;
    text_format(out, "\\u%04X\\u%04X", 0xd800 + (character >> 10), 0xdc00 + (character & 0x3ff));
}

/* `special`: what ends a key and so needs a backslash in one; in a value only its first blank does. */
static void add_character(struct text *out, const char *at, size_t length, const char *special)
{
    bool is_plain = length == 1 && *at > 0x20 && *at < 0x7f;
    if (is_plain || *at == ' ') {
        if (*at == '\\' || strchr(special, *at)) text_add(out, "\\");
        text_add_bytes(out, at, 1);
    } else if (*at == '\t') text_add(out, "\\t");
    else if (*at == '\n') text_add(out, "\\n");
    else if (*at == '\r') text_add(out, "\\r");
    else if (*at == '\f') text_add(out, "\\f");
    else add_escape(out, decode(at, length));
}

static bool is_utf8(const char *string)
{
    size_t length = text_utf8_length(string);
    for (; length > 0; length = text_utf8_length(string)) string += length;
    return !*string;
}

static void add_part(struct text *out, const char *string, const char *special, const char *special_later)
{
    while (*string) {
        size_t length = text_utf8_length(string);
        add_character(out, string, length, special);
        string += length;
        special = special_later;
    }
}

bool properties_add(struct text *out, const char *value)
{
    if (!is_utf8(value)) return false;
    add_part(out, value, " ", "");
    return true;
}

bool properties_add_line(struct text *out, const char *key, const char *value)
{
    if (!is_utf8(key) || !is_utf8(value)) return false;
    add_part(out, key, " =:#!", " =:#!");
    text_add(out, "=");
    add_part(out, value, " ", "");
    text_add(out, "\n");
    return true;
}

/* ---- reading ---- */

static void add_utf8(struct text *out, uint32_t character)
{
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    unsigned length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < FIRST_ASTRAL ? 3 : 4;
    char bytes[4];
    for (unsigned i = length; i-- > 1; character >>= 6) bytes[i] = (char) (0x80 | (character & 0x3f));
    bytes[0] = (char) (first[length] | character);
    text_add_bytes(out, bytes, length);
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;
    return at ? (int) (at - digits) : -1;
}

/* The four digits behind \u; -1 when they are not there. */
static int32_t read_unit(const char *at)
{
    int32_t unit = 0;
    if (at[0] != '\\' || at[1] != 'u') return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* One escape; gives what follows it. */
static const char *read_escape(struct text *out, const char *at)
{
    enum { UNIT = 6 };
    static const char named[] = "tnrf", meant[] = "\t\n\r\f";
    int32_t unit = read_unit(at), low = unit >= 0xd800 && unit < 0xdc00 ? read_unit(at + UNIT) : -1;
    const char *name = at[1] ? strchr(named, at[1]) : NULL;
    if (low >= 0xdc00 && low < 0xe000) {
        add_utf8(out, FIRST_ASTRAL + ((uint32_t) (unit - 0xd800) << 10) + (uint32_t) (low - 0xdc00));
        return at + 2 * UNIT;
    }
    if (unit > 0) {
        add_utf8(out, (uint32_t) unit);
        return at + UNIT;
    }
    if (!at[1] || at[1] == '\n') return at + 1;
    text_add_bytes(out, name ? &meant[name - named] : at + 1, 1);
    return at + 2;
}

void properties_read(struct text *out, const char *value)
{
    while (*value && *value != '\n') {
        if (*value == '\\') value = read_escape(out, value);
        else text_add_bytes(out, value++, 1);
    }
}

/* What String.trim() takes away. */
static bool is_trimmed(char c)
{
    return (unsigned char) c <= ' ';
}

const char *properties_objection(const char *value)
{
    size_t length = strlen(value);
    if (!is_utf8(value)) return "is not valid UTF-8";
    if (length > 0 && is_trimmed(value[0])) return "begins with a blank, which IBC drops";
    if (length > 0 && is_trimmed(value[length - 1])) return "ends with a blank, which IBC drops";
    return NULL;
}
