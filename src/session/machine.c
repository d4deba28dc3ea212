/* SPDX-License-Identifier: MIT */
#include "session/machine.h"

#include "base/clock.h"
#include "base/log.h"

enum {
    PAUSE_FIRST_MS = 2000,
    PAUSE_LONGEST_MS = 60000,
    PAUSE_REFUSED_MS = 30000, /* servers have been seen to refuse what they accept a moment later */
    /* Logins that led nowhere may count as failed ones at the other end, and each may ring a telephone. */
    UNANSWERED_MANY = 3,
    PAUSE_UNANSWERED_MS = 300000,
    SETTLED_MS = 600000,
    PROGRAM_LEAST_MS = 60000 /* to start, log in, load: however much haste, its time is its own */
};

static const int64_t patience_ms[] = {
    [DEADLINE_KEEP] = 0,
    [DEADLINE_NONE] = 0,
    [DEADLINE_WINDOW] = 180000,
    [DEADLINE_LOGIN] = 180000,
    [DEADLINE_ANSWER] = 600000, /* the program gives up by itself, usually after three minutes */
    [DEADLINE_FACTOR] = 60000,
    [DEADLINE_API] = 120000,
    [DEADLINE_LOGON] = 0,
};

static const char *const event_names[SESSION_EVENTS] = {
    [EVENT_NONE] = "nothing",
    [EVENT_BEGIN] = "begin",
    [EVENT_JVM_STARTED] = "java started",
    [EVENT_LOGIN_WINDOW] = "login window",
    [EVENT_LOGIN_SUBMITTED] = "login sent",
    [EVENT_LOGIN_BACK] = "login window came back",
    [EVENT_SECOND_FACTOR_WANTED] = "second factor wanted",
    [EVENT_SECOND_FACTOR_GIVEN] = "second factor given",
    [EVENT_LOGGED_IN] = "logged in",
    [EVENT_CONFIGURED] = "configured",
    [EVENT_API_ANSWERED] = "API answered",
    [EVENT_API_SILENT] = "API silent",
    [EVENT_CREDENTIALS_REFUSED] = "login refused",
    [EVENT_LOGIN_TROUBLE] = "login failed",
    [EVENT_SERVER_AWAY] = "no connection to the servers",
    [EVENT_LOCKED_OUT] = "account locked",
    [EVENT_TOO_MANY_ATTEMPTS] = "too many login attempts",
    [EVENT_TOKEN_REFUSED] = "restart without login refused",
    [EVENT_RELOGIN] = "login wanted again",
    [EVENT_OTHER_SESSION] = "gave way to another session of the user",
    [EVENT_CODE_TYPED] = "one-time code typed",
    [EVENT_NOT_CONFIGURED] = "a setting could not be made",
    [EVENT_WINDOWS_STUCK] = "the windows do not react",
    [EVENT_WINDOWS_REACT] = "the windows react again",
    [EVENT_IMPOSSIBLE] = "it cannot work as it is set",
    [EVENT_JVM_EXITED] = "java ended",
    [EVENT_JVM_RESTARTS] = "java restarts",
    [EVENT_PAUSE_OVER] = "pause over",
    [EVENT_TIMER] = "waited too long",
    [EVENT_PERSON_WANTED] = "a window waits for a person",
    [EVENT_STOP_WANTED] = "told to stop",
    [EVENT_BLOCKED] = "earlier logins were refused",
    [EVENT_JVM_RESUMED] = "java resumes",
    [EVENT_RETRY_WANTED] = "told to try again",
    [EVENT_RESTART_WANTED] = "restart wanted",
    [EVENT_COLD_WANTED] = "cold restart wanted",
    [EVENT_LOGGED_OFF] = "logged off as planned",
    [EVENT_REPAIR] = "to be mended by a restart",
    [EVENT_REPAIR_COLD] = "to be mended by a cold restart",
    [EVENT_GIVEN_UP] = "mended too often",
    [EVENT_REFUSED_ONCE] = "login refused once",
    [EVENT_FACTOR_AGAIN] = "second factor again",
    [EVENT_FACTOR_MISSED] = "second factor missed",
    [EVENT_ENDED_AS_PLANNED] = "java ended as planned",
};

const char *session_event_name(enum session_event event)
{
    return (unsigned) event < SESSION_EVENTS ? event_names[event] : "?";
}

