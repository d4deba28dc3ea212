/* SPDX-License-Identifier: MIT
 *
 * Looking after a java that is logged in: at each look of the probe, what it is ill with, and what is done about it.
 */
#define _GNU_SOURCE
#include "session/life.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "session/health.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* ---- signs ---- */

static bool is_stopped(pid_t pid)
{
    char path[32], stat[512];
    text_print(path, "/proc/%d/stat", (int) pid);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, stat, sizeof stat - 1);
    if (n <= 0) return false;
    stat[n] = 0;
    char state = health_process_state(stat);
    return state == 'T' || state == 't';
}

/* Only a session that has been ready, or should be, can be ill. */
bool care_is_due(const struct session *session)
{
    const struct machine *machine = &session->machine;
    bool running = session->java != 0 && session->ending == ENDING_NONE;
    bool loaded = machine->state == SESSION_LOADING && (machine->has_served || session->overdue);
    return running && (machine->state == SESSION_READY || loaded);
}

static enum session_health judge(struct session *session)
{
    const struct probe *probe = &session->probe;
    session->stopped = is_stopped(session->java) ? session->stopped + 1 : 0;
    struct signs signs = {
        .stopped = session->stopped, .missed = probe->missed, .queued = probe->queued, .failed = probe->failed,
        .result = probe->result, .watch_failed = session->watch.failed, .upstream = session->watch.upstream,
    };
    return health_judge(&signs);
}

/* ---- treatment ---- */

static void begin_restart(struct session *session, bool cold, const char *why)
{
    session->cold = session->cold || cold;
    life_step(session, cold ? EVENT_REPAIR_COLD : EVENT_REPAIR, why);
}

static void reconnect(struct session *session, enum driver_connection connection)
{
    const struct driver_kind *kind = session->kind;
    if (kind->reconnect && kind->reconnect(session->driver, connection)) return;
    log_info("session %s: it cannot be told to reconnect now", session->name);
}

static void treat(struct session *session, enum repair_step step)
{
    const char *why = health_sentence(session->repair.health);
    if (step == REPAIR_NONE) return;
    log_warning("session %s: %s: %s", session->name, why, repair_step_name(step));
    switch (step) {
    case REPAIR_NONE:
    case REPAIR_STEPS: break;
    case REPAIR_WAKE: java_signal(session->java, SIGCONT); break;
    case REPAIR_RECONNECT_DATA: reconnect(session, CONNECTION_DATA); break;
    case REPAIR_RECONNECT_ACCOUNT: reconnect(session, CONNECTION_ACCOUNT); break;
    case REPAIR_RESTART: begin_restart(session, false, why); break;
    case REPAIR_COLD: begin_restart(session, true, why); break;
    case REPAIR_GIVE_UP: life_step(session, EVENT_GIVEN_UP, why); break;
    }
}

static void tell_health(struct session *session, enum session_health before)
{
    enum session_health health = session->repair.health;
    if (health == before) return;
    if (health != HEALTH_UNKNOWN && before != HEALTH_UNKNOWN)
        log_info("session %s: health: %s -> %s", session->name, session_health_name(before), session_health_name(health));
    bool lost = health_is_lost(health) && session->machine.state == SESSION_READY;
    if (lost) life_step(session, EVENT_API_SILENT, health_sentence(health));
    else report_board(session);
}

static void look_after(struct session *session)
{
    enum session_health before = session->repair.health;
    bool planned = plan_current(&session->config, clock_wall_s()).kind != PLAN_NONE;
    enum session_health health = care_is_due(session) && !planned ? judge(session) : HEALTH_UNKNOWN;
    enum repair_step step = repair_look(&session->repair, health, clock_now_ms());
    tell_health(session, before);
    report_upstream(session);
    treat(session, step);
}

void care_on_look(struct probe *probe)
{
    look_after(CONTAINER_OF(probe, struct session, probe));
}

void care_on_news(struct api_watch *watch)
{
    struct session *session = CONTAINER_OF(watch, struct session, watch);
    if (care_is_due(session)) look_after(session);
}

void care_follow(struct session *session)
{
    bool due = care_is_due(session);
    if (!due) session->stopped = 0;
    if (!due && session->repair.health != HEALTH_UNKNOWN) repair_look(&session->repair, HEALTH_UNKNOWN, clock_now_ms());
    api_watch_want(&session->watch, due);
}
