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

enum { WHY = BOARD_TEXT, WINDOW_STAYS_MS = 3000 };

/* ---- why ---- */

/* What passing time says about each state; NULL: nothing of its own. */
static const char *const late[SESSION_STATES] = {
    [SESSION_STARTING] = "no login window in time",
    [SESSION_RESTARTING] = "no login window in time",
    [SESSION_LOGIN] = "no answer to the login in time",
    [SESSION_SECOND_FACTOR] = "nobody gave the second factor",
    [SESSION_LOADING] = "logged in, but the API does not answer",
};

static const char *explain(const struct machine *machine, enum session_event event, const char *why)
{
    enum session_state state = machine->state;
    bool late_event = event == EVENT_TIMER || event == EVENT_LOGIN_BACK;
    if (machine->resumed && late_event) return "the token of the earlier login led nowhere";
    if (event == EVENT_TIMER && state == SESSION_SECOND_FACTOR && machine->factor_given)
        return "the second factor was answered, but the login did not go on";
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
        [EVENT_NOT_CONFIGURED] = true, [EVENT_WINDOWS_STUCK] = true, [EVENT_BLOCKED] = true, [EVENT_REPAIR] = true,
        [EVENT_REPAIR_COLD] = true, [EVENT_GIVEN_UP] = true, [EVENT_LOGGED_OFF] = true,
    };
    return worth[event];
}

/* ---- doing ---- */

