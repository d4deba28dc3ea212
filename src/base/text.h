/* SPDX-License-Identifier: MIT
 *
 * Text without allocation: a bounded builder, strict numbers, escaping, the nearest of some words.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Builds a NUL-terminated string in the caller's memory; what does not fit is cut and `cut` is set. */
struct text {
    char *bytes;
    size_t room; /* size of bytes, with the NUL */
    size_t length;
    bool cut;
};

#define TEXT_IN(array) ((struct text) { .bytes = (array), .room = sizeof(array) })

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* As text_add, escaped for the inside of a JSON string, or for HTML and XML text and attributes. The result is valid
 * UTF-8 whatever came in: what is not, and in HTML and XML control characters, becomes U+FFFD. */
void text_add_json(struct text *text, const char *string);
void text_add_html(struct text *text, const char *string);

/* As text_add, of at most `length` characters, "..." where it goes on; occurrences of the strings in `secrets` (ended by
 * NULL), regardless of case, are shown as ***. */
void text_add_masked(struct text *text, const char *string, size_t length, const char *const *secrets);

/* The length of the UTF-8 character a string starts with, 1 to 4; 0 at its end and where none is valid (RFC 3629). */
size_t text_utf8_length(const char *string);

/* snprintf into an array, cut where it does not fit, always terminated. */
#define text_print(array, ...) text_print_in((array), sizeof(array), __VA_ARGS__)
void text_print_in(char *out, size_t room, const char *format, ...) PRINTF_LIKE(3, 4);

bool text_equal(const char *a, const char *b);
bool text_equal_ignoring_case(const char *a, const char *b);
bool text_starts_with(const char *string, const char *start);
bool text_contains_ignoring_case(const char *string, const char *part);

/* A whole decimal number within [minimum, maximum]; false and *value untouched otherwise. No blanks, no plus. */
bool text_parse_number(const char *string, int64_t minimum, int64_t maximum, int64_t *value);

/* A number that differs when bytes differ (FNV-1a): to see a change, not to keep anybody from making two alike. */
uint64_t text_hash(const char *bytes, size_t length);

/* How many single-letter edits lead from one word to the other, regardless of case; words above 63 letters: 64. */
size_t text_distance(const char *a, const char *b);

#endif
