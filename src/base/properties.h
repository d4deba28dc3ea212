/* SPDX-License-Identifier: MIT
 *
 * Text in the form that java.util.Properties.load(InputStream) reads: ISO-8859-1, backslash escapes, \uXXXX for the rest.
 * Pure. Protocol facts: the documentation of java.util.Properties.
 */
#ifndef BASE_PROPERTIES_H
#define BASE_PROPERTIES_H

#include "base/macros.h"
#include "base/text.h"

#include <stdbool.h>

/* Each byte of a value becomes at most this many, so that a caller can size its memory. */
enum { PROPERTIES_GROWTH = 6 };

/* Appends value, which is UTF-8, escaped so that Properties.load gives exactly it back; the result is printable ASCII in one
 * line. False, with out as it was, when value is not valid UTF-8. When it does not fit: true, and out->cut. */
bool properties_add(struct text *out, const char *value) MUST_CHECK;

/* Appends the line "key=value\n", both escaped, as properties_add. */
bool properties_add_line(struct text *out, const char *key, const char *value) MUST_CHECK;

/* Appends what properties_add made into `value` of, back to UTF-8; ends at the line's end. An escape that properties_add does not
 * make stands for the character behind the backslash. */
void properties_read(struct text *out, const char *value);

/* Why a reader of such a file that also trims its values, as IBC does, would not get exactly this value: a sentence's end
 * such as "ends with a blank, …". NULL: it would. The string is constant. */
const char *properties_objection(const char *value);

#endif
