/* SPDX-License-Identifier: MIT
 *
 * Reads INI text as supervisord does (Python's RawConfigParser): [SECTION], KEY=VALUE or KEY: VALUE, lines that begin deeper
 * than their key go on with its value, comments begin with ; or # at the start of a line or after a blank. Pure.
 */
#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include <stddef.h>

struct ini_entry {
    const char *section;
    const char *key; /* in lower case; NULL: the section begins here */
    const char *value; /* blanks around it removed; lines joined by \n */
    int line; /* of the key, from 1 */
};

struct ini_reader {
    void *context;
    void (*take)(void *context, const struct ini_entry *entry);
    void (*complain)(void *context, int line, const char *why);
};

/* `text` is ended by NUL and written over; the strings handed out point into it and stay there as long as it does. */
void ini_read(char *text, const struct ini_reader *reader);

#endif
