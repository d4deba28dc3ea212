/* SPDX-License-Identifier: MIT
 *
 * Telling others how the session is: the log and the board.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "control/notification.h"
#include "session/health.h"

enum { UPSTREAM_PATIENCE_MS = 120000 /* at night it is away for some seconds */ };

void report_board(struct session *session)
{
    session->part.state = session->machine.state;
    session->part.java_pid = session->java;
    standing_show(session);
    board_write_session(session->board, session->instance, &session->part);
}

void report_reason(struct session *session, const char *reason)
{
    text_print(session->part.reason, "%s", reason);
    report_board(session);
}

void report_change(struct session *session, enum session_state from, const char *why)
{
    session->part.since_ms = clock_wall_ms();
    report_board(session); /* first: whoever reads the line may look there */
    log_info("session %s: %s -> %s (%s)", session->name, session_state_name(from),
             session_state_name(session->machine.state), why);
}

/* ---- the user's telephone ---- */

static void notify_user(struct session *session, enum notification_kind kind, const char *why)
{
    char text[NOTIFICATION_TEXT];
    text_print(text, "%s", why);
    notification_send(session->config.run_dir, kind, session->name, text);
}

static void report_ready_to_user(struct session *session)
{
    bool restored = session->lost_told;
    if (!restored && session->greeted) return; /* after a planned restart nobody wants to be woken */
    session->lost_told = false;
    session->greeted = true;
    notify_user(session, restored ? NOTIFICATION_RESTORED : NOTIFICATION_READY, "the API answers");
}

void report_to_user(struct session *session, enum session_state from, enum session_event event, const char *why)
{
    bool up = from == SESSION_READY || from == SESSION_RESTARTING;
    switch (session->machine.state) {
    case SESSION_NEEDS_HUMAN:
        session->lost_told = true;
        notify_user(session, event == EVENT_GIVEN_UP ? NOTIFICATION_GIVEN_UP : NOTIFICATION_NEEDS_HUMAN, why);
        break;
    case SESSION_SECOND_FACTOR:
        notify_user(session, NOTIFICATION_SECOND_FACTOR, "the login waits for the second factor");
        break;
    case SESSION_READY: report_ready_to_user(session); break;
    case SESSION_STARTING:
    case SESSION_LOADING:
        if (!up || session->lost_told || session->machine.resumed) break;
        if (from == SESSION_RESTARTING && session->machine.state == SESSION_LOADING) break;
        session->lost_told = true;
        notify_user(session, NOTIFICATION_LOST, why);
        break;
    case SESSION_ABSENT:
    case SESSION_LOGIN:
    case SESSION_RESTARTING:
    case SESSION_LOGGED_OFF:
    case SESSION_STOPPING: break;
    }
}

void report_spent(struct session *session, const char *why)
{
    session->lost_told = true;
    notify_user(session, NOTIFICATION_GIVEN_UP, why);
}

void report_warning(struct session *session, const char *words)
{
    log_warning("session %s: %s", session->name, words);
    notify_user(session, NOTIFICATION_WARNING, words);
}

void report_upstream(struct session *session)
{
    int64_t now = clock_now_ms(), patience = UPSTREAM_PATIENCE_MS / (session->haste > 1 ? session->haste : 1);
    bool lost = session->repair.health == HEALTH_UPSTREAM_LOST;
    if (!lost) session->upstream_lost_at = 0;
    else if (session->upstream_lost_at == 0) session->upstream_lost_at = now;
    bool told = session->upstream_told;
    if (lost && !told && now - session->upstream_lost_at >= patience) {
        session->upstream_told = true;
        notify_user(session, NOTIFICATION_LOST, health_sentence(HEALTH_UPSTREAM_LOST));
    }
    if (!lost && told && session->repair.health == HEALTH_GOOD) {
        session->upstream_told = false;
        notify_user(session, NOTIFICATION_RESTORED, "the gateway has its servers again");
    }
}

void report_windows(struct session *session)
{
    char why[NOTIFICATION_TEXT];
    if (!*session->part.windows || text_equal(session->part.windows, session->windows_told)) return;
    text_print(session->windows_told, "%s", session->part.windows);
    text_print(why, "a window waits for a person: %.300s", session->part.windows);
    notify_user(session, NOTIFICATION_WARNING, why);
}

/* A session that goes on from a token has no login window: its login took no time. */
void report_ready(struct session *session)
{
    int64_t now = clock_now_ms();
    int64_t logged_in = session->logged_in_at ? session->logged_in_at : now;
    int64_t seen = session->login_seen_at ? session->login_seen_at : logged_in;
    if (session->ready_told) return;
    session->ready_told = true;
    log_info("session %s: ready: JVM to login window %lld ms, login %lld ms, API %lld ms", session->name,
             (long long) (seen - session->started_at), (long long) (logged_in - seen), (long long) (now - logged_in));
}
