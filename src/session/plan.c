/* SPDX-License-Identifier: MIT */
#include "session/plan.h"

#include "base/schedule.h"

enum { LOGON_PAUSE_S = 60 };

static void consider(struct plan *plan, enum session_plan kind, struct time_of_day time, int weekday, int64_t now)
{
    if (time.minutes < 0) return;
    int64_t at = schedule_next((time_t) now, time.minutes, weekday);
    if (plan->kind == PLAN_NONE || at < plan->at) *plan = (struct plan) { kind, at };
}

struct plan plan_next(const struct config *config, int64_t now)
{
    struct plan plan = { PLAN_NONE, 0 };
    consider(&plan, PLAN_COLD_RESTART, config->cold_restart_time, SCHEDULE_SUNDAY, now);
    /* The gateway knows one or the other: a restart wins, as it does there. */
    if (config->auto_restart_time.minutes >= 0)
        consider(&plan, PLAN_RESTART, config->auto_restart_time, SCHEDULE_DAILY, now);
    else consider(&plan, PLAN_LOGOFF, config->auto_logoff_time, SCHEDULE_DAILY, now);
    return plan;
}

struct plan plan_current(const struct config *config, int64_t now)
{
    struct plan plan = plan_next(config, now - PLAN_LATE_S - 1);
    bool current = plan.kind != PLAN_NONE && plan.at - PLAN_EARLY_S <= now;
    return current ? plan : (struct plan) { PLAN_NONE, 0 };
}

int64_t plan_logon_ms(const struct config *config, int64_t now)
{
    struct time_of_day logon = config->auto_logon_time;
    if (logon.minutes < 0) return LOGON_PAUSE_S * 1000;
    return (schedule_next((time_t) now, logon.minutes, SCHEDULE_DAILY) - now) * 1000;
}
