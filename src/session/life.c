/* SPDX-License-Identifier: MIT
 *
 * The life of a session: events go through the state machine, and what it answers is done here.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "control/notify.h"
#include "session/install.h"
#include "session/jts_ini.h"

#include <string.h>
#include <sys/wait.h>

enum { WHY = BOARD_TEXT };

/* ---- why ---- */

/* What passing time, or a login window that comes back, says about each state; NULL: nothing of its own. */
static const char *const late[SESSION_STATES] = {
    [SESSION_STARTING] = "no login window within 180 s",
    [SESSION_RESTARTING] = "no login window within 180 s",
    [SESSION_LOGIN] = "no answer to the login within 180 s",
    [SESSION_SECOND_FACTOR] = "the second factor was answered, but the login did not go on",
    [SESSION_LOADING] = "logged in, but the API has not answered for 120 s",
};

static const char *explain(enum session_state state, enum session_event event, const char *why)
{
    if (event == EVENT_TIMER && late[state]) return late[state];
    if (event == EVENT_LOGIN_BACK && state == SESSION_SECOND_FACTOR) return "the second factor was not given in time";
    if (event == EVENT_LOGIN_BACK && state == SESSION_LOGIN) return "the login window came back without saying why";
    return why ? why : session_event_name(event);
}

/* Events that a person should know of; after all others the board says nothing. */
static bool is_worth_telling(enum session_event event)
{
    static const bool worth[SESSION_EVENTS] = {
        [EVENT_LOGIN_BACK] = true, [EVENT_API_SILENT] = true, [EVENT_CREDENTIALS_REFUSED] = true,
        [EVENT_LOGIN_TROUBLE] = true, [EVENT_SERVER_AWAY] = true, [EVENT_IMPOSSIBLE] = true, [EVENT_JVM_EXITED] = true,
        [EVENT_TIMER] = true, [EVENT_PERSON_WANTED] = true, [EVENT_LOCKED_OUT] = true, [EVENT_TOO_MANY_ATTEMPTS] = true,
        [EVENT_TOKEN_REFUSED] = true, [EVENT_RELOGIN] = true, [EVENT_OTHER_SESSION] = true,
        [EVENT_NOT_CONFIGURED] = true, [EVENT_WINDOWS_STUCK] = true,
    };
    return worth[event];
}

/* ---- doing ---- */

static void launch(struct session *session)
{
    struct launch_facts *facts = &session->facts;
    install_find_token(facts);
    install_disarm_launcher(facts);
    session->kind->prepare(session->driver, facts);
    bool prepared = session->config.custom_config || jts_ini_prepare(facts->settings_dir, session->config.time_zone);
    if (!prepared || !java_command_build(facts, &session->command)) {
        life_step(session, EVENT_JVM_EXITED, prepared ? "the command line of java is too long" : "no jts.ini");
        return;
    }
    log_info("session %s: starting java (%s %s)", session->name, facts->version, facts->install);
    session->started_at = clock_now_ms();
    session->login_seen_at = session->logged_in_at = 0;
    session->ready_told = false;
    pid_t pid = java_start(facts, &session->command);
    if (pid < 0) {
        log_errno("session %s: java cannot be started", session->name);
        life_step(session, EVENT_JVM_EXITED, "java cannot be started");
        return;
    }
    session->java = pid;
    session->kind->started(session->driver, pid);
    life_step(session, EVENT_JVM_STARTED, NULL);
}

/* Never two at once: they would take each other's login and files. */
static void start_java(struct session *session)
{
    const char *folder = session->facts.settings_dir;
    switch (predecessor_await(&session->predecessor, folder)) {
    case PREDECESSOR_NONE: launch(session); break;
    case PREDECESSOR_ENDING: report_reason(session, "waiting for the gateway of an earlier session to end"); break;
    case PREDECESSOR_FOREIGN:
        log_error("session %s: %s is in use by another gateway", session->name, folder);
        life_step(session, EVENT_JVM_EXITED, "its settings folder is in use by another gateway");
        break;
    }
}

void life_on_alone(struct predecessor *predecessor)
{
    struct session *session = CONTAINER_OF(predecessor, struct session, predecessor);
    if (session->java == 0 && session->machine.state != SESSION_STOPPING) start_java(session);
}

static void end_java(struct session *session, bool tidily, const char *why)
{
    bool stopping = session->machine.state == SESSION_STOPPING;
    ending_begin(session, tidily, why);
    if (session->java != 0) return;
    if (stopping) loop_stop(&session->loop);
    else if (session->machine.state == SESSION_STARTING) life_step(session, EVENT_JVM_EXITED, why);
}

static void act(struct session *session, enum session_action action, const char *why)
{
    switch (action) {
    case ACTION_NONE:
    case ACTION_RETRY: break;
    case ACTION_START_JAVA: start_java(session); break;
    case ACTION_END_JAVA: end_java(session, false, why); break;
    case ACTION_STOP: end_java(session, true, why); break;
    case ACTION_QUIT: loop_stop(&session->loop); break;
    }
}

