/* SPDX-License-Identifier: MIT
 *
 * What the native driver does about each window that comes, changes or goes: the decision is the table's, the carrying
 * out and the telling are here.
 */
#include "session/native.h"

#include "base/log.h"
#include "base/text.h"
#include "session/dialog_actions.h"

enum { DESCRIPTION = 900, WHY = BOARD_TEXT };

struct shown *screen_shown(struct driver *driver, const struct window *window)
{
    struct shown *shown = &driver->shown[window - driver->wire->windows];
    if (shown->id != window->id) *shown = (struct shown) { .id = window->id };
    return shown;
}

const struct window *screen_find(const struct driver *driver, enum dialog_role role)
{
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        const struct dialog *dialog = driver->shown[i].id ? driver->shown[i].dialog : NULL;
        if (dialog && dialog->role == role) return &driver->wire->windows[i];
    }
    return NULL;
}

/* Texts of a window may name the user. */
static void secrets_of(const struct driver *driver, const char *secrets[3])
{
    secrets[0] = driver->setup.password;
    secrets[1] = driver->setup.user;
    secrets[2] = NULL;
}

static void log_reported(const struct driver *driver, const struct window *window, const struct dialog *dialog)
{
    const char *secrets[3];
    char description[DESCRIPTION];
    struct text text = TEXT_IN(description);
    secrets_of(driver, secrets);
    window_describe(window, secrets, &text);
    if (dialog) log_info("session %s: left to a person (%s): %s", driver->setup.name, dialog->name, description);
    else log_info("session %s: unknown window %s", driver->setup.name, description);
}

void screen_tell_unknown(struct driver *driver)
{
    const char *secrets[3];
    char lines[BOARD_WINDOWS_TEXT] = "";
    struct text text = TEXT_IN(lines);
    secrets_of(driver, secrets);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        const struct window *window = &driver->wire->windows[i];
        if (window->id == 0 || driver->shown[i].id != window->id || !driver->shown[i].reported) continue;
        if (text.length > 0) text_add(&text, "\n");
        window_describe(window, secrets, &text);
    }
    driver->setup.on_windows(driver->setup.owner, lines);
}

const struct window *screen_main(const struct driver *driver)
{
    return driver->logged_in && !driver->stopping ? screen_find(driver, DIALOG_MAIN) : NULL;
}

/* Where nothing was typed, or it was good enough before, it is not the password that is refused. */
static enum session_event meaning_of(const struct driver *driver, const struct dialog *dialog)
{
    bool failed = dialog->opened == EVENT_CREDENTIALS_REFUSED || dialog->opened == EVENT_LOGIN_TROUBLE;
    bool by_token = driver->relogin || (driver->resumed && !driver->login.pressed);
    return failed && by_token ? EVENT_TOKEN_REFUSED : dialog->opened;
}

/* What a window means when it is first recognised as such. */
static void tell_opened(struct driver *driver, const struct window *window, const struct dialog *dialog)
{
    const char *secrets[3];
    char why[WHY];
    struct text text = TEXT_IN(why);
    enum session_event event = meaning_of(driver, dialog);
    if (event == EVENT_NONE || (event == EVENT_LOGIN_WINDOW && driver->login.seen)) return;
    if (event == EVENT_RELOGIN) driver->relogin = true;
    if (dialog->role != DIALOG_REFUSED && dialog->role != DIALOG_TROUBLE) {
        native_tell(driver, event, dialog->name);
        return;
    }
    secrets_of(driver, secrets);
    text_format(&text, "%s: ", window_title(window));
    window_sentence(window, secrets, &text);
    native_tell(driver, event, why);
}

void screen_look_at_whole(struct driver *driver)
{
    bool logged_in = dialog_logged_in(driver->wire->windows, WINDOW_SLOTS, driver->started);
    bool news = logged_in && !driver->logged_in;
    driver->logged_in = logged_in;
    if (!news) return;
    driver->was_logged_in = true;
    driver->relogin = false;
    second_factor_over(driver);
    upkeep_logged_in(driver);
    native_tell(driver, EVENT_LOGGED_IN, "main window");
}

static void press_exit(struct driver *driver, const struct window *window)
{
    int64_t item = dialog_find_exit(window);
    if (!driver->close_wanted || !item) return;
    driver->close_wanted = false;
    native_send(driver, FOR_CLOSING, window->id, "click", item, "");
}

/* What is in the log of a notice goes with it: it will not be there to be read. */
static void log_answer(const struct driver *driver, const struct window *window, const struct decision *decision)
{
    const char *secrets[3], *no = decision->answer == ANSWER_NO ? " with no" : "";
    char sentence[DESCRIPTION];
    struct text text = TEXT_IN(sentence);
    secrets_of(driver, secrets);
    window_sentence(window, secrets, &text);
    log_info("session %s: answering \"%s\"%s (%s)", driver->setup.name, decision->dialog->name, no,
             sentence);
}

