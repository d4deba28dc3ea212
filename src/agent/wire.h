// SPDX-License-Identifier: MIT
//
// The line to the supervisor: one unix stream socket, a bounded queue of bytes in front of it, and the
// one place where the agent thread waits. It knows neither messages nor Java (what is said on the line
// is described in README.md). The agent thread connects, waits, receives and closes; any thread says.

#ifndef AGENT_WIRE_H
#define AGENT_WIRE_H

#include "agent/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// Makes what wakes the agent thread. Once, before all others. -1 with errno.
int wire_init(void);

// Agent thread. Connects to the listener at path and makes greeting the first thing said. Gives the
// number of the line (never 0, another one each time), or 0 if nobody listens, or if who listens is
// neither our own user nor root. A unix socket does not block here, unless the listener's backlog is full.
unsigned wire_connect(const char *path, const struct text *greeting);

// Agent thread. Ends the line; what was not sent is dropped. Harmless without one.
void wire_close(void);

// Agent thread. Waits until the peer sent something or hung up (true), or else until it is woken or the
// time is over (false; timeout_ms of -1 waits for ever). Sends what is queued as soon as there is room.
// Without wants_input the peer's bytes are left where they are. Without a line only a wake ends it.
bool wire_wait(bool wants_input, int timeout_ms);

// Agent thread. Takes what the peer sent. Never blocks: 0 is nothing yet, -1 is the end of the line.
ssize_t wire_receive(char *bytes, size_t size);

// Any thread, never blocks. Queues one whole message for the given line, or for whichever is up if line
// is 0; a message for a line that is gone is dropped. A peer that leaves 4 MiB unread loses the line: it
// sees the end of it, and gets all windows anew on the next one.
void wire_say(unsigned line, const struct text *message);

// Any thread, never blocks. As wire_say to the line that is up, and all later messages are dropped.
void wire_say_last(const struct text *message);

// Any thread. The number of the line that is up, or 0.
unsigned wire_line(void);

// Any thread, never blocks. Lets wire_wait return.
void wire_wake(void);

#endif
