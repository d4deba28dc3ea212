/* SPDX-License-Identifier: MIT
 *
 * supervisord's expansions in values: %(program_name)s, %(process_num)02d, %(ENV_HOME)s; %% is a percent sign. Pure.
 */
#ifndef CONFIG_EXPAND_H
#define CONFIG_EXPAND_H

#include "base/macros.h"
#include "base/text.h"

struct expansion {
    const char *name;
    const char *text; /* NULL: it is a number */
    int number;
};

struct expansions {
    const struct expansion *list;
    size_t count;
    const char *const *environment; /* NAME=VALUE, ended by NULL: what %(ENV_NAME)s means */
};

/* Appends the expanded value. False with a sentence's end in `why` ("names %(x)s, which …"). */
bool expand(const char *value, const struct expansions *expansions, struct text *out, char *why, size_t why_room) MUST_CHECK;

#endif
