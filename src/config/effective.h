/* SPDX-License-Identifier: MIT
 *
 * `gatehouse config`: the settings as they would be in force, or only what is wrong with them.
 */
#ifndef CONFIG_EFFECTIVE_H
#define CONFIG_EFFECTIVE_H

#include "base/text.h"
#include "config/config.h"

#include <time.h>

/* A table of all settings: value, where it comes from, what it becomes; then IBC's own, and what is planned. */
void config_print_table(const struct config *config, time_t now, struct text *out);

/* The same, with what is wrong, as one JSON object; without the settings if only_problems. */
void config_print_json(const struct config *config, const struct problems *problems, time_t now, bool only_problems,
                       struct text *out);

/* `gatehouse config [--check] [--json]`, on the process's own environment. Returns the exit status: 0, 78 when there is a
 * problem, 2 for wrong usage. */
int config_main(int argc, char **argv);

#endif
