/* SPDX-License-Identifier: MIT
 *
 * What a line of IBC's standard output means. Pure: one line in, its meaning out; what it means in its place among the
 * others is ibc_story.c's business. The texts are those of IBC 3.24.1.
 */
#ifndef SESSION_IBC_LOG_H
#define SESSION_IBC_LOG_H

#include <stdbool.h>

enum ibc_word {
    IBC_NOTHING, /* a line of its own that means nothing to us */
    IBC_RAW, /* without IBC's mark: what the program itself wrote, or the rest of a longer message */
    IBC_HAS_SETTINGS, /* its config.ini has been read */
    IBC_COMMANDS_READY,
    IBC_COMMANDS_CLOSED,
    IBC_LOGIN_WINDOW,
    IBC_ATTEMPT, /* user and password are in their fields, the button is clicked */
    IBC_LOGGED_IN,
    IBC_CONFIGURED,
    IBC_NOT_CONFIGURED,
    IBC_LOGIN_FAILED, /* the dialog of that name */
    IBC_LOGIN_ERROR, /* its text follows as IBC_RAW */
    IBC_SERVER_AWAY,
    IBC_TOO_MANY_ATTEMPTS,
    IBC_NO_SUCH_DEVICE,
    IBC_RELOGIN, /* in the middle of a session, it clicks "Re-login" */
    IBC_GIVES_WAY, /* to another session of the user */
    IBC_ASKS_PERSON, /* the same, but a person is to decide which one goes on */
    IBC_OPENED, /* a window: its title is the rest */
    IBC_CLOSED,
    IBC_UNKNOWN_WINDOW, /* one that IBC does not know was opened; what is in it follows as IBC_RAW */
    IBC_ENDS /* with an error; the rest is its code */
};

struct ibc_line {
    enum ibc_word word;
    const char *rest; /* into the line: without time and mark; for windows the title */
    unsigned rest_length;
};

struct ibc_line ibc_log_read(const char *line);

/* A piece of a window's description, "…{JLabel: text}": its text, into the line. False: it holds none worth telling. */
bool ibc_log_component(const char *line, bool *is_button, const char **text, unsigned *length);

/* Whether a line is not worth a place in our log: what every window that comes and goes makes IBC say. */
bool ibc_log_is_noise(const char *line);

/* The line from "IBC: " on: the time is the logger's business. One without that mark as it is. */
const char *ibc_log_without_mark(const char *line);

#endif
