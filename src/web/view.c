/* SPDX-License-Identifier: MIT */
#include "web/view.h"

#include "base/text.h"

#include <string.h>

static const struct session_look {
    enum tone tone;
    const char *advice; /* said where the session itself gives no reason; "" for none */
} session_looks[] = {
    [SESSION_ABSENT] = { TONE_BUSY, "" },
    [SESSION_STARTING] = { TONE_BUSY, "" },
    [SESSION_LOGIN] = { TONE_BUSY, "" },
    [SESSION_SECOND_FACTOR] = { TONE_ACT, "Approve the login in the IBKR Mobile app." },
    [SESSION_LOADING] = { TONE_BUSY, "" },
    [SESSION_READY] = { TONE_GOOD, "" },
    [SESSION_RESTARTING] = { TONE_BUSY, "" },
    [SESSION_LOGGED_OFF] = { TONE_ALARM, "" },
    [SESSION_NEEDS_HUMAN] = { TONE_ALARM, "No further attempt is made until somebody acts." },
    [SESSION_STOPPING] = { TONE_QUIET, "" },
};

static const char *const tone_names[] = {
    [TONE_QUIET] = "quiet", [TONE_GOOD] = "good", [TONE_BUSY] = "busy", [TONE_ACT] = "act", [TONE_ALARM] = "alarm",
};

const char *tone_name(enum tone tone)
{
    return tone_names[tone];
}

enum tone view_service_tone(enum service_state state)
{
    switch (state) {
    case SERVICE_RUNNING: return TONE_GOOD;
    case SERVICE_STARTING:
    case SERVICE_STOPPING: return TONE_BUSY;
    case SERVICE_BACKOFF: return TONE_ACT;
    case SERVICE_EXITED:
    case SERVICE_FATAL: return TONE_ALARM;
    case SERVICE_STOPPED: return TONE_QUIET;
    }
    return TONE_ALARM; /* a number that no state has */
}

/* Why, and what to do; where nothing more happens by itself, that too is said. */
static void view_detail(const struct board_session *session, const struct session_look *look, struct session_view *view)
{
    const char *reason = session->reason;
    size_t length = strlen(reason);
    bool says_both = length > 0 && session->state == SESSION_NEEDS_HUMAN;
    if (says_both) text_print(view->detail, "%s%s %s", reason, strchr(".!?", reason[length - 1]) ? "" : ".", look->advice);
    else text_print(view->detail, "%s", length ? reason : look->advice);
}

/* Without a process there is nobody who could know more than init. */
static void view_gone(const struct board_session *session, const struct board_service *service,
                      struct session_view *view)
{
    const char *what = service->state == SERVICE_STOPPED ? "stopped" : "not running";
    view->tone = view_service_tone(service->state);
    text_print(view->headline, "%s: %s", session->paper ? "Paper" : "Live", what);
    text_print(view->detail, "%s", service->reason);
}

void view_session(const struct snapshot *snapshot, unsigned instance, struct session_view *view)
{
    const struct board_service *service = snapshot_session_service(snapshot, instance);
    struct board_session bare = snapshot->sessions[instance];
    size_t state = (size_t) bare.state < ARRAY_LENGTH(session_looks) ? (size_t) bare.state : SESSION_ABSENT;
    const struct session_look *look = &session_looks[state];
    *view = (struct session_view) { .tone = look->tone, .ready = state == SESSION_READY };
    if (service->pid == 0 && service->state != SERVICE_STARTING) {
        view_gone(&bare, service, view);
        return;
    }
    if (view->ready && bare.health == HEALTH_UPSTREAM_LOST) view->tone = TONE_BUSY;
    if (bare.windows[0] && view->tone < TONE_ACT) view->tone = TONE_ACT;
    view_detail(&bare, look, view);
    bare.reason[0] = 0;
    bare.state = state == SESSION_ABSENT ? SESSION_STARTING : bare.state;
    session_sentence(&bare, snapshot->now_ms / 1000, view->headline, sizeof view->headline);
}

const char *view_supervisor_trouble(const struct snapshot *snapshot)
{
    if (snapshot->init.pid == 0) return "The supervisor has not started yet.";
    if (!snapshot->init_alive) return "The supervisor is gone: what is shown here was its last word.";
    if (snapshot->init.stopping) return "Everything is being stopped.";
    return NULL;
}

bool view_is_ready(const struct snapshot *snapshot)
{
    unsigned enabled = 0, ready = 0;
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        struct session_view view;
        if (!snapshot_session_service(snapshot, i)) continue;
        view_session(snapshot, i, &view);
        enabled++;
        ready += view.ready ? 1 : 0;
    }
    return enabled > 0 && ready == enabled && !view_supervisor_trouble(snapshot);
}

int64_t view_service_seconds(const struct snapshot *snapshot, const struct board_service *service)
{
    bool runs = service->state == SERVICE_RUNNING && service->started_at > 0;
    int64_t since_ms = runs ? service->started_at * 1000 : service->changed_at_ms;
    if (since_ms <= 0) return -1;
    if (since_ms > snapshot->now_ms) return 0; /* the clock was set back */
    return (snapshot->now_ms - since_ms) / 1000;
}
