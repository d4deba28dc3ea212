/* SPDX-License-Identifier: MIT */
#include "session/repair.h"

#include "base/clock.h"
#include "base/macros.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, WINDOW_MS = 6 * 60 * MINUTE, ROWS = 6 };

/* So many in WINDOW_MS. */
static const unsigned limits[REPAIR_STEPS] = {
    [REPAIR_WAKE] = 3, [REPAIR_RECONNECT_DATA] = 3, [REPAIR_RECONNECT_ACCOUNT] = 3, [REPAIR_RESTART] = 3, [REPAIR_COLD] = 2
};

/* What is tried how long after it was noticed. A restart makes a new JVM: what is in the way of that one is counted from then.
 * Servers that are away come back by themselves, mostly at night, and no restart brings them: patience. */
static const struct {
    int64_t after_ms;
    enum repair_step step;
} treatment[][ROWS] = {
    [HEALTH_UNKNOWN] = { { 0, REPAIR_NONE } },
    [HEALTH_GOOD] = { { 0, REPAIR_NONE } },
    [HEALTH_NO_LISTENER] = { { 30 * SECOND, REPAIR_RESTART }, { 5 * MINUTE, REPAIR_COLD } },
    [HEALTH_FROZEN] = { { 0, REPAIR_WAKE }, { 20 * SECOND, REPAIR_RESTART } },
    [HEALTH_WEDGED] = { { 30 * SECOND, REPAIR_RESTART }, { 5 * MINUTE, REPAIR_COLD } },
    [HEALTH_SILENT] = { { 30 * SECOND, REPAIR_RESTART }, { 5 * MINUTE, REPAIR_COLD } },
    [HEALTH_CLOSES] = { { 30 * SECOND, REPAIR_RESTART }, { 5 * MINUTE, REPAIR_COLD } },
    [HEALTH_UPSTREAM_LOST] = { { 5 * MINUTE, REPAIR_RECONNECT_DATA }, { 10 * MINUTE, REPAIR_RECONNECT_ACCOUNT },
                               { 30 * MINUTE, REPAIR_RESTART }, { 120 * MINUTE, REPAIR_RESTART } },
};

static int64_t hastened(const struct repair *repair, int64_t ms)
{
    return repair->haste > 1 ? ms / repair->haste : ms;
}

static bool is_ill(enum session_health health)
{
    return health != HEALTH_GOOD && health != HEALTH_UNKNOWN;
}

static enum repair_step due_step(const struct repair *repair)
{
    bool over = repair->next >= ROWS || repair->given_up || !is_ill(repair->health);
    return over ? REPAIR_NONE : treatment[repair->health][repair->next].step;
}

int64_t repair_deadline(const struct repair *repair)
{
    if (due_step(repair) == REPAIR_NONE) return CLOCK_NEVER;
    return repair->since + hastened(repair, treatment[repair->health][repair->next].after_ms);
}

/* A step that was taken too often becomes the next stronger one. */
static enum repair_step limited(struct repair *repair, enum repair_step step)
{
    while (step < REPAIR_GIVE_UP && repair->done[step] >= limits[step]) step++;
    repair->done[step]++;
    if (step == REPAIR_GIVE_UP) repair->given_up = true;
    return step;
}

enum repair_step repair_look(struct repair *repair, enum session_health health, int64_t now)
{
    if (now - repair->window_since >= hastened(repair, WINDOW_MS)) {
        bool given_up = repair->given_up && is_ill(health) && health == repair->health;
        *repair = (struct repair) { .haste = repair->haste, .health = repair->health, .since = repair->since,
                                    .next = repair->next, .window_since = now, .given_up = given_up };
    }
    if (health != repair->health) {
        repair->health = health;
        repair->since = now;
        repair->next = 0;
        repair->given_up = false;
    }
    if (now < repair_deadline(repair)) return REPAIR_NONE;
    enum repair_step step = due_step(repair);
    if (step == REPAIR_NONE) return REPAIR_NONE;
    repair->next++;
    return limited(repair, step);
}

void repair_forgive(struct repair *repair)
{
    *repair = (struct repair) { .haste = repair->haste };
}

const char *repair_step_name(enum repair_step step)
{
    static const char *const names[REPAIR_STEPS] = {
        [REPAIR_NONE] = "nothing", [REPAIR_WAKE] = "waking it",
        [REPAIR_RECONNECT_DATA] = "reconnecting its data", [REPAIR_RECONNECT_ACCOUNT] = "reconnecting its account",
        [REPAIR_RESTART] = "restarting it", [REPAIR_COLD] = "restarting it with a full login",
        [REPAIR_GIVE_UP] = "giving up",
    };
    return names[step];
}
