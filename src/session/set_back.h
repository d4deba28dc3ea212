/* SPDX-License-Identifier: MIT
 *
 * The time of restart or logoff that stood in the program before a restart by hand replaced it: one line in the settings
 * folder, so that it is set back although another process does it, days later.
 */
#ifndef SESSION_SET_BACK_H
#define SESSION_SET_BACK_H

#include "base/text.h"
#include "session/configuration.h"

/* Pure: the line "HH:MM AM|PM restart|logoff\n" of such wishes, and back. False: it is none. */
void set_back_format(const struct wish wishes[CONFIGURATION_TASKS], struct text *out);
bool set_back_parse(const char *line, struct wish wishes[CONFIGURATION_TASKS]);

/* Each blocks on the disk for a moment. A file that cannot be written is logged; one that cannot be read is none. */
void set_back_keep(const char *settings_dir, const struct wish wishes[CONFIGURATION_TASKS]);
bool set_back_load(const char *settings_dir, struct wish wishes[CONFIGURATION_TASKS]);
void set_back_forget(const char *settings_dir);

#endif
