/* SPDX-License-Identifier: MIT */
#include "session/machine.h"

#include "base/clock.h"
#include "base/log.h"

enum {
    PAUSE_FIRST_MS = 2000,
    PAUSE_LONGEST_MS = 60000,
    /* Logins that led nowhere may count as failed ones at the other end, and each may ring a telephone. */
    UNANSWERED_MANY = 3,
    PAUSE_UNANSWERED_MS = 300000,
    SETTLED_MS = 600000
};

static const int64_t patience_ms[] = {
    [DEADLINE_KEEP] = 0,
    [DEADLINE_NONE] = 0,
    [DEADLINE_WINDOW] = 180000,
    [DEADLINE_LOGIN] = 180000,
    [DEADLINE_FACTOR] = 120000,
    [DEADLINE_API] = 120000,
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

static enum session_action retry(struct machine *machine, int64_t now)
{
    machine->pause_ms = next_pause(machine);
    if (machine->pause_ms == 0) return ACTION_START_JAVA;
    machine->pausing = true;
    machine->deadline = now + machine->pause_ms;
    return ACTION_NONE;
}

static void count(struct machine *machine, enum session_event event)
{
    if (event == EVENT_JVM_STARTED) machine->was_ready = machine->configured = machine->answered = false;
    if (event == EVENT_LOGIN_SUBMITTED) machine->unanswered++;
    bool harmless = event == EVENT_LOGGED_IN || event == EVENT_API_ANSWERED || event == EVENT_SERVER_AWAY;
    if (harmless) machine->unanswered = 0;
}

/* Being ready is over, or begins. */
static void note_ready(struct machine *machine, enum session_state next, int64_t now)
{
    bool settled = machine->ready_since > 0 && now - machine->ready_since >= SETTLED_MS;
    if (settled) machine->failures = machine->doublings = 0;
    if (next != SESSION_READY) {
        machine->ready_since = 0;
        return;
    }
    machine->was_ready = true;
    if (machine->ready_since == 0) machine->ready_since = now;
}

static void arm(struct machine *machine, enum session_deadline deadline, int64_t now)
{
    if (deadline == DEADLINE_KEEP) return;
    machine->pausing = false;
    machine->pause_ms = 0;
    machine->deadline = patience_ms[deadline] > 0 ? now + patience_ms[deadline] : CLOCK_NEVER;
}

/* An answer of the API counts when the program is configured too, whichever comes first. */
static enum session_event meaning_of(struct machine *machine, enum session_event event)
{
    if (event == EVENT_API_SILENT) machine->answered = false;
    if (event == EVENT_API_ANSWERED) machine->answered = true;
    if (event == EVENT_CONFIGURED) machine->configured = true;
    if (event != EVENT_API_ANSWERED && event != EVENT_CONFIGURED) return event;
    return machine->configured && machine->answered ? EVENT_API_ANSWERED : EVENT_NONE;
}

enum session_action machine_step(struct machine *machine, enum session_event event, int64_t now)
{
    const struct session_cell *cell = &session_table[machine->state][meaning_of(machine, event)];
    INVARIANT(cell->written);
    enum session_state next = cell->stays ? machine->state : cell->next;
    count(machine, event);
    note_ready(machine, next, now);
    machine->state = next;
    arm(machine, cell->deadline, now);
    return cell->action == ACTION_RETRY ? retry(machine, now) : cell->action;
}

enum session_event machine_expire(struct machine *machine)
{
    enum session_event event = machine->pausing ? EVENT_PAUSE_OVER : EVENT_TIMER;
    machine->deadline = CLOCK_NEVER;
    machine->pausing = false;
    return event;
}
