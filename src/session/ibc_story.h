/* SPDX-License-Identifier: MIT
 *
 * What IBC's lines say, one after the other, about the login of one JVM: each line is an event for the session, or
 * none. Pure.
 */
#ifndef SESSION_IBC_STORY_H
#define SESSION_IBC_STORY_H

#include "base/macros.h"
#include "base/text.h"
#include "session/machine.h"

#include <stdbool.h>

enum { STORY_WINDOWS = 8, STORY_TITLE = 96, STORY_TEXTS = 400 };

/* One that IBC does not know, or leaves to a person. */
struct story_window {
    char title[STORY_TITLE], texts[STORY_TEXTS], buttons[STORY_TITLE]; /* pieces separated by " | " */
    bool told; /* the owner's: it is in the log */
};

struct ibc_story {
    bool resumed; /* the start is to go on without a login: set by the owner at the beginning */
    bool commands_ready, window_seen, attempted, logged_in, configured;
    bool failed; /* a login failed, and it was said how */
    bool relogin; /* IBC went on with a login in the middle of a session */
    bool no_such_device;
    bool gives_way; /* to another session of the user: IBC closes the program */
    bool error_follows; /* the next line says which */
    char question[STORY_TITLE]; /* of the last window about another session of the user */
    struct story_window windows[STORY_WINDOWS];
    unsigned window_count;
    struct story_window *described; /* its content is being told; NULL: none */
};

/* What the owner has to do beside telling the event. */
enum {
    STORY_SETTINGS_READ = 1, /* config.ini is not needed any more */
    STORY_WINDOWS_CHANGED = 2,
    STORY_LOGIN_STALLS = 4, /* the login window may be back: unless more follows soon, it is */
    STORY_LOGIN_GOES_ON = 8,
    STORY_TOKEN_IN_DOUBT = 16 /* a login window shows, although none should: unless more follows soon, it stays */
};

struct story_turn {
    enum session_event event; /* EVENT_NONE: nothing to tell */
    const char *why; /* into the line, or constant; NULL: nothing to add */
    unsigned duties; /* STORY_… bits */
};

struct story_turn ibc_story_take(struct ibc_story *story, const char *line);

/* What is known of a window, in the words in which the other driver says it; secrets as in text_add_masked. */
void ibc_story_describe(const struct story_window *window, const char *const *secrets, struct text *out);

/* A window is open that only a person can answer, or the login cannot be filled in. */
bool ibc_story_needs_person(const struct ibc_story *story);

#endif
