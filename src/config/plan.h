/* SPDX-License-Identifier: MIT
 *
 * What the settings have planned: when the daily restart or logoff and the Sunday cold restart come next.
 */
#ifndef CONFIG_PLAN_H
#define CONFIG_PLAN_H

#include "base/text.h"
#include "config/config.h"

#include <time.h>

enum { PLAN_LIMIT = 3 };

struct planned {
    const char *what, *setting;
    time_t when;
};

/* Fills `plan` with what is set, in the order of the table, and returns how many there are. The process's time zone must
 * be the user's: schedule_use_zone. */
unsigned config_plan(const struct config *config, time_t now, struct planned plan[PLAN_LIMIT]);

/* Appends the sentence for the log at start: each of them in the user's zone and in UTC. */
void config_describe_plan(const struct config *config, time_t now, struct text *out);

#endif
