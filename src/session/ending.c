/* SPDX-License-Identifier: MIT
 *
 * Closing java in stages, each with its patience: asked through its menu, the crosses of its windows, SIGTERM, SIGKILL.
 * All together take less than the 30 s that init gives a session.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <signal.h>
#include <sys/wait.h>

static const int64_t patience_ms[] = {
    [ENDING_NONE] = 0, [ENDING_ASKED] = 20000, [ENDING_CROSSES] = 1000, [ENDING_TERM] = 5000, [ENDING_KILL] = 0
};

/* Does what the stage is about. False: there is nothing to do it with. */
static bool enter(struct session *session, enum ending_stage stage)
{
    session->ending = stage;
    switch (stage) {
    case ENDING_NONE: return false;
    case ENDING_ASKED: return session->kind->ask_to_close(session->driver);
    case ENDING_CROSSES: return session->kind->close_windows(session->driver);
    case ENDING_TERM: java_signal(session->java, SIGTERM); return true;
    case ENDING_KILL: java_signal(session->java, SIGKILL); return true;
    }
    return false;
}

static void go_on(struct session *session, enum ending_stage stage)
{
    while (!enter(session, stage)) stage++;
    int64_t patience = patience_ms[stage];
    int64_t deadline = patience > 0 ? clock_now_ms() + patience : CLOCK_NEVER;
    loop_set_timer(&session->loop, &session->ending_timer, deadline);
}

void ending_begin(struct session *session, bool tidily, const char *why)
{
    if (session->java == 0 || session->ending != ENDING_NONE) return;
    session->ending_since = clock_now_ms();
    text_print(session->ending_why, "%s", why);
    go_on(session, tidily ? ENDING_ASKED : ENDING_CROSSES);
}

void ending_on_timer(struct loop_timer *timer)
{
    struct session *session = CONTAINER_OF(timer, struct session, ending_timer);
    if (session->java == 0 || session->ending == ENDING_KILL) return;
    log_info("session %s: java has not closed for %lld ms", session->name,
             (long long) patience_ms[session->ending]);
    go_on(session, session->ending + 1);
}

void ending_finish(struct session *session, int status)
{
    static const char *const how[] = {
        [ENDING_NONE] = "by itself", [ENDING_ASKED] = "tidily", [ENDING_CROSSES] = "by closing its windows",
        [ENDING_TERM] = "by SIGTERM", [ENDING_KILL] = "by SIGKILL"
    };
    bool killed = WIFSIGNALED(status);
    loop_set_timer(&session->loop, &session->ending_timer, CLOCK_NEVER);
    if (session->ending != ENDING_NONE)
        log_info("session %s: java closed %s after %lld ms (%s %d)", session->name, how[session->ending],
                 (long long) (clock_now_ms() - session->ending_since), killed ? "signal" : "status",
                 killed ? WTERMSIG(status) : WEXITSTATUS(status));
    session->ending = ENDING_NONE;
}
