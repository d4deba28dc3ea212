/* SPDX-License-Identifier: MIT
 *
 * All names that mean something to gatehouse: of settings, their aliases, their files, IBC's keys. Pure.
 */
#ifndef CONFIG_NAMES_H
#define CONFIG_NAMES_H

#include "config/settings.h"

/* The names of a setting: its own for n = 0, then its aliases; NULL after the last. */
const char *setting_name(const struct setting *setting, unsigned n);

/* Whether a NAME=VALUE string, or a NAME, is that of a setting, or of its file if it is a secret. */
bool name_is_setting(const char *entry);

/* Whether it is a name of ours, of a SIMULATOR_… variable, or of a setting of IBC that we have heard of. */
bool name_is_known(const char *entry);

/* Whether a NAME=VALUE string is for us: known, or some other IBC_… variable. */
bool name_is_ours(const char *entry);

/* Whether NAME is NAME_FILE of a setting that is no secret, and so cannot come from a file. */
bool name_is_file_of_no_secret(const char *name);

/* The known name that a name of none resembles, or NULL. Stays valid until the next call. */
const char *name_nearest(const char *name);

#endif