static void launch(struct session *session)
{
    struct launch_facts *facts = &session->facts;
    install_find_token(facts);
    standing_drop_token(session);
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
    session->ready_told = session->overdue = false;
    session->remark[0] = 0;
    session->from_token = facts->restart[0] != 0;
    pid_t pid = java_start(facts, &session->command);
    if (pid < 0) {
        log_errno("session %s: java cannot be started", session->name);
        life_step(session, EVENT_JVM_EXITED, "java cannot be started");
        return;
    }
    session->java = pid;
    session->kind->started(session->driver, pid);
    life_step(session, session->from_token ? EVENT_JVM_RESUMED : EVENT_JVM_STARTED, NULL);
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

static void end_java(struct session *session, enum ending_stage first, const char *why)
{
    bool stopping = session->machine.state == SESSION_STOPPING;
    ending_begin(session, first, why);
    if (session->java != 0) return;
    if (stopping) loop_stop(&session->loop);
    else if (session->machine.state == SESSION_STARTING) life_step(session, EVENT_JVM_EXITED, why);
}

static void stop_java(struct session *session, const char *why)
{
    bool keeps = standing_keeps_login(session);
    if (keeps) standing_mark_stop(session, true);
    end_java(session, keeps ? ENDING_RESTART : ENDING_ASKED, why);
}

/* One that stands still hears nothing; one whose windows stand still cannot restart itself. */
static enum ending_stage first_of_restart(const struct session *session, bool cold)
{
    if (session->repair.health == HEALTH_FROZEN) return ENDING_TERM;
    if (!session->logged_in_at) return ENDING_CROSSES;
    return cold || session->stuck ? ENDING_ASKED : ENDING_RESTART;
}

static void act(struct session *session, enum session_action action, const char *why)
{
    switch (action) {
    case ACTION_NONE:
    case ACTION_RETRY: break;
    case ACTION_START_JAVA: start_java(session); break;
    case ACTION_END_JAVA: end_java(session, ENDING_CROSSES, why); break;
    case ACTION_RESTART: end_java(session, first_of_restart(session, false), why); break;
    case ACTION_COLD:
        session->cold = true;
        end_java(session, first_of_restart(session, true), why);
        break;
    case ACTION_STOP: stop_java(session, why); break;
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
    case SESSION_LOADING: return care_is_due(session) ? PROBE_WATCH : PROBE_EAGER;
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

/* A pause before the next start, and whether it is the budget that makes it so long. */
static bool add_pause(const struct session *session, struct text *why)
{
    const struct machine *machine = &session->machine;
    if (!machine->pausing || machine->pause_ms <= 0) return false;
    bool held = machine->not_before > 0 && machine->deadline >= machine->not_before;
    bool spent = held && session->ledger.count >= (unsigned) session->config.login_budget;
    if (spent) text_format(why, "; %u logins within an hour are enough", session->ledger.count);
    text_format(why, "; next start in %lld s", (long long) machine->pause_ms / 1000);
    return spent;
}

/* Tells what a step has led to. */
static void tell(struct session *session, enum session_state from, enum session_event event, bool worth, const char *why)
{
    bool changed = session->machine.state != from;
    bool started = event == EVENT_JVM_STARTED || event == EVENT_JVM_RESUMED;
    bool news = worth && !text_equal(session->part.reason, why);
    if (changed || worth || started) text_print(session->part.reason, "%s", worth ? why : session->remark);
    if (changed || worth) session->person_wanted = worth && !changed && event == EVENT_PERSON_WANTED;
    standing_note(session, event);
    if (changed) {
        tell_change(session, from, why);
        report_to_user(session, from, event, why);
        return;
    }
    report_board(session);
    if (news) log_info("session %s: still %s (%s)", session->name, session_state_name(from), why);
}

/* What goes on from a token is worth what the login before was; of one by an earlier process nothing is known, and tokens
 * are mostly left where they are worth it. */
static void note_worth(struct session *session, enum session_event event)
{
    if (event == EVENT_JVM_STARTED) session->worth_keeping = false;
    if (event == EVENT_SECOND_FACTOR_WANTED) session->worth_keeping = true;
    if (event == EVENT_WINDOWS_STUCK) session->stuck = true;
    if (event == EVENT_WINDOWS_REACT || event == EVENT_JVM_STARTED || event == EVENT_JVM_RESUMED) session->stuck = false;
}

void life_step(struct session *session, enum session_event event, const char *given)
{
    char bytes[WHY];
    struct text why = TEXT_IN(bytes);
    enum session_state from = session->machine.state;
    if (event == EVENT_TOO_MANY_ATTEMPTS) standing_told_to_wait(session, given);
    text_add(&why, explain(&session->machine, event, given));
    standing_expect(session);
    enum session_action action = machine_step(&session->machine, event, clock_now_ms());
    loop_set_timer(&session->loop, &session->deadline, session->machine.deadline);
    bool spent = add_pause(session, &why);
    note_worth(session, event);
    tell(session, from, event, (is_worth_telling(event) || spent) && action != ACTION_QUIT, bytes);
    if (spent) report_spent(session, bytes);
    act(session, action, bytes);
    probe_set_mode(&session->probe, probe_mode(session));
    care_follow(session);
}

/* ---- what happens ---- */

void life_on_deadline(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, deadline);
    enum session_event event = machine_expire(&session->machine);
    bool resumed = session->machine.resumed; /* then a full login is tried before a person is called */
    bool person = event == EVENT_TIMER && !resumed && session->kind->needs_person(session->driver);
    session->overdue = session->overdue || (event == EVENT_TIMER && !person && session->machine.state == SESSION_LOADING);
    if (person) life_step(session, EVENT_PERSON_WANTED, "a window waits for a person");
    else life_step(session, event, NULL);
}

/* Logged in, or as good as that: what is to be changed inside the program is changed before the session is ready. */
static void configure(struct session *session)
{
    bool running = session->java != 0 && session->ending == ENDING_NONE;
    if (running && !session->machine.configured) session->kind->configure(session->driver);
}

static void add_remark(struct session *session, const char *why)
{
    struct text remark = TEXT_IN(session->remark);
    remark.length = strlen(session->remark);
    if (why) text_format(&remark, "%s%s", remark.length ? "; " : "", why);
}

/* What a program that is being closed still does with its windows means nothing. */
void life_on_driver_event(void *owner, enum session_event event, const char *why)
{
    struct session *session = owner;
    if (event == EVENT_NOT_CONFIGURED) ending_give_up_restart(session);
    if (session->java == 0 || session->ending != ENDING_NONE) return;
    if (event == EVENT_NOT_CONFIGURED) add_remark(session, why);
    if (event == EVENT_LOGIN_WINDOW) session->login_seen_at = clock_now_ms();
    if (event == EVENT_LOGGED_IN && session->logged_in_at == 0) session->logged_in_at = clock_now_ms();
    if (event == EVENT_LOGIN_SUBMITTED)
        log_info("session %s: login attempt %u", session->name, ++session->part.attempts);
    life_step(session, event, why);
    if (event == EVENT_LOGGED_IN) configure(session);
}

/* Many a window comes and goes: one that stays is worth a call. */
void life_on_windows(void *owner, const char *lines)
{
    struct session *session = owner;
    bool any = *lines, waiting = session->windows_timer.deadline != CLOCK_NEVER;
    text_print(session->part.windows, "%s", lines);
    if (!any) session->windows_told[0] = 0;
    if (!any) loop_set_timer(&session->loop, &session->windows_timer, CLOCK_NEVER);
    else if (!waiting) loop_set_timer(&session->loop, &session->windows_timer, clock_now_ms() + WINDOW_STAYS_MS);
    if (!any && session->person_wanted) {
        session->person_wanted = false;
        text_print(session->part.reason, "%s", session->remark);
    }
    report_board(session);
}

void life_on_windows_stay(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, windows_timer);
    loop_set_timer(&session->loop, timer, CLOCK_NEVER);
    if (session->machine.state == SESSION_NEEDS_HUMAN) return; /* that was told already */
    report_windows(session);
}

void life_on_answer(struct probe *probe, int version)
{
    struct session *session = CONTAINER_OF(probe, struct session, probe);
    (void) version;
    life_step(session, EVENT_API_ANSWERED, NULL);
    configure(session);
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
    if (by_itself && event == EVENT_JVM_EXITED && standing_is_logoff(session, status)) event = EVENT_LOGGED_OFF;
    session->java = 0;
    session->kind->forget(session->driver);
    probe_set_mode(&session->probe, PROBE_OFF);
    life_step(session, event, why);
}
