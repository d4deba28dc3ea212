// SPDX-License-Identifier: MIT
//
// Text of the wire: see text.h. Called by all of the agent that tells something, on any thread.

#include "agent/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_TEXT = 16 << 20,    // bytes; far above what a message or the queue may have
    LARGEST_FORMAT = 512,
    REPLACEMENT = 0xFFFD,       // what stands for ill-formed input
};

static bool is_high_surrogate(unsigned unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low_surrogate(unsigned unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

// ---- building ----

static bool text_reserve(struct text *text, size_t length)
{
    if (text->is_broken)
        return false;
    if (text->capacity - text->length >= length)
        return true;

    size_t capacity = (text->capacity + length + 512) * 2;
    char *bytes = capacity < LARGEST_TEXT ? realloc(text->bytes, capacity) : NULL;
    if (!bytes) {
        text->is_broken = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void text_append(struct text *text, const char *bytes, size_t length)
{
    if (length == 0 || !text_reserve(text, length))
        return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void text_format(struct text *text, const char *format, ...)
{
    char piece[LARGEST_FORMAT];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length <= 0)
        return;
    bool fits = (size_t)length < sizeof piece;
    text_append(text, piece, fits ? (size_t)length : sizeof piece - 1);
}

void text_finish(struct text *text)
{
    free(text->bytes);
    *text = (struct text){ 0 };
}

// ---- fields ----

// What is written for a character that may not stand in a field; NULL for all others.
static const char *escape_of(unsigned character)
{
    if (character == '\\')
        return "\\\\";
    if (character == '\n')
        return "\\n";
    if (character == '\t')
        return "\\t";
    if (character == '\r')
        return "\\r";
    return character < 32 || character == 127 ? " " : NULL;
}

static size_t encode_utf8(char *bytes, unsigned character)
{
    if (character < 0x80) {
        bytes[0] = (char)character;
        return 1;
    }
    size_t length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned lead[] = { [2] = 0xC0, [3] = 0xE0, [4] = 0xF0 };
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    bytes[0] = (char)(lead[length] | character);
    return length;
}

static void append_character(struct text *text, unsigned character)
{
    char bytes[4];
    const char *escape = escape_of(character);
    if (escape)
        text_append(text, escape, strlen(escape));
    else
        text_append(text, bytes, encode_utf8(bytes, character));
}

void text_append_utf16(struct text *text, const uint16_t *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned character = units[i];
        if (is_high_surrogate(character) && i + 1 < count && is_low_surrogate(units[i + 1])) {
            character = 0x10000 + ((character - 0xD800) << 10) + (units[i + 1] - 0xDC00u);
            i++;
        } else if (is_high_surrogate(character) || is_low_surrogate(character)) {
            character = REPLACEMENT;
        }
        append_character(text, character);
    }
}

void text_append_field(struct text *text, const char *bytes, size_t length, size_t max_length)
{
    for (size_t i = 0; i < length && i < max_length; i++) {
        const char *escape = escape_of((unsigned char)bytes[i]);
        if (escape)
            text_append(text, escape, strlen(escape));
        else
            text_append(text, bytes + i, 1);
    }
}

size_t text_unescape(char *field)
{
    char *out = field;
    for (const char *in = field; *in; in++) {
        if (*in != '\\' || !in[1]) {
            *out++ = *in;
            continue;
        }
        in++;
        *out++ = (char)(*in == 'n' ? '\n' : *in == 't' ? '\t' : *in == 'r' ? '\r' : *in);
    }
    *out = '\0';
    return (size_t)(out - field);
}

// ---- UTF-8 to UTF-16 ----

// How many bytes follow a first byte; -1 if none may begin so.
static int bytes_after(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xC2 && first < 0xE0)
        return 1;
    if (first >= 0xE0 && first < 0xF0)
        return 2;
    return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

// Decodes the character at *at and moves on behind it.
static unsigned decode_utf8(const char *bytes, size_t length, size_t *at)
{
    static const unsigned smallest[] = { 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)bytes[(*at)++];
    int more = bytes_after(first);
    if (more < 0)
        return REPLACEMENT;

    unsigned character = more == 0 ? first : first & (0x3Fu >> more);
    for (int i = 0; i < more; i++) {
        if (*at == length || ((unsigned char)bytes[*at] & 0xC0) != 0x80)
            return REPLACEMENT;
        character = character << 6 | ((unsigned char)bytes[(*at)++] & 0x3F);
    }
    bool is_surrogate = is_high_surrogate(character) || is_low_surrogate(character);
    if (is_surrogate || character > 0x10FFFF || character < smallest[more])
        return REPLACEMENT;
    return character;
}

size_t text_to_utf16(const char *bytes, size_t length, uint16_t *units)
{
    size_t count = 0;
    for (size_t at = 0; at < length;) {
        unsigned character = decode_utf8(bytes, length, &at);
        if (character >= 0x10000) {
            character -= 0x10000;
            units[count++] = (uint16_t)(0xD800 + (character >> 10));
            character = 0xDC00 + (character & 0x3FF);
        }
        units[count++] = (uint16_t)character;
    }
    return count;
}
