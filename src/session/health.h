/* SPDX-License-Identifier: MIT
 *
 * What a running session is ill with, from all that is known of it. Pure.
 */
#ifndef SESSION_HEALTH_H
#define SESSION_HEALTH_H

#include "control/board.h"
#include "session/probe.h"

#include <stddef.h>

struct signs {
    unsigned stopped; /* looks in a row at which the process of java stood still */
    unsigned missed, queued; /* as in struct probe */
    unsigned failed;
    enum probe_result result;
    unsigned watch_failed; /* as in struct api_watch */
    enum session_upstream upstream;
};

/* The first that explains the others. */
enum session_health health_judge(const struct signs *signs);

/* True for what keeps clients from the API. */
bool health_is_lost(enum session_health health);

/* A sentence for people. */
const char *health_sentence(enum session_health health);

/* The letter of the state in the text of /proc/PID/stat; 0 when it is none. */
char health_process_state(const char *stat);

#endif
