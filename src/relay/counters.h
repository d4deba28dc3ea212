/* SPDX-License-Identifier: MIT
 *
 * What a relay shows on the board: its totals, and each client of the API.
 */
#ifndef RELAY_COUNTERS_H
#define RELAY_COUNTERS_H

#include "control/board.h"
#include "relay/conn_set.h"

/* The totals now; `accepting` is left to the caller. */
void counters_of_relay(const struct conn_set *set, struct board_relay *part);

/* The clients in the order in which they connected, as many as there is room for. */
void counters_of_clients(const struct conn_set *set, struct board_clients *part);

#endif
