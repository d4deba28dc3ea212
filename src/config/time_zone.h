/* SPDX-License-Identifier: MIT
 *
 * Names of the system's time zone database (the package tzdata). Reads files.
 */
#ifndef CONFIG_TIME_ZONE_H
#define CONFIG_TIME_ZONE_H

#include "base/text.h"

#include <stdbool.h>

/* Whether the database has a zone of that name. */
bool time_zone_exists(const char *name);

/* Appends up to three names near to one that is none, separated by " or "; nothing when none is near. */
void time_zone_add_nearest(struct text *out, const char *name);

#endif
