/* SPDX-License-Identifier: MIT
 *
 * What a relay shows on the board: its totals, and each client of the API.
 */
#ifndef RELAY_COUNTERS_H
#define RELAY_COUNTERS_H

#include "control/board.h"
#include "relay/conn_set.h"

/* Adds the set to the totals; `accepting` is left to the caller. */
void counters_add_relay(const struct conn_set *set, struct board_relay *part);

/* Adds its clients, as many as there is room for: those that stirred before others. */
void counters_add_clients(const struct conn_set *set, struct board_clients *part);

#endif
