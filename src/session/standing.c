/* SPDX-License-Identifier: MIT
 *
 * How a session stands with the servers and the calendar: the ledger of its logins, kept on disk, and its plans.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/schedule.h"
#include "base/text.h"
#include "session/install.h"
#include "session/ledger_file.h"

#include <errno.h>
#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLAN_LONGEST_MS = 3600000 /* then the clock is looked at again: it may have been set */ };

/* ---- the ledger ---- */

static void save(struct session *session)
{
    if (ledger_save(&session->ledger, session->facts.settings_dir)) return;
    log_errno("session %s: %s/.session cannot be written: a new container will not know of refused logins", session->name,
              session->facts.settings_dir);
}

static uint16_t settings_of(const struct session *session)
{
    const struct config *config = &session->config;
    const char *parts[] = {
        session->instance == 1 ? config->user_paper : config->user,
        session->instance == 1 ? config->password_paper : config->password, session->paper ? "paper" : "live",
    };
    return fingerprint(session->ledger.key, parts, ARRAY_LENGTH(parts));
}

static void load(struct session *session)
{
    struct ledger *ledger = &session->ledger;
    unsigned budget = (unsigned) session->config.login_budget;
    enum ledger_reading reading = ledger_load(ledger, session->facts.settings_dir);
    if (reading == LEDGER_READ && ledger->settings == settings_of(session)) return;
    if (reading == LEDGER_READ && (ledger->refusals > 0 || ledger->count > 0))
        log_info("session %s: user or password have changed: earlier logins are forgotten", session->name);
    if (reading == LEDGER_DAMAGED)
        log_warning("session %s: %s/.session cannot be read: one login is left, and a person is needed if it is refused",
                    session->name, session->facts.settings_dir);
    ledger_make_key(ledger);
    ledger->settings = settings_of(session);
    if (reading == LEDGER_DAMAGED) ledger_distrust(ledger, budget, clock_wall_s());
    else ledger_forgive(ledger);
    save(session);
}

enum session_event standing_begin(struct session *session, const char **why)
{
    static char text[BOARD_TEXT];
    load(session);
    session->machine.refusals = session->ledger.refusals;
    if (session->ledger.refusals < SESSION_REFUSALS) return EVENT_BEGIN;
    text_print(text, "refused before: %.90s; set it right, or: gatehouse retry", session->ledger.why);
    *why = text;
    return EVENT_BLOCKED;
}

void standing_expect(struct session *session)
{
    int64_t now = clock_wall_s();
    int64_t next = ledger_next(&session->ledger, (unsigned) session->config.login_budget, now);
    session->machine.not_before = next > now ? clock_now_ms() + (next - now) * 1000 : 0;
}

/* Whether this event ends in refused credentials, and a person. */
static bool is_final(enum session_event event)
{
    return event == EVENT_CREDENTIALS_REFUSED || event == EVENT_LOGIN_BACK || event == EVENT_LOCKED_OUT
           || event == EVENT_TOO_MANY_ATTEMPTS;
}

static bool note(struct session *session, enum session_event event)
{
    struct ledger *ledger = &session->ledger;
    bool settled = session->machine.ready_since > 0 && clock_now_ms() - session->machine.ready_since > 600000;
    if (event == EVENT_LOGIN_SUBMITTED) ledger_note_attempt(ledger, clock_wall_s());
    if (event == EVENT_LOGIN_SUBMITTED) return true;
    if (event == EVENT_SECOND_FACTOR_WANTED) return ledger_note_answered(ledger);
    if (event == EVENT_RETRY_WANTED) ledger_forgive(ledger);
    if (event == EVENT_RETRY_WANTED) return true;
    if (session->machine.state == SESSION_READY) return ledger_note_success(ledger, settled);
    return false;
}

void standing_note(struct session *session, enum session_event event)
{
    struct ledger *ledger = &session->ledger;
    const struct machine *machine = &session->machine;
    bool changed = note(session, event);
    bool locked = machine->state == SESSION_NEEDS_HUMAN && (event == EVENT_LOCKED_OUT || event == EVENT_TOO_MANY_ATTEMPTS);
    unsigned refusals = locked ? SESSION_REFUSALS : machine->refusals;
    if (refusals != ledger->refusals) {
        ledger->refusals = refusals;
        if (is_final(event)) text_print(ledger->why, "%s", session->part.reason);
        changed = true;
    }
    if (changed) save(session);
}

void standing_show(struct session *session)
{
    const struct machine *machine = &session->machine;
    struct board_session *part = &session->part;
    bool pausing = machine->pausing && machine->deadline != CLOCK_NEVER;
    part->budget = (uint32_t) session->config.login_budget;
    part->attempts_in_hour = ledger_recent(&session->ledger, clock_wall_s());
    part->next_start_ms = pausing ? clock_wall_ms() + machine->deadline - clock_now_ms() : 0;
    part->plan = session->plan.kind;
    part->plan_ms = session->plan.kind == PLAN_NONE ? 0 : session->plan.at * 1000;
    part->health = session->repair.health;
    part->upstream = session->watch.upstream;
    part->api_latency_ms = (int32_t) session->probe.latency_ms;
}

/* ---- the token ---- */

void standing_drop_token(struct session *session)
{
    char path[PATH_MAX + NAME_MAX + 16];
    struct launch_facts *facts = &session->facts;
    if (!session->cold) return;
    session->cold = false;
    if (!facts->restart[0]) return;
    text_print(path, "%s/%s/autorestart", facts->settings_dir, facts->restart);
    if (unlink(path) < 0) log_errno("session %s: %s cannot be removed", session->name, path);
    log_info("session %s: the token of the earlier login is dropped: a full login follows", session->name);
    facts->restart[0] = 0;
}

/* ---- plans ---- */

void standing_plan(struct session *session)
{
    int64_t now = clock_wall_s();
    struct plan plan = plan_next(&session->config, now);
    bool news = plan.kind != session->plan.kind || plan.at != session->plan.at;
    session->plan = plan;
    if (plan.kind == PLAN_NONE) return;
    int64_t wait = (plan.at - now) * 1000;
    loop_set_timer(&session->loop, &session->plan_timer,
                   clock_now_ms() + (wait < PLAN_LONGEST_MS ? wait : PLAN_LONGEST_MS));
    char when[96] = "";
    struct text text = TEXT_IN(when);
    schedule_add_time(&text, (time_t) plan.at);
    if (news) log_info("session %s: next %s: %s", session->name, session_plan_name(plan.kind), when);
}

void standing_on_plan(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, plan_timer);
    struct plan due = session->plan;
    int64_t now = clock_wall_s();
    bool is_due = due.at <= now && now - due.at < PLAN_LATE_S;
    standing_plan(session);
    if (is_due && due.kind == PLAN_COLD_RESTART) life_step(session, EVENT_COLD_WANTED, "the weekly cold restart");
    report_board(session);
}

bool standing_is_logoff(struct session *session, int status)
{
    struct plan plan = plan_current(&session->config, clock_wall_s());
    if (plan.kind != PLAN_LOGOFF || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return false;
    session->machine.logon_ms = plan_logon_ms(&session->config, clock_wall_s());
    return true;
}
