/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/ibc_log.h"

#include "base/macros.h"
#include "base/text.h"

#include <string.h>

enum match { MATCH_START, MATCH_WHOLE, MATCH_PART };

/* The first row that fits wins. */
static const struct {
    const char *text;
    enum match match;
    enum ibc_word word;
} messages[] = {
    { "version: ", MATCH_START, IBC_HAS_SETTINGS },
    { "CommandServer started and is ready", MATCH_START, IBC_COMMANDS_READY },
    { "CommandServer closing", MATCH_START, IBC_COMMANDS_CLOSED },
    { "Login dialog WINDOW_OPENED", MATCH_START, IBC_LOGIN_WINDOW },
    { "Login attempt: ", MATCH_START, IBC_ATTEMPT },
    { "Login has completed", MATCH_WHOLE, IBC_LOGGED_IN },
    { "Configuration tasks completed", MATCH_START, IBC_CONFIGURED },
    { "getConfigDialog could not find", MATCH_START, IBC_NOT_CONFIGURED },
    { "Login failed", MATCH_WHOLE, IBC_LOGIN_FAILED },
    { "Login error message:", MATCH_START, IBC_LOGIN_ERROR },
    { "Connection to server failed", MATCH_START, IBC_SERVER_AWAY },
    { "Too many failed login attempts", MATCH_START, IBC_TOO_MANY_ATTEMPTS },
    { "could not find second factor device", MATCH_START, IBC_NO_SUCH_DEVICE },
    { "Re-login to session", MATCH_START, IBC_RELOGIN },
    { "let the other one proceed", MATCH_PART, IBC_GIVES_WAY },
    { "End this session and let the other session proceed", MATCH_START, IBC_GIVES_WAY },
    { "must choose whether to continue with this session", MATCH_PART, IBC_ASKS_PERSON },
    { "Exiting after error with exit code=", MATCH_START, IBC_ENDS },
};

static const struct {
    const char *start, *end;
    enum ibc_word word;
} windows[] = {
    { "detected dialog entitled: ", "; event=Opened", IBC_OPENED },
    { "detected frame entitled: ", "; event=Opened", IBC_OPENED },
    { "detected dialog entitled: ", "; event=Closed", IBC_CLOSED },
    { "detected frame entitled: ", "; event=Closed", IBC_CLOSED },
    { "Window structure for dialog entitled: ", "; event=Opened", IBC_UNKNOWN_WINDOW },
    { "Window structure for frame entitled: ", "; event=Opened", IBC_UNKNOWN_WINDOW },
};

/* "2026-11-22 23:51:57:452 IBC: " and what follows; NULL: the line is not so marked. */
static const char *after_mark(const char *line)
{
    static const char shape[] = "0000-00-00 00:00:00:000 IBC: ";
    for (unsigned i = 0; shape[i]; i++) {
        bool digit = line[i] >= '0' && line[i] <= '9';
        if (shape[i] == '0' ? !digit : line[i] != shape[i]) return NULL;
    }
    return line + strlen(shape);
}

static bool fits(const char *message, const char *text, enum match match)
{
    switch (match) {
    case MATCH_START: return text_starts_with(message, text);
    case MATCH_WHOLE: return text_equal(message, text);
    case MATCH_PART: return strstr(message, text) != NULL;
    }
    return false;
}

static bool read_window(const char *message, struct ibc_line *read)
{
    size_t length = strlen(message);
    for (size_t i = 0; i < ARRAY_LENGTH(windows); i++) {
        size_t start = strlen(windows[i].start), end = strlen(windows[i].end);
        if (length < start + end || !text_starts_with(message, windows[i].start)) continue;
        if (!text_equal(message + length - end, windows[i].end)) continue;
        *read = (struct ibc_line) { windows[i].word, message + start, (unsigned) (length - start - end) };
        return true;
    }
    return false;
}

struct ibc_line ibc_log_read(const char *line)
{
    const char *message = after_mark(line);
    if (!message) return (struct ibc_line) { IBC_RAW, line, (unsigned) strlen(line) };
    struct ibc_line read = { IBC_NOTHING, message, (unsigned) strlen(message) };
    if (read_window(message, &read)) return read;
    for (size_t i = 0; i < ARRAY_LENGTH(messages); i++) {
        if (!fits(message, messages[i].text, messages[i].match)) continue;
        read.word = messages[i].word;
        break;
    }
    return read;
}

bool ibc_log_component(const char *line, bool *is_button, const char **text, unsigned *length)
{
    static const char *const kinds[] = { "{JButton: ", "{JLabel: ", "{JTextArea: ", "{JTextPane: ", "{JCheckBox: ",
                                         "{JToggleButton: ", "{JRadioButton: " };
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        const char *found = strstr(line, kinds[i]);
        if (!found) continue;
        *text = found + strlen(kinds[i]);
        size_t rest = strlen(*text);
        while (rest > 0 && strchr("} \r", (*text)[rest - 1])) rest--;
        *length = (unsigned) rest;
        *is_button = i == 0;
        return rest > 0;
    }
    return false;
}

bool ibc_log_is_noise(const char *line)
{
    static const char *const parts[] = {
        "; event=Activated", "; event=Focused", "; event=Lost focus", "; event=Deactivated", "(javax.swing.",
        "Object.Component.Container", " IBC: Tws settings will be saved at ", " IBC: Found setting: ",
        " config dialog", " main window",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        if (strstr(line, parts[i])) return true;
    return !*line;
}

const char *ibc_log_without_mark(const char *line)
{
    const char *message = after_mark(line);
    return message ? message - strlen("IBC: ") : line;
}
