/* SPDX-License-Identifier: MIT
 *
 * The settings as they would be in force, and what is wrong with them, for people and for programs.
 */
#ifndef CONFIG_EFFECTIVE_H
#define CONFIG_EFFECTIVE_H

#include "base/text.h"
#include "config/config.h"

#include <time.h>

/* A table of all settings: value, where it comes from, what it becomes; then IBC's own, and what is planned. */
void config_print_table(const struct config *config, time_t now, struct text *out);

struct config_findings {
    const struct problems *problems;
    bool ports_checked; /* and the display: false where a gatehouse runs, which holds them itself */
};

/* The same, with what was found wrong, as one JSON object; without the settings if only_findings. */
void config_print_json(const struct config *config, const struct config_findings *findings, time_t now, bool only_findings,
                       struct text *out);

#endif
