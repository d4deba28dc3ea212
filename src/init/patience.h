/* SPDX-License-Identifier: MIT
 *
 * How long a stop can take when nobody stops by himself: the patiences of all services along the order in which they are stopped.
 * Pure.
 */
#ifndef INIT_PATIENCE_H
#define INIT_PATIENCE_H

#include "init/services.h"

enum {
    /* A session closes within this, unless it keeps its login, which it does only while STOP_GRACE leaves the time: its row has
     * room for that, which is no measure of every stop. */
    PATIENCE_SESSION_MS = 30000
};

/* Milliseconds until the last has been killed; `words` gets those that make it so long, in their order: "bot 60 s, session 30 s". */
int64_t patience_of_stop(const struct rows *rows, struct text *words);

/* A warning when that is more than the container is given (STOP_GRACE, in seconds). */
void patience_check(const struct rows *rows, int stop_grace);

#endif
