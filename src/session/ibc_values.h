/* SPDX-License-Identifier: MIT
 *
 * Values of the user's IBC_<Key> variables, as they stand in config::ibc: lines of a Java properties file. Pure. What
 * each key means is the business of who asks.
 */
#ifndef SESSION_IBC_VALUES_H
#define SESSION_IBC_VALUES_H

#include <stdbool.h>
#include <stddef.h>

/* Copies the value of `key` (regardless of case) to `out`, cut to `room`. False, and "": it is not given or is empty.
 * `lines` may be NULL. */
bool ibc_value(const char *lines, const char *key, char *out, size_t room);

/* Which of `words` (ended by NULL, at most 8) the value is, regardless of case; -1: not given, or none of them. */
int ibc_value_choice(const char *lines, const char *key, const char *const *words);

/* As IBC reads it: 1 yes or true, 0 no or false, -1 not given or anything else. */
int ibc_value_yes_no(const char *lines, const char *key);

#endif
