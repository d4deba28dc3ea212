/* SPDX-License-Identifier: MIT */
#include "session/health.h"

#include <string.h>

enum { STOPPED_TIMES = 2 };

enum session_health health_judge(const struct signs *signs)
{
    if (signs->stopped >= STOPPED_TIMES) return HEALTH_FROZEN;
    if (signs->missed >= PROBE_TIMES) return HEALTH_NO_LISTENER;
    if (signs->queued >= PROBE_TIMES) return HEALTH_WEDGED;
    if (signs->failed >= PROBE_TIMES) return signs->result == PROBE_CLOSED ? HEALTH_CLOSES : HEALTH_SILENT;
    if (signs->watch_failed >= PROBE_TIMES) return HEALTH_SILENT;
    return signs->upstream == UPSTREAM_LOST ? HEALTH_UPSTREAM_LOST : HEALTH_GOOD;
}

bool health_is_lost(enum session_health health)
{
    return health != HEALTH_UNKNOWN && health != HEALTH_GOOD && health != HEALTH_UPSTREAM_LOST;
}

const char *health_sentence(enum session_health health)
{
    switch (health) {
    case HEALTH_UNKNOWN: return "nothing is known of the API";
    case HEALTH_GOOD: return "the API answers";
    case HEALTH_NO_LISTENER: return "the API is silent: nobody listens on its port";
    case HEALTH_FROZEN: return "the gateway is frozen: its process stands still";
    case HEALTH_WEDGED: return "the API is wedged: its listener takes no connections";
    case HEALTH_SILENT: return "the API is silent: it takes connections and does not answer";
    case HEALTH_CLOSES: return "the API sends its clients away";
    case HEALTH_UPSTREAM_LOST: return "the gateway has lost its servers";
    }
    return "?";
}

/* PID (COMM) STATE ...; COMM may hold anything. */
char health_process_state(const char *stat)
{
    const char *end = strrchr(stat, ')');
    return end && end[1] == ' ' ? end[2] : 0;
}
