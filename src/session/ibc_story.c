/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/ibc_story.h"

#include "session/ibc_log.h"

#include <string.h>
#include <strings.h>

enum title_kind { TITLE_OTHER, TITLE_FACTOR, TITLE_REFUSED, TITLE_SPLASH, TITLE_LAST_SPLASH, TITLE_EXISTING };

/* Titles that mean something to us; the first that is part of a window's title wins. */
static const struct {
    const char *part;
    enum title_kind kind;
} titles[] = {
    { "Second Factor Authentication", TITLE_FACTOR },
    { "Security Code Card Authentication", TITLE_FACTOR },
    { "Unrecognized Username or Password", TITLE_REFUSED },
    { "Starting application", TITLE_LAST_SPLASH },
    { "Authenticating", TITLE_SPLASH },
    { "Connecting to server", TITLE_SPLASH },
    { "Initializing environment", TITLE_SPLASH },
    { "Downloading settings", TITLE_SPLASH },
    { "Loading", TITLE_SPLASH },
    { "Existing session detected", TITLE_EXISTING },
    { "Trading Login Handoff", TITLE_EXISTING },
};

/* What the text of a "Login Error" says when it is about the credentials. */
static const char *const refusals[] = { "username or password", "user name or password", "invalid login" };

static enum title_kind kind_of(const char *title)
{
    for (size_t i = 0; i < ARRAY_LENGTH(titles); i++)
        if (text_contains_ignoring_case(title, titles[i].part)) return titles[i].kind;
    return TITLE_OTHER;
}

static struct story_turn tell(enum session_event event, const char *why, unsigned duties)
{
    return (struct story_turn) { .event = event, .why = why, .duties = duties };
}

/* Where IBC typed no password, it is the token that was not let in. */
static struct story_turn refuse(struct ibc_story *story, const char *why)
{
    bool by_token = story->relogin || (story->resumed && !story->attempted);
    story->failed = true;
    return tell(by_token ? EVENT_TOKEN_REFUSED : EVENT_CREDENTIALS_REFUSED, why, STORY_LOGIN_GOES_ON);
}

static struct story_turn fail(struct ibc_story *story, enum session_event event, const char *why)
{
    story->failed = true;
    return tell(event, why, STORY_LOGIN_GOES_ON);
}

/* ---- windows IBC does not know, or leaves to a person ---- */

static struct story_window *add_window(struct ibc_story *story, const char *title)
{
    if (story->window_count == STORY_WINDOWS) return NULL;
    struct story_window *window = &story->windows[story->window_count++];
    *window = (struct story_window) { .told = false };
    text_print(window->title, "%s", title);
    return window;
}

static struct story_turn add_unknown(struct ibc_story *story, const char *title)
{
    story->described = kind_of(title) == TITLE_OTHER ? add_window(story, title) : NULL;
    return tell(EVENT_NONE, NULL, 0);
}

static struct story_turn leave_to_person(struct ibc_story *story)
{
    add_window(story, story->question);
    return tell(EVENT_PERSON_WANTED, "the user is logged in elsewhere: a person is to decide who goes on",
                STORY_LOGIN_GOES_ON | STORY_WINDOWS_CHANGED);
}

static void add_piece(char *pieces, size_t room, const char *piece, unsigned length)
{
    struct text text = { .bytes = pieces, .room = room, .length = strlen(pieces) };
    text_format(&text, "%s%.*s", text.length ? " | " : "", (int) length, piece);
}

static void describe_more(struct ibc_story *story, const char *line)
{
    bool is_button;
    const char *piece;
    unsigned length;
    struct story_window *window = story->described;
    if (!window || !ibc_log_component(line, &is_button, &piece, &length)) return;
    if (is_button) add_piece(window->buttons, sizeof window->buttons, piece, length);
    else add_piece(window->texts, sizeof window->texts, piece, length);
}

static bool remove_window(struct ibc_story *story, const char *title)
{
    for (unsigned i = 0; i < story->window_count; i++) {
        if (!text_equal(story->windows[i].title, title)) continue;
        story->window_count--;
        memmove(&story->windows[i], &story->windows[i + 1], (story->window_count - i) * sizeof story->windows[0]);
        story->described = NULL;
        return true;
    }
    return false;
}

/* ---- windows that mean something ---- */

static struct story_turn opened(struct ibc_story *story, const char *title)
{
    switch (kind_of(title)) {
    case TITLE_FACTOR: return tell(EVENT_SECOND_FACTOR_WANTED, NULL, STORY_LOGIN_GOES_ON);
    case TITLE_REFUSED: return refuse(story, "Unrecognized Username or Password");
    case TITLE_SPLASH:
    case TITLE_LAST_SPLASH: return tell(EVENT_NONE, NULL, STORY_LOGIN_GOES_ON);
    case TITLE_EXISTING:
        text_print(story->question, "%s", title);
        return tell(EVENT_NONE, NULL, STORY_LOGIN_GOES_ON);
    case TITLE_OTHER: break;
    }
    return tell(EVENT_NONE, NULL, 0);
}

