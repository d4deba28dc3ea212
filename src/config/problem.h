/* SPDX-License-Identifier: MIT
 *
 * What is wrong with what the user gave: collected, then shown all together.
 */
#ifndef CONFIG_PROBLEM_H
#define CONFIG_PROBLEM_H

#include "base/macros.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The exit status for bad settings, as EX_CONFIG of sysexits.h. */
enum { EXIT_BAD_SETTINGS = 78 };

enum { PROBLEMS_ROOM = 16384 };

struct problems {
    unsigned count;
    size_t length, fields_length;
    char lines[PROBLEMS_ROOM]; /* for people, a line each */
    char fields[PROBLEMS_ROOM]; /* the same for programs: name, given, why and example, each ended by NUL */
};

/* One problem: the variable, what was given (NULL: nothing; secrets come masked from the caller), why it is wrong, and
 * an example of what is right (NULL: none). Never fails; beyond the room only the count grows. */
void problem_add(struct problems *problems, const char *name, const char *given, const char *example,
                 const char *why, ...) PRINTF_LIKE(5, 6);

/* Whether one of that name has been added: what is found out after it about the same variable may be about its default. */
bool problem_told(const struct problems *problems, const char *name) MUST_CHECK;

/* Writes them to standard error: "gatehouse: 2 problems in the settings", what follows of it, and a line each. */
void problems_print(const struct problems *problems, const char *consequence);

/* Appends a JSON array of objects with the keys name, given (null: nothing), why and example (null: none). */
void problems_add_json(const struct problems *problems, struct text *out);

#endif
