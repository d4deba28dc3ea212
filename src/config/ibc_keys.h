/* SPDX-License-Identifier: MIT
 *
 * The settings of IBC that users may give by its own names, as IBC_<Key>, and that are no settings of ours. The keys and what
 * they may be are those of IBC's user guide.
 */
#ifndef CONFIG_IBC_KEYS_H
#define CONFIG_IBC_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define IBC_PREFIX "IBC_"

struct ibc_key {
    const char *key;
    const char *aliases[2]; /* variables of other images */
    const char *const *choices; /* ended by NULL; NULL: any text */
    bool is_secret; /* then masked, and NAME_FILE works too */
    const char *why_ours; /* gatehouse sets it itself, for this reason; what the user gives is not used */
};

extern const struct ibc_key ibc_keys[];
extern const size_t ibc_keys_count;

/* The row of a key, of exactly that spelling, or NULL. */
const struct ibc_key *ibc_key_find(const char *key);

#endif