static struct story_turn closed(struct ibc_story *story, const char *title)
{
    bool under_way = (story->attempted || story->relogin) && !story->logged_in && !story->failed;
    switch (kind_of(title)) {
    case TITLE_FACTOR: return tell(EVENT_SECOND_FACTOR_GIVEN, NULL, 0);
    case TITLE_SPLASH: return tell(EVENT_NONE, NULL, under_way ? STORY_LOGIN_STALLS : 0);
    case TITLE_REFUSED:
    case TITLE_LAST_SPLASH:
    case TITLE_EXISTING:
    case TITLE_OTHER: break;
    }
    return tell(EVENT_NONE, NULL, remove_window(story, title) ? STORY_WINDOWS_CHANGED : 0);
}

/* ---- lines ---- */

static struct story_turn take_raw(struct ibc_story *story, const char *line)
{
    describe_more(story, line);
    if (!story->error_follows || !*line) return tell(EVENT_NONE, NULL, 0);
    story->error_follows = false;
    for (size_t i = 0; i < ARRAY_LENGTH(refusals); i++)
        if (text_contains_ignoring_case(line, refusals[i])) return refuse(story, line);
    return fail(story, EVENT_LOGIN_TROUBLE, line);
}

static struct story_turn see_login_window(struct ibc_story *story)
{
    if (story->window_seen) return tell(EVENT_NONE, NULL, 0);
    story->window_seen = true;
    return tell(EVENT_LOGIN_WINDOW, NULL, story->resumed ? STORY_TOKEN_IN_DOUBT : 0);
}

static struct story_turn take_message(struct ibc_story *story, const struct ibc_line *line, const char *title)
{
    switch (line->word) {
    case IBC_NOTHING:
    case IBC_ENDS: break;
    case IBC_RAW: return take_raw(story, line->rest);
    case IBC_HAS_SETTINGS: return tell(EVENT_NONE, NULL, STORY_SETTINGS_READ);
    case IBC_COMMANDS_READY: story->commands_ready = true; break;
    case IBC_COMMANDS_CLOSED: story->commands_ready = false; break;
    case IBC_LOGIN_WINDOW: return see_login_window(story);
    case IBC_ATTEMPT: story->attempted = true; return tell(EVENT_LOGIN_SUBMITTED, NULL, STORY_LOGIN_GOES_ON);
    case IBC_LOGGED_IN: story->logged_in = true; return tell(EVENT_LOGGED_IN, NULL, STORY_LOGIN_GOES_ON);
    case IBC_CONFIGURED: story->configured = true; return tell(EVENT_CONFIGURED, NULL, 0);
    case IBC_NOT_CONFIGURED: return tell(EVENT_NOT_CONFIGURED, line->rest, 0);
    case IBC_LOGIN_FAILED: return refuse(story, "Login failed");
    case IBC_LOGIN_ERROR: story->error_follows = true; break;
    case IBC_SERVER_AWAY: return fail(story, EVENT_SERVER_AWAY, line->rest);
    case IBC_TOO_MANY_ATTEMPTS: return fail(story, EVENT_TOO_MANY_ATTEMPTS, line->rest);
    case IBC_NO_SUCH_DEVICE: story->no_such_device = true; return tell(EVENT_PERSON_WANTED, line->rest, 0);
    case IBC_RELOGIN: story->relogin = true; story->logged_in = false; return tell(EVENT_RELOGIN, NULL, 0);
    case IBC_GIVES_WAY: story->gives_way = true; return tell(EVENT_OTHER_SESSION, line->rest, STORY_LOGIN_GOES_ON);
    case IBC_OPENED: return opened(story, title);
    case IBC_CLOSED: return closed(story, title);
    case IBC_ASKS_PERSON: return leave_to_person(story);
    case IBC_UNKNOWN_WINDOW: return add_unknown(story, title);
    }
    return tell(EVENT_NONE, NULL, 0);
}

struct story_turn ibc_story_take(struct ibc_story *story, const char *line)
{
    char title[STORY_TITLE];
    struct ibc_line read = ibc_log_read(line);
    bool described = story->described && read.word != IBC_RAW;
    text_print(title, "%.*s", (int) read.rest_length, read.rest);
    if (described) story->described = NULL;
    struct story_turn turn = take_message(story, &read, title);
    if (described) turn.duties |= STORY_WINDOWS_CHANGED;
    return turn;
}

void ibc_story_describe(const struct story_window *window, const char *const *secrets, struct text *out)
{
    text_add(out, "\"");
    text_add_masked(out, window->title, STORY_TITLE, secrets);
    text_add(out, "\": texts [");
    text_add_masked(out, window->texts, STORY_TEXTS, secrets);
    text_add(out, "] buttons [");
    text_add_masked(out, window->buttons, STORY_TITLE, secrets);
    text_add(out, "]");
}

bool ibc_story_needs_person(const struct ibc_story *story)
{
    bool not_filled = story->window_seen && !story->attempted && !story->resumed;
    return story->window_count > 0 || story->no_such_device || not_filled;
}
