/* SPDX-License-Identifier: MIT
 *
 * Closing java in stages, each with its patience: told to restart itself (when its token is to be kept), asked through
 * its menu, the crosses of its windows, SIGTERM, SIGKILL. Without the first of them all together take less than the 30 s
 * that a container usually has, and a program whose windows do not react gets a third of that: its menu and its
 * crosses are handled by the same thread, so that waiting for them would only use up the time for SIGTERM.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <signal.h>
#include <sys/wait.h>

enum {
    REACTION_MS = 4000,
    ASKED_LEAST_MS = 5000,
    RESTART_BY_HAND_MS = 90000, /* ENDING_RESTART where nobody waits for the container to stop */
    OTHERS_MS = 10000 /* the stages after that, and the other services */
};

static const int64_t patience_ms[ENDING_STAGES] = {
    [ENDING_NONE] = 0, [ENDING_RESTART] = 70000, [ENDING_ASKED] = 20000, [ENDING_CROSSES] = 1000, [ENDING_TERM] = 5000,
    [ENDING_KILL] = 0
};

static const char *const stage_names[ENDING_STAGES] = {
    [ENDING_NONE] = "by itself", [ENDING_RESTART] = "keeping its token", [ENDING_ASKED] = "tidily",
    [ENDING_CROSSES] = "by closing its windows", [ENDING_TERM] = "by SIGTERM", [ENDING_KILL] = "by SIGKILL"
};

/* Does what the stage is about. False: there is nothing to do it with. */
static bool enter(struct session *session, enum ending_stage stage)
{
    const struct driver_kind *kind = session->kind;
    session->ending = stage;
    switch (stage) {
    case ENDING_NONE:
    case ENDING_STAGES: return false;
    case ENDING_RESTART:
        return kind->ask_to_restart
               && kind->ask_to_restart(session->driver, session->machine.state == SESSION_STOPPING);
    case ENDING_ASKED: return kind->ask_to_close(session->driver);
    case ENDING_CROSSES: return kind->close_windows(session->driver);
    case ENDING_TERM:
        java_signal(session->java, SIGTERM);
        java_signal(session->java, SIGCONT); /* one that is stopped would not notice */
        return true;
    case ENDING_KILL: java_signal(session->java, SIGKILL); return true;
    }
    return false;
}

static int64_t hastened(const struct session *session, int64_t ms)
{
    return session->haste > 1 ? ms / session->haste : ms;
}

/* When the container stops, all stages together are to end before it is killed. */
static int64_t full_patience(const struct session *session, enum ending_stage stage)
{
    bool stopping = session->machine.state == SESSION_STOPPING;
    if (stage == ENDING_RESTART && !stopping) return RESTART_BY_HAND_MS;
    int64_t left = stage == ENDING_ASKED && stopping ? standing_stop_left(session) - OTHERS_MS : CLOCK_NEVER;
    if (left > patience_ms[stage]) return patience_ms[stage];
    return left > ASKED_LEAST_MS ? left : ASKED_LEAST_MS;
}

/* Whoever is asked is first given the time to show that it heard. The full minute of a restart comes no sooner for our haste. */
static int64_t first_patience(const struct session *session, enum ending_stage stage)
{
    if (stage == ENDING_RESTART) return full_patience(session, stage);
    bool asked = stage == ENDING_ASKED && session->kind->reacts;
    return hastened(session, asked ? REACTION_MS : full_patience(session, stage));
}

static void go_on(struct session *session, enum ending_stage stage)
{
    while (!enter(session, stage)) stage++;
    session->reacted = false;
    session->stage_since = clock_now_ms();
    int64_t patience = first_patience(session, stage);
    loop_set_timer(&session->loop, &session->ending_timer, patience > 0 ? clock_now_ms() + patience : CLOCK_NEVER);
}

void ending_begin(struct session *session, enum ending_stage first, const char *why)
{
    if (session->java == 0 || session->ending != ENDING_NONE) return;
    session->ending_since = clock_now_ms();
    for (unsigned i = 0; i < ENDING_STAGES; i++) session->stage_ms[i] = 0;
    text_print(session->ending_why, "%s", why);
    java_signal(session->java, SIGCONT);
    go_on(session, first);
}

static void end_stage(struct session *session)
{
    session->stage_ms[session->ending] = clock_now_ms() - session->stage_since;
}

void ending_on_timer(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, ending_timer);
    enum ending_stage stage = session->ending;
    if (session->java == 0 || stage == ENDING_KILL) return;
    bool first = stage == ENDING_ASKED && session->kind->reacts && !session->reacted;
    if (first && session->kind->reacts(session->driver)) {
        session->reacted = true;
        loop_set_timer(&session->loop, timer, clock_now_ms() + hastened(session, full_patience(session, stage) - REACTION_MS));
        return;
    }
    end_stage(session);
    log_info("session %s: java has not closed for %lld ms%s", session->name, (long long) session->stage_ms[stage],
             first ? ": its windows do not react" : "");
    go_on(session, first ? ENDING_TERM : stage + 1);
}

static void add_stages(const struct session *session, struct text *text)
{
    for (unsigned i = 0; i < ENDING_STAGES; i++)
        if (session->stage_ms[i] > 0) text_format(text, ", %s %lld ms", stage_names[i], (long long) session->stage_ms[i]);
}

void ending_give_up_restart(struct session *session)
{
    if (session->ending == ENDING_RESTART) loop_set_timer(&session->loop, &session->ending_timer, clock_now_ms());
}

void ending_finish(struct session *session, int status)
{
    char stages[256] = "";
    struct text text = TEXT_IN(stages);
    bool killed = WIFSIGNALED(status);
    loop_set_timer(&session->loop, &session->ending_timer, CLOCK_NEVER);
    if (session->ending == ENDING_NONE) return;
    end_stage(session);
    add_stages(session, &text);
    log_info("session %s: java closed %s after %lld ms (%s %d%s)", session->name, stage_names[session->ending],
             (long long) (clock_now_ms() - session->ending_since), killed ? "signal" : "status",
             killed ? WTERMSIG(status) : WEXITSTATUS(status), stages);
    session->ending = ENDING_NONE;
    if (session->machine.state == SESSION_STOPPING) standing_mark_stop(session, false);
}
