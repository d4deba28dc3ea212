/* SPDX-License-Identifier: MIT
 *
 * The ledger on disk: `.session` in the session's settings folder, mode 0600, replaced as a whole. Blocks on the disk.
 */
#ifndef SESSION_LEDGER_FILE_H
#define SESSION_LEDGER_FILE_H

#include "session/ledger.h"

enum ledger_reading {
    LEDGER_READ,
    LEDGER_NONE, /* there is none yet */
    LEDGER_DAMAGED /* there is one that cannot be read; *ledger is as it was */
};

enum ledger_reading ledger_load(struct ledger *ledger, const char *folder) MUST_CHECK;

/* False with errno: what was there before is still there. */
bool ledger_save(const struct ledger *ledger, const char *folder) MUST_CHECK;

/* A key nobody can guess, for a new ledger. */
void ledger_make_key(struct ledger *ledger);

#endif
