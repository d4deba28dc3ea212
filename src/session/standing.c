/* SPDX-License-Identifier: MIT
 *
 * How a session stands with the servers and the calendar: the ledger of its logins, kept on disk, and its plans.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/schedule.h"
#include "base/text.h"
#include "control/notification.h"
#include "session/install.h"
#include "session/ledger_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    STOP_KEEPS_S = 90, /* the gateway restarts at a full minute, and all the rest */
    STOP_KEEPS_LEAST_MS = 80000, /* of that: what must be left when it begins, since others may have been stopped before */
    PLAN_LONGEST_MS = 3600000, /* then the clock is looked at again: it may have been set */
    WAIT_MARGIN_S = 5 /* beyond what the servers said to wait */
};

/* ---- stopping ---- */

int64_t standing_stop_left(const struct session *session)
{
    struct board_init init;
    board_read_init(session->board, &init);
    if (!init.stopping) return CLOCK_NEVER;
    return init.stop_by_ms - clock_now_ms();
}

static bool container_stops(const struct session *session)
{
    return standing_stop_left(session) != CLOCK_NEVER;
}

/* A login that took a person is worth the minute that its token takes, if there is that minute, and windows to ask in. */
bool standing_keeps_login(const struct session *session)
{
    int64_t left = standing_stop_left(session);
    bool has_time = left == CLOCK_NEVER || (session->config.stop_grace >= STOP_KEEPS_S && left >= STOP_KEEPS_LEAST_MS);
    bool can = session->logged_in_at && !session->stuck && session->repair.health != HEALTH_FROZEN;
    return session->worth_keeping && has_time && can;
}

static void mark_path(const struct session *session, char *path, size_t room)
{
    text_print_in(path, room, "%s/.stopping", session->facts.settings_dir);
}

void standing_mark_stop(struct session *session, bool under_way)
{
    char path[PATH_MAX];
    mark_path(session, path, sizeof path);
    if (!under_way) unlink(path);
    if (!under_way || !container_stops(session)) return;
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) log_errno("session %s: %s cannot be written", session->name, path);
}

static void tell_of_cut_stop(struct session *session)
{
    char path[PATH_MAX], words[NOTIFICATION_TEXT];
    int grace = session->config.stop_grace > STOP_KEEPS_S ? session->config.stop_grace : STOP_KEEPS_S;
    mark_path(session, path, sizeof path);
    if (unlink(path) < 0) return;
    text_print(words, "the last container was killed while it kept its login, which takes a minute: give it %d s to stop "
               "(stop_grace_period: %ds, docker run --stop-timeout %d), or set STOP_GRACE=10 to have it closed at once", grace,
               grace, grace);
    report_warning(session, words);
}

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
    tell_of_cut_stop(session);
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

void standing_told_to_wait(struct session *session, const char *why)
{
    int64_t seconds = ledger_read_wait(why ? why : "");
    session->machine.wait_told = seconds > 0;
    if (seconds == 0) return;
    ledger_note_wait(&session->ledger, seconds + WAIT_MARGIN_S, clock_wall_s());
    log_info("session %s: the servers say to wait %lld s before the next login", session->name, (long long) seconds);
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

/* The gateway's own restart or logoff is to come now: java will be another one in a few minutes. */
static void expect(struct session *session, enum session_plan kind)
{
    if (session->java == 0 || session->config.custom_config) return;
    int64_t ms = PLAN_LATE_S * INT64_C(1000);
    session->late_plan = kind;
    session->late_start = session->started_at;
    loop_set_timer(&session->loop, &session->late_timer, clock_now_ms() + (session->haste > 1 ? ms / session->haste : ms));
}

/* A restart left out would be missed on Sunday at the latest, when no token is left to go on with. */
void standing_on_late(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, late_timer);
    enum session_state state = session->machine.state;
    bool same = session->java != 0 && session->ending == ENDING_NONE && session->started_at == session->late_start;
    if (!same || (state != SESSION_READY && state != SESSION_LOADING)) return;
    if (session->late_plan == PLAN_RESTART) {
        report_warning(session, "the gateway has not restarted itself at AUTO_RESTART_TIME: it is restarted");
        life_step(session, EVENT_RESTART_WANTED, "it did not restart itself at AUTO_RESTART_TIME");
    } else report_warning(session, "the gateway has not logged off at AUTO_LOGOFF_TIME");
}

void standing_on_plan(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, plan_timer);
    struct plan due = session->plan;
    int64_t now = clock_wall_s();
    bool is_due = due.at <= now && now - due.at < PLAN_LATE_S;
    standing_plan(session);
    if (is_due && due.kind != PLAN_COLD_RESTART) expect(session, due.kind);
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
