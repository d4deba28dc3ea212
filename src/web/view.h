/* SPDX-License-Identifier: MIT
 *
 * What a snapshot means to a person: how loud each thing is, and the sentence that matters. Pure; the page, the JSON
 * and the health checks all say what is said here.
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "web/snapshot.h"

enum tone {
    TONE_QUIET, /* off, and meant to be */
    TONE_GOOD,
    TONE_BUSY, /* on its way, nobody needs to do anything */
    TONE_ACT, /* waits for a person who can let it go on */
    TONE_ALARM /* will not mend by itself */
};

enum { VIEW_TEXT = 384 };

struct session_view {
    enum tone tone;
    bool ready; /* connected, by a process that is still there */
    char headline[VIEW_TEXT]; /* "Paper: connected since 14:03:22" */
    char detail[VIEW_TEXT]; /* why, or what to do; "" when there is nothing to say */
};

/* The session must be enabled: snapshot_session_service(snapshot, instance) is not NULL. */
void view_session(const struct snapshot *snapshot, unsigned instance, struct session_view *view);

/* True when init is there, does not stop, and every enabled session (at least one) is ready. */
bool view_is_ready(const struct snapshot *snapshot);

/* What is wrong with the supervisor itself, or NULL. */
const char *view_supervisor_trouble(const struct snapshot *snapshot);

enum tone view_service_tone(enum service_state state);

/* The class in style.css: "good", "act" … */
const char *tone_name(enum tone tone);

/* Seconds that a service has been in its state, running ones since they were started; -1: it never was in another. */
int64_t view_service_seconds(const struct snapshot *snapshot, const struct board_service *service);

#endif
