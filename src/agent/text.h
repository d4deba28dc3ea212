// SPDX-License-Identifier: MIT
//
// Text of the wire: a growing buffer of bytes, the escapes of its fields, and the way between Java's
// UTF-16 and UTF-8. It is not a line reader and knows no message; wire.c queues it, everything that
// tells something builds it. Needs libc only.

#ifndef AGENT_TEXT_H
#define AGENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// All zero is an empty text. Once memory is refused, is_broken stays set and nothing more is added:
// what was added before is still there. One thread at a time.
struct text {
    char *bytes;            // not terminated
    size_t length;
    size_t capacity;
    bool is_broken;
};

// Adds bytes as they are.
void text_append(struct text *text, const char *bytes, size_t length);

// Adds a formatted piece of at most 511 bytes, a longer one is cut; fields of unknown content do not
// belong here, for nothing is escaped.
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Adds a field from UTF-16, escaped, as UTF-8. Half a surrogate pair becomes U+FFFD. At most three
// bytes come of one unit.
void text_append_utf16(struct text *text, const uint16_t *units, size_t count);

// Adds a field from bytes, escaped; what exceeds max_length is left out.
void text_append_field(struct text *text, const char *bytes, size_t length, size_t max_length);

// Frees the memory; the text is empty again and no longer broken.
void text_finish(struct text *text);

// Takes the escapes out of a terminated string, in place; gives the new length.
size_t text_unescape(char *field);

// UTF-8 to UTF-16. units must hold length of them; gives how many were written. Ill-formed bytes
// become U+FFFD.
size_t text_to_utf16(const char *bytes, size_t length, uint16_t *units);

#endif