int64_t session_patience_ms(enum session_deadline deadline)
{
    return patience_ms[deadline];
}

void machine_init(struct machine *machine)
{
    *machine = (struct machine) { .state = SESSION_ABSENT, .deadline = CLOCK_NEVER };
}

/* The first start again is at once if all had been well; then 2, 4, 8 ... 60 s. */
static int64_t next_pause(struct machine *machine)
{
    bool at_once = machine->was_ready && machine->failures == 0;
    machine->failures++;
    if (machine->unanswered >= UNANSWERED_MANY) return PAUSE_UNANSWERED_MS;
    if (at_once) return 0;
    int64_t pause = PAUSE_FIRST_MS;
    for (unsigned i = 0; i < machine->doublings && pause < PAUSE_LONGEST_MS; i++) pause *= 2;
    machine->doublings++;
    return pause < PAUSE_LONGEST_MS ? pause : PAUSE_LONGEST_MS;
}

static int64_t hastened(const struct machine *machine, int64_t ms)
{
    return machine->rules.haste > 1 ? ms / machine->rules.haste : ms;
}

static enum session_action retry(struct machine *machine, enum session_event event, int64_t now)
{
    int64_t pause = event == EVENT_BEGIN ? 0 : hastened(machine, next_pause(machine));
    if (machine->refusals > 0 && event != EVENT_BEGIN && pause < hastened(machine, PAUSE_REFUSED_MS))
        pause = hastened(machine, PAUSE_REFUSED_MS);
    if (machine->not_before > now + pause) pause = machine->not_before - now;
    machine->pause_ms = pause;
    if (pause == 0) return ACTION_START_JAVA;
    machine->pausing = true;
    machine->deadline = now + pause;
    return ACTION_NONE;
}

static void begin_jvm(struct machine *machine, bool resumed)
{
    machine->was_ready = machine->has_served = machine->configured = machine->answered = false;
    machine->factor_given = machine->ends_as_planned = false;
    machine->wait_told = false;
    machine->resumed = resumed;
}

static void forgive(struct machine *machine)
{
    machine->failures = machine->doublings = machine->unanswered = machine->refusals = 0;
    machine->not_before = 0;
}

static void count(struct machine *machine, enum session_event event)
{
    if (event == EVENT_JVM_STARTED || event == EVENT_JVM_RESUMED) begin_jvm(machine, event == EVENT_JVM_RESUMED);
    if (event == EVENT_RETRY_WANTED) forgive(machine);
    if (event == EVENT_LOGIN_SUBMITTED) machine->unanswered++;
    if (event == EVENT_SECOND_FACTOR_WANTED) machine->factor_given = false;
    if (event == EVENT_SECOND_FACTOR_GIVEN) machine->factor_given = true;
    if (event == EVENT_LOGGED_IN) machine->refusals = 0;
    bool goes_on = event == EVENT_LOGGED_IN || event == EVENT_LOGIN_SUBMITTED;
    if (goes_on) machine->resumed = false;
    bool harmless = event == EVENT_LOGGED_IN || event == EVENT_API_ANSWERED || event == EVENT_SERVER_AWAY;
    if (harmless) machine->unanswered = 0;
}

/* Being ready is over, or begins. */
static void note_ready(struct machine *machine, enum session_state next, int64_t now)
{
    bool settled = machine->ready_since > 0 && now - machine->ready_since >= SETTLED_MS;
    if (settled) machine->failures = machine->doublings = 0;
    if (next == SESSION_LOGIN) machine->has_served = false;
    if (next != SESSION_READY) {
        machine->ready_since = 0;
        return;
    }
    machine->was_ready = machine->has_served = true;
    if (machine->ready_since == 0) machine->ready_since = now;
}

static int64_t patience(const struct machine *machine, enum session_deadline deadline)
{
    if (deadline == DEADLINE_LOGON) return machine->logon_ms;
    bool own = deadline == DEADLINE_FACTOR && machine->rules.factor_ms > 0;
    bool of_program = deadline == DEADLINE_WINDOW || deadline == DEADLINE_LOGIN || deadline == DEADLINE_API;
    int64_t ms = hastened(machine, own ? machine->rules.factor_ms : patience_ms[deadline]);
    return of_program && ms < PROGRAM_LEAST_MS ? PROGRAM_LEAST_MS : ms;
}