/* How closely the API is looked at follows from the state alone. */
static enum probe_mode probe_mode(const struct session *session)
{
    if (session->java == 0 || session->ending != ENDING_NONE) return PROBE_OFF;
    switch (session->machine.state) {
    case SESSION_ABSENT:
    case SESSION_STARTING:
    case SESSION_RESTARTING:
    case SESSION_LOGGED_OFF:
    case SESSION_STOPPING: return PROBE_OFF;
    case SESSION_LOGIN:
    case SESSION_SECOND_FACTOR:
    case SESSION_NEEDS_HUMAN: return PROBE_SLOW;
    case SESSION_LOADING: return PROBE_EAGER;
    case SESSION_READY: return PROBE_WATCH;
    }
    return PROBE_OFF;
}

static void tell_change(struct session *session, enum session_state from, const char *why)
{
    enum session_state to = session->machine.state;
    if (from == SESSION_READY || to == SESSION_STOPPING) notify_not_ready();
    report_change(session, from, why);
    if (to != SESSION_READY) return;
    report_ready(session);
    notify_ready();
}

void life_step(struct session *session, enum session_event event, const char *given)
{
    char why[WHY];
    enum session_state from = session->machine.state;
    text_print(why, "%s", explain(from, event, given));
    enum session_action action = machine_step(&session->machine, event, clock_now_ms());
    bool changed = session->machine.state != from, worth = is_worth_telling(event);
    loop_set_timer(&session->loop, &session->deadline, session->machine.deadline);
    if (session->machine.pause_ms > 0 && session->machine.pausing) {
        struct text text = { .bytes = why, .room = sizeof why, .length = strlen(why) };
        text_format(&text, "; next start in %lld s", (long long) session->machine.pause_ms / 1000);
    }
    bool news = worth && action != ACTION_QUIT && !text_equal(session->part.reason, why);
    if (changed || worth || event == EVENT_JVM_STARTED) text_print(session->part.reason, "%s", worth ? why : "");
    if (changed) tell_change(session, from, why);
    else {
        if (news) log_info("session %s: still %s (%s)", session->name, session_state_name(from), why);
        report_board(session);
    }
    act(session, action, why);
    probe_set_mode(&session->probe, probe_mode(session));
}

/* ---- what happens ---- */

void life_on_deadline(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, deadline);
    enum session_event event = machine_expire(&session->machine);
    bool person = event == EVENT_TIMER && session->kind->needs_person(session->driver);
    if (person) life_step(session, EVENT_PERSON_WANTED, "a window waits for a person");
    else life_step(session, event, NULL);
}

/* Logged in, or as good as that: what is to be changed inside the program is changed before the session is ready. */
static void configure(struct session *session)
{
    bool running = session->java != 0 && session->ending == ENDING_NONE;
    if (running && !session->machine.configured) session->kind->configure(session->driver);
}

/* What a program that is being closed still does with its windows means nothing. */
void life_on_driver_event(void *owner, enum session_event event, const char *why)
{
    struct session *session = owner;
    if (session->java == 0 || session->ending != ENDING_NONE) return;
    if (event == EVENT_LOGIN_WINDOW) session->login_seen_at = clock_now_ms();
    if (event == EVENT_LOGGED_IN && session->logged_in_at == 0) session->logged_in_at = clock_now_ms();
    if (event == EVENT_LOGIN_SUBMITTED)
        log_info("session %s: login attempt %u", session->name, ++session->part.attempts);
    life_step(session, event, why);
    if (event == EVENT_LOGGED_IN) configure(session);
}

void life_on_windows(void *owner, const char *lines)
{
    struct session *session = owner;
    text_print(session->part.windows, "%s", lines);
    report_board(session);
}

void life_on_answer(struct probe *probe, int version)
{
    struct session *session = CONTAINER_OF(probe, struct session, probe);
    (void) version;
    life_step(session, EVENT_API_ANSWERED, NULL);
    configure(session);
}

void life_on_silent(struct probe *probe, const char *why)
{
    struct session *session = CONTAINER_OF(probe, struct session, probe);
    char text[WHY];
    text_print(text, "the API is silent: %s", why);
    life_step(session, EVENT_API_SILENT, text);
}

static void describe_end(const struct session *session, int status, char *out, size_t room)
{
    if (session->ending != ENDING_NONE) text_print_in(out, room, "%s", session->ending_why);
    else if (WIFSIGNALED(status)) text_print_in(out, room, "java was killed by signal %d", WTERMSIG(status));
    else text_print_in(out, room, "java ended with status %d", WEXITSTATUS(status));
}

/* What an end that nobody asked for means. */
static enum session_event judge_end(struct session *session, int status, char *why)
{
    if (session->kind->judge_end) return session->kind->judge_end(session->driver, status, &session->facts, why, WHY);
    return WIFEXITED(status) && session->facts.restart[0] ? EVENT_JVM_RESTARTS : EVENT_JVM_EXITED;
}

void life_reap(struct session *session)
{
    int status = 0;
    char why[WHY];
    if (session->kind->catch_up && session->java > 0) session->kind->catch_up(session->driver);
    if (!java_reap(session->java, &status)) return;
    bool by_itself = session->ending == ENDING_NONE;
    describe_end(session, status, why, sizeof why);
    ending_finish(session, status);
    install_find_token(&session->facts);
    enum session_event event = by_itself ? judge_end(session, status, why) : EVENT_JVM_EXITED;
    session->java = 0;
    session->kind->forget(session->driver);
    probe_set_mode(&session->probe, PROBE_OFF);
    life_step(session, event, why);
}
