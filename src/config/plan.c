/* SPDX-License-Identifier: MIT */
#include "config/plan.h"

#include "base/schedule.h"

unsigned config_plan(const struct config *config, time_t now, struct planned plan[PLAN_LIMIT])
{
    const struct {
        const char *what, *setting;
        int minutes, weekday;
    } all[PLAN_LIMIT] = {
        { "daily restart", "AUTO_RESTART_TIME", config->auto_restart_time.minutes, SCHEDULE_DAILY },
        { "daily logoff", "AUTO_LOGOFF_TIME", config->auto_logoff_time.minutes, SCHEDULE_DAILY },
        { "Sunday cold restart", "COLD_RESTART_TIME", config->cold_restart_time.minutes, SCHEDULE_SUNDAY },
    };
    unsigned count = 0;
    for (unsigned i = 0; i < PLAN_LIMIT; i++) {
        if (all[i].minutes < 0) continue;
        plan[count++] = (struct planned) {
            all[i].what, all[i].setting, schedule_next(now, all[i].minutes, all[i].weekday)
        };
    }
    return count;
}

void config_describe_plan(const struct config *config, time_t now, struct text *out)
{
    struct planned plan[PLAN_LIMIT];
    unsigned count = config_plan(config, now, plan);
    text_format(out, "schedule in %s:", config->time_zone);
    for (unsigned i = 0; i < count; i++) {
        text_format(out, "%s next %s ", i ? ";" : "", plan[i].what);
        schedule_add_time(out, plan[i].when);
    }
    if (count == 0) text_add(out, " no restart and no logoff is set");
}
