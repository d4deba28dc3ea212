/* SPDX-License-Identifier: MIT
 *
 * Who is connected to the API, from the board.
 */
#ifndef CTL_CLIENTS_H
#define CTL_CLIENTS_H

#include "base/text.h"
#include "control/board.h"

/* A client in one line, and what it has sent and got by type in two more. `now` in wall-clock seconds. Pure. */
void clients_describe(const struct board_client *client, int64_t now, struct text *text);

/* Prints all clients of all relays. Returns the number of clients. */
unsigned clients_print(const struct board *board, const struct board_session sessions[BOARD_INSTANCES]);

#endif
