/* SPDX-License-Identifier: MIT
 *
 * The keys of supervisord's sections: one table for each section, and how a value becomes a member.
 */
#ifndef CONFIG_PROGRAM_KEYS_H
#define CONFIG_PROGRAM_KEYS_H

#include "config/programs.h"

enum program_key_kind {
    PROGRAM_KEY_TEXT,
    PROGRAM_KEY_PATH,
    PROGRAM_KEY_COMMAND,
    PROGRAM_KEY_ENVIRONMENT,
    PROGRAM_KEY_NUMBER,
    PROGRAM_KEY_BYTES,
    PROGRAM_KEY_YES_NO,
    PROGRAM_KEY_AUTORESTART,
    PROGRAM_KEY_EXITCODES,
    PROGRAM_KEY_SIGNAL,
    PROGRAM_KEY_LOG,
    PROGRAM_KEY_UMASK,
    PROGRAM_KEY_NEEDS,
    PROGRAM_KEY_ACCEPTED, /* means nothing here, and does no harm */
    PROGRAM_KEY_OFF, /* what it would switch on is not there: only 0, false and the like */
};

struct program_key {
    const char *name;
    enum program_key_kind kind;
    size_t offset; /* of the member */
    int minimum, maximum;
    const char *example;
};

/* The keys of a section as they stand in the file ("program" for [program:NAME]), ended by one without a name; NULL when
 * nobody knows such a section. */
const struct program_key *program_keys_of(const char *section);

/* True for sections that only a file for `init -c` may have. */
bool program_section_is_servers(const char *section);

const struct program_key *program_key_find(const struct program_key *keys, const char *name);

/* The name of the table that resembles this one most; NULL: none does. */
const char *program_key_nearest(const struct program_key *keys, const char *name);

/* Sets the member of `target` (struct user_program or struct program_server); strings go into the region. NULL, or what is wrong
 * with the value: a fixed text, or one that holds until the next call. */
const char *program_key_set(const struct program_key *key, const char *value, void *target, struct region *region);

#endif