static void answer(struct driver *driver, const struct window *window, struct shown *shown,
                   const struct decision *decision)
{
    if (shown->answered) return;
    shown->answered = true;
    log_answer(driver, window, decision);
    if (decision->check) native_send(driver, FOR_DIALOG, window->id, "check", decision->check, "1");
    if (decision->component) native_send(driver, FOR_DIALOG, window->id, "click", decision->component, "");
    else if (decision->act == DIALOG_CLOSE) native_send(driver, FOR_DIALOG, window->id, "close", window->id, "");
}

/* The other session has the user's place, or is sent away. Giving way is final, so it is told at once. */
static void settle_existing(struct driver *driver, const struct decision *decision)
{
    bool before = !driver->was_logged_in;
    if (decision->answer == ANSWER_YES && before) driver->continued++;
    if (decision->answer != ANSWER_NO) return;
    native_tell(driver, EVENT_OTHER_SESSION, before ? "the user is logged in elsewhere; this session gives way"
                                                    : "another login of the user takes over; this session gives way");
}

static void follow_user(struct driver *driver, const struct window *window, struct shown *shown)
{
    struct dialog_action action = dialog_actions_find(driver->setup.config->dialog_actions, window);
    if (shown->answered || driver->stopping) return;
    if (action.kind != DIALOG_ACTION_CLICK && action.kind != DIALOG_ACTION_CROSS) return;
    shown->answered = true;
    log_info("session %s: answering \"%s\" with %s, as DIALOG_ACTIONS says", driver->setup.name, window_title(window),
             action.button);
    if (action.component) native_send(driver, FOR_DIALOG, window->id, "click", action.component, "");
    else native_send(driver, FOR_DIALOG, window->id, "close", window->id, "");
}

static void act(struct driver *driver, const struct window *window, struct shown *shown,
                const struct decision *decision)
{
    bool first = !shown->answered;
    enum dialog_role role = decision->dialog ? decision->dialog->role : DIALOG_UNKNOWN;
    if (role == DIALOG_MAIN) press_exit(driver, window);
    if (role == DIALOG_SECOND_FACTOR && !driver->stopping) second_factor_look(driver, window);
    switch (decision->act) {
    case DIALOG_NOTHING:
    case DIALOG_WAIT:
    case DIALOG_REPORT: break;
    case DIALOG_FILL_LOGIN: login_look(driver, window); return;
    case DIALOG_CLICK:
    case DIALOG_CLOSE: answer(driver, window, shown, decision); break;
    }
    if (shown->reported) follow_user(driver, window, shown);
    bool settled = shown->answered || decision->answer == ANSWER_NO;
    if (role == DIALOG_EXISTING && first && settled) settle_existing(driver, decision);
}

/* Once for each window: in the log, and for what is known to wait for a person to the session. */
static void report(struct driver *driver, const struct window *window, struct shown *shown)
{
    char why[WHY];
    if (shown->told) return;
    shown->told = true;
    log_reported(driver, window, shown->dialog);
    if (!shown->dialog) return;
    text_print(why, "\"%s\" waits for a person", shown->dialog->name);
    native_tell(driver, EVENT_PERSON_WANTED, why);
}

void screen_look_at(struct driver *driver, const struct window *window, bool opened)
{
    struct dialog_context context = native_context(driver);
    struct decision decision = dialog_decide(window, &context);
    struct shown *shown = screen_shown(driver, window);
    const struct dialog *before = opened ? NULL : shown->dialog;
    bool news = opened || before != decision.dialog, was_reported = !opened && shown->reported;
    if (news && before && before->closed != EVENT_NONE) native_tell(driver, before->closed, before->name);
    shown->dialog = decision.dialog;
    shown->reported = !decision.dialog || decision.act == DIALOG_REPORT;
    if (dialog_is_last_splash(window)) driver->started = true;
    if (shown->reported) report(driver, window, shown);
    if (shown->reported || was_reported) screen_tell_unknown(driver);
    if (news && decision.dialog) tell_opened(driver, window, decision.dialog);
    act(driver, window, shown, &decision);
}

void screen_look_at_all(struct driver *driver)
{
    for (unsigned i = 0; i < WINDOW_SLOTS; i++)
        if (driver->wire->windows[i].id != 0) screen_look_at(driver, &driver->wire->windows[i], false);
}

void screen_forget(struct driver *driver, int64_t id)
{
    login_closed(driver, id);
    second_factor_closed(driver, id);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        struct shown *shown = &driver->shown[i];
        if (shown->id != id) continue;
        const struct dialog *dialog = shown->dialog;
        bool was_reported = shown->reported;
        *shown = (struct shown) { 0 };
        if (was_reported) screen_tell_unknown(driver);
        if (dialog && dialog->closed != EVENT_NONE) native_tell(driver, dialog->closed, dialog->name);
        return;
    }
}
