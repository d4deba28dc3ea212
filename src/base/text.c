/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    if (text->room == 0) return;
    size_t left = text->room - 1 - text->length;
    if (length > left) {
        length = left;
        text->cut = true;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_format(struct text *text, const char *format, ...)
{
    if (text->room == 0) return;
    size_t left = text->room - text->length;
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text->bytes + text->length, left, format, arguments);
    va_end(arguments);
    if (n < 0) return;
    text->cut |= (size_t) n >= left;
    text->length += (size_t) n < left ? (size_t) n : left - 1;
}

size_t text_utf8_length(const char *string)
{
    const unsigned char *at = (const unsigned char *) string;
    unsigned char least = 0x80, most = 0xbf; /* of the second byte: no overlong form, no surrogate, no U+110000 */
    if (at[0] < 0x80) return at[0] ? 1 : 0;
    if (at[0] < 0xc2 || at[0] > 0xf4) return 0;
    if (at[0] == 0xe0) least = 0xa0;
    if (at[0] == 0xed) most = 0x9f;
    if (at[0] == 0xf0) least = 0x90;
    if (at[0] == 0xf4) most = 0x8f;
    if (at[1] < least || at[1] > most) return 0;
    size_t length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return length;
}

/* One character, or U+FFFD for one byte that belongs to none. Returns how many bytes were taken. */
static size_t add_character(struct text *text, const char *string)
{
    size_t length = text_utf8_length(string);
    if (length > 0) text_add_bytes(text, string, length);
    else text_add(text, "\xef\xbf\xbd");
    return length > 0 ? length : 1;
}

void text_add_json(struct text *text, const char *string)
{
    while (*string) {
        unsigned char c = (unsigned char) *string;
        bool plain = c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
        if (c == '"' || c == '\\') text_format(text, "\\%c", c);
        else if (!plain) text_format(text, "\\u%04x", c);
        string += plain ? add_character(text, string) : 1;
    }
}

static const char *html_entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static bool is_control(char c)
{
    return ((unsigned char) c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

void text_add_html(struct text *text, const char *string)
{
    while (*string) {
        const char *entity = is_control(*string) ? "\xef\xbf\xbd" : html_entity(*string);
        if (entity) text_add(text, entity);
        string += entity ? 1 : add_character(text, string);
    }
}

static size_t secret_at(const char *string, const char *const *secrets)
{
    for (; *secrets; secrets++) {
        size_t length = strlen(*secrets);
        if (length > 0 && strncasecmp(string, *secrets, length) == 0) return length;
    }
    return 0;
}

void text_add_masked(struct text *text, const char *string, size_t length, const char *const *secrets)
{
    for (size_t shown = 0; *string && shown < length; shown++) {
        size_t secret = secret_at(string, secrets);
        if (secret > 0) text_add(text, "***");
        else text_add_bytes(text, string, 1);
        string += secret > 0 ? secret : 1;
    }
    if (*string) text_add(text, "...");
}

void text_print_in(char *out, size_t room, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(out, room, format, arguments) < 0 && room > 0) out[0] = 0;
    va_end(arguments);
}

bool text_equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

bool text_equal_ignoring_case(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

bool text_starts_with(const char *string, const char *start)
{
    return strncmp(string, start, strlen(start)) == 0;
}

bool text_contains_ignoring_case(const char *string, const char *part)
{
    return strcasestr(string, part) != NULL;
}

bool text_parse_number(const char *string, int64_t minimum, int64_t maximum, int64_t *value)
{
    bool negative = *string == '-';
    const char *at = negative ? string + 1 : string;
    int64_t n = 0;
    if (!*at) return false;
    for (; *at; at++) {
        if (!isdigit((unsigned char) *at)) return false;
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *at - '0', &n)) return false;
    }
    if (negative) n = -n;
    if (n < minimum || n > maximum) return false;
    *value = n;
    return true;
}

uint64_t text_hash(const char *bytes, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char) bytes[i]) * 0x100000001b3;
    return hash;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t text_distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1];
    size_t columns = strlen(b);
    if (strlen(a) > LONGEST || columns > LONGEST) return LONGEST + 1;
    for (size_t i = 0; i <= columns; i++) row[i] = i;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < columns; j++) {
            bool same = tolower((unsigned char) a[i]) == tolower((unsigned char) b[j]);
            size_t cost = smallest(row[j] + 1, row[j + 1] + 1, diagonal + (same ? 0 : 1));
            diagonal = row[j + 1];
            row[j + 1] = cost;
        }
    }
    return row[columns];
}
