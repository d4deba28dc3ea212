/* SPDX-License-Identifier: MIT
 *
 * The agent's wire, without a socket: bytes in, events and windows out; and the text of a command. The format is
 * that of src/agent/README.md: lines of tab-separated fields with \n \t \r \\ escaped. Lines that make no sense are
 * told as such and change nothing.
 */
#ifndef SESSION_WIRE_H
#define SESSION_WIRE_H

#include "base/text.h"
#include "session/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text of 2000 UTF-16 units with everything escaped, a name, a class and numbers. */
enum { WIRE_LINE = 20480 };

enum wire_event_kind {
    WIRE_NOTHING, /* all bytes are used up */
    WIRE_HELLO,
    WIRE_OPENED,
    WIRE_CHANGED,
    WIRE_CLOSED,
    WIRE_OK, /* a command was carried out */
    WIRE_REFUSED, /* or not: event::why */
    WIRE_BYE,
    WIRE_CROWDED, /* a window is open for which there is no slot */
    WIRE_SENSELESS
};

struct wire_event {
    enum wire_event_kind kind;
    struct window *window; /* WIRE_OPENED, WIRE_CHANGED; in wire::windows */
    int64_t id; /* of the window (also WIRE_CLOSED), or the number of the command */
    const char *why; /* valid until the next wire_push */
};

struct wire {
    struct window windows[WINDOW_SLOTS]; /* id 0: free */
    struct window draft; /* the one being told */
    enum wire_event_kind drafting; /* WIRE_OPENED, WIRE_CHANGED (also the dump of a window), or WIRE_NOTHING */
    bool passing; /* over a message of no interest */
    bool overlong; /* the line is: its rest is dropped */
    size_t length;
    char line[WIRE_LINE];
};

/* Forgets everything: for a new connection. */
void wire_reset(struct wire *wire);

/* Takes bytes until one event is complete, and gives how many it took; *event is WIRE_NOTHING when they are used up. */
size_t wire_push(struct wire *wire, const char *bytes, size_t length, struct wire_event *event);

/* The window with that id, or NULL. */
struct window *wire_window(struct wire *wire, int64_t id);

/* Adds the line of one command; out->cut tells when it does not fit. */
void wire_command(struct text *out, uint32_t number, const char *verb, int64_t target, const char *argument);

#endif