static void arm(struct machine *machine, enum session_deadline deadline, int64_t now)
{
    if (deadline == DEADLINE_KEEP) return;
    machine->pausing = false;
    machine->pause_ms = 0;
    int64_t ms = patience(machine, deadline);
    machine->deadline = ms > 0 ? now + ms : CLOCK_NEVER;
}

/* ---- what an event means by what was before ---- */

/* An answer of the API counts when the program is configured too, whichever comes first. */
static enum session_event meaning_for_api(struct machine *machine, enum session_event event)
{
    if (event == EVENT_API_SILENT) machine->answered = false;
    if (event == EVENT_API_ANSWERED) machine->answered = true;
    if (event == EVENT_CONFIGURED) machine->configured = true;
    if (event != EVENT_API_ANSWERED && event != EVENT_CONFIGURED) return event;
    return machine->configured && machine->answered ? EVENT_API_ANSWERED : EVENT_NONE;
}

/* A token that leads nowhere is no refused password, since none was sent. */
static bool is_token_refused(const struct machine *machine, enum session_event event)
{
    if (!machine->resumed || machine->state == SESSION_SECOND_FACTOR) return false;
    return event == EVENT_CREDENTIALS_REFUSED || event == EVENT_LOGIN_TROUBLE || event == EVENT_LOGIN_BACK
           || event == EVENT_TIMER;
}

/* Too many attempts may come of somebody else's: where the servers say how long that lasts, it is one more refusal. */
static bool is_refusal(const struct machine *machine, enum session_event event)
{
    if (event == EVENT_TOO_MANY_ATTEMPTS) return machine->wait_told;
    return event == EVENT_CREDENTIALS_REFUSED || (event == EVENT_LOGIN_BACK && machine->state == SESSION_LOGIN);
}

static enum session_event meaning_for_factor(const struct machine *machine, enum session_event event)
{
    bool late = event == EVENT_LOGIN_BACK || event == EVENT_TIMER;
    if (machine->state != SESSION_SECOND_FACTOR || !late) return event;
    bool expired = !machine->factor_given || event == EVENT_LOGIN_BACK;
    bool again = machine->rules.restart_after_timeout || (expired && machine->rules.relogin_after_expiry);
    return again ? EVENT_FACTOR_AGAIN : EVENT_FACTOR_MISSED;
}

static enum session_event meaning_of(struct machine *machine, enum session_event event)
{
    bool ended = event == EVENT_JVM_EXITED || event == EVENT_JVM_RESTARTS;
    if (ended && machine->ends_as_planned && machine->state == SESSION_RESTARTING) return EVENT_ENDED_AS_PLANNED;
    if (event == EVENT_RETRY_WANTED && machine->state == SESSION_STARTING && !machine->pausing) return EVENT_NONE;
    if (is_token_refused(machine, event)) return EVENT_TOKEN_REFUSED;
    if (machine->state != SESSION_STOPPING && is_refusal(machine, event))
        return ++machine->refusals < SESSION_REFUSALS ? EVENT_REFUSED_ONCE : EVENT_CREDENTIALS_REFUSED;
    return meaning_for_api(machine, meaning_for_factor(machine, event));
}

enum session_action machine_step(struct machine *machine, enum session_event given, int64_t now)
{
    enum session_event event = meaning_of(machine, given);
    const struct session_cell *cell = &session_table[machine->state][event];
    INVARIANT(cell->written);
    enum session_state next = cell->stays ? machine->state : cell->next;
    count(machine, given);
    note_ready(machine, next, now);
    machine->state = next;
    arm(machine, cell->deadline, now);
    if (event == EVENT_TOKEN_REFUSED) machine->resumed = false;
    bool planned = cell->action == ACTION_RESTART || cell->action == ACTION_COLD;
    if (planned) machine->ends_as_planned = next == SESSION_RESTARTING;
    return cell->action == ACTION_RETRY ? retry(machine, event, now) : cell->action;
}

enum session_event machine_expire(struct machine *machine)
{
    enum session_event event = machine->pausing ? EVENT_PAUSE_OVER : EVENT_TIMER;
    machine->deadline = CLOCK_NEVER;
    machine->pausing = false;
    return event;
}
