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
