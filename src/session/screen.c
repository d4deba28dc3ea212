/* SPDX-License-Identifier: MIT
 *
 * What the native driver does about each window that comes, changes or goes: the decision is the table's, the carrying
 * out and the telling are here.
 */
#include "session/native.h"

#include "base/log.h"
#include "base/text.h"

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

static void log_unknown(const struct driver *driver, const struct window *window)
{
    const char *secrets[3];
    char description[DESCRIPTION];
    struct text text = TEXT_IN(description);
    secrets_of(driver, secrets);
    window_describe(window, secrets, &text);
    log_info("session %s: unknown window %s", driver->setup.name, description);
}

void screen_tell_unknown(struct driver *driver)
{
    const char *secrets[3];
    char lines[BOARD_WINDOWS_TEXT] = "";
    struct text text = TEXT_IN(lines);
    secrets_of(driver, secrets);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        const struct window *window = &driver->wire->windows[i];
        if (window->id == 0 || driver->shown[i].id != window->id || driver->shown[i].dialog) continue;
        if (text.length > 0) text_add(&text, "\n");
        window_describe(window, secrets, &text);
    }
    driver->setup.on_windows(driver->setup.owner, lines);
}

/* What a window means when it is first recognised as such. */
static void tell_opened(struct driver *driver, const struct window *window, const struct dialog *dialog)
{
    const char *secrets[3];
    char why[WHY];
    struct text text = TEXT_IN(why);
    enum session_event event = dialog->opened;
    if (event == EVENT_NONE || (event == EVENT_LOGIN_WINDOW && driver->login.seen)) return;
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
    if (news) native_tell(driver, EVENT_LOGGED_IN, "main window");
}

static void press_exit(struct driver *driver, const struct window *window)
{
    int64_t item = dialog_find_exit(window);
    if (!driver->close_wanted || !item) return;
    driver->close_wanted = false;
    native_send(driver, FOR_CLOSING, window->id, "click", item, "");
}

static void act(struct driver *driver, const struct window *window, struct shown *shown, struct decision decision)
{
    if (decision.dialog && decision.dialog->role == DIALOG_MAIN) press_exit(driver, window);
    switch (decision.act) {
    case DIALOG_NOTHING:
    case DIALOG_WAIT: break;
    case DIALOG_FILL_LOGIN: login_look(driver, window); break;
    case DIALOG_CLICK:
        if (shown->answered) break;
        shown->answered = true;
        log_info("session %s: answering \"%s\"", driver->setup.name, decision.dialog->name);
        native_send(driver, FOR_DIALOG, window->id, "click", decision.component, "");
        break;
    }
}

void screen_look_at(struct driver *driver, const struct window *window, bool opened)
{
    struct dialog_context context = native_context(driver);
    struct decision decision = dialog_decide(window, &context);
    struct shown *shown = screen_shown(driver, window);
    bool news = opened || shown->dialog != decision.dialog, was_unknown = !opened && !shown->dialog;
    shown->dialog = decision.dialog;
    if (dialog_is_last_splash(window)) driver->started = true;
    if (!decision.dialog && !shown->told) {
        shown->told = true;
        log_unknown(driver, window);
    }
    if (!decision.dialog || was_unknown) screen_tell_unknown(driver);
    if (news && decision.dialog) tell_opened(driver, window, decision.dialog);
    act(driver, window, shown, decision);
}

void screen_look_at_all(struct driver *driver)
{
    for (unsigned i = 0; i < WINDOW_SLOTS; i++)
        if (driver->wire->windows[i].id != 0) screen_look_at(driver, &driver->wire->windows[i], false);
}

void screen_forget(struct driver *driver, int64_t id)
{
    login_closed(driver, id);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) {
        struct shown *shown = &driver->shown[i];
        if (shown->id != id) continue;
        const struct dialog *dialog = shown->dialog;
        *shown = (struct shown) { 0 };
        if (!dialog) screen_tell_unknown(driver);
        else if (dialog->closed != EVENT_NONE) native_tell(driver, dialog->closed, dialog->name);
        return;
    }
}
