/* SPDX-License-Identifier: MIT
 *
 * How long a stop can take when nobody stops by himself, along the order in which services are stopped, and what each may take of
 * a stop of everything, which as a whole ends before the container is killed. Pure but for the warning.
 */
#ifndef INIT_PATIENCE_H
#define INIT_PATIENCE_H

#include "init/services.h"

enum {
    /* A session closes within this, unless it keeps its login, which it does only while there is the time: its row has room for
     * that, which is no measure of every stop. */
    PATIENCE_SESSION_MS = 30000
};

/* Milliseconds until the last has been killed; `words` gets those that make it so long, in their order: "bot 60 s, session 30 s". */
int64_t patience_of_stop(const struct rows *rows, struct text *words);

/* How long a stop of everything may take by STOP_GRACE, in seconds: a little less than the container is given. */
int64_t patience_budget_ms(int stop_grace);

/* For each row the time of that budget that has to be left when it is down, for those that are stopped after it. Where the budget is
 * too small for all, the user's programs share what our services leave; where it is too small for these too, everybody gets his
 * part of it. Gives the programs' part in thousandths, or where our services get less than theirs, everybody's. */
unsigned patience_share(const struct rows *rows, int64_t budget_ms, int64_t after_ms[static BOARD_SERVICES]);

/* A warning when a stop could take longer than the container is given (STOP_GRACE, in seconds): who makes it so long, and what is
 * done about it. */
void patience_check(const struct rows *rows, int stop_grace);

#endif
