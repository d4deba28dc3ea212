/* SPDX-License-Identifier: MIT
 *
 * Telling others how the session is: the log and the board.
 */
#include "session/life.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

void report_board(struct session *session)
{
    session->part.state = session->machine.state;
    session->part.java_pid = session->java;
    board_write_session(session->board, session->instance, &session->part);
}

void report_reason(struct session *session, const char *reason)
{
    text_print(session->part.reason, "%s", reason);
    report_board(session);
}

void report_change(struct session *session, enum session_state from, const char *why)
{
    log_info("session %s: %s -> %s (%s)", session->name, session_state_name(from),
             session_state_name(session->machine.state), why);
    session->part.since_ms = clock_wall_ms();
    report_board(session);
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
