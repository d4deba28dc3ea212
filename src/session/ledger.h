/* SPDX-License-Identifier: MIT
 *
 * What a session must not forget when its container is started anew: the logins of the last hour, and how often in a row
 * they were refused. Pure; times are wall-clock seconds. ledger_file.c keeps it on disk as text:
 *
 *   gatehouse-session 1
 *   settings KEY FINGERPRINT      hexadecimal, see fingerprint.h
 *   refusals N REASON
 *   wait SECONDS                  if the servers said so: no login before
 *   attempt SECONDS [answered]    one line each, the oldest first; answered: a person confirmed it
 *   end
 */
#ifndef SESSION_LEDGER_H
#define SESSION_LEDGER_H

#include "base/text.h"
#include "control/board.h"
#include "session/fingerprint.h"

#include <stdbool.h>
#include <stdint.h>

enum { LEDGER_ATTEMPTS = 60, LEDGER_HOUR_S = 3600, LEDGER_FILE = 4096, LEDGER_LONGEST_WAIT_S = 86400 };

struct ledger_attempt {
    int64_t at;
    bool answered; /* rang somebody's telephone */
};

struct ledger {
    uint8_t key[FINGERPRINT_KEY];
    uint16_t settings;
    unsigned refusals;
    char why[BOARD_TEXT]; /* of the last refusal */
    int64_t wait_until; /* the servers said to wait; 0: they did not */
    unsigned count;
    struct ledger_attempt attempts[LEDGER_ATTEMPTS];
};

/* False when the text is not whole: *ledger is as it was then. */
bool ledger_parse(struct ledger *ledger, const char *text) MUST_CHECK;
void ledger_format(const struct ledger *ledger, struct text *text);

/* A login is sent, was confirmed by a person, or led to a session. The last of these forgives the logins before it but
 * those a person had to confirm; `settled`, after a while, forgives these too. True when anything changed. */
void ledger_note_attempt(struct ledger *ledger, int64_t now);
bool ledger_note_answered(struct ledger *ledger);
bool ledger_note_success(struct ledger *ledger, bool settled);

/* A person said to try again, or the settings have changed. */
void ledger_forgive(struct ledger *ledger);

/* The servers said to wait that many seconds; more than a day is taken for a day. */
void ledger_note_wait(struct ledger *ledger, int64_t seconds, int64_t now);

/* The seconds that a text says to wait: "Please wait 2 minutes & 3 seconds"; 0 when it names none. */
int64_t ledger_read_wait(const char *text);

/* A ledger that cannot be read: one login is left, and none if that is refused. */
void ledger_distrust(struct ledger *ledger, unsigned budget, int64_t now);

/* Logins within the hour before `now`. One from the future, because the clock was set back, counts as of now. */
unsigned ledger_recent(struct ledger *ledger, int64_t now);

/* When the next login may be sent: `now`, or later when the budget is spent, or the servers said to wait. */
int64_t ledger_next(struct ledger *ledger, unsigned budget, int64_t now);

#endif
