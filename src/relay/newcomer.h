/* SPDX-License-Identifier: MIT
 *
 * A client on its way to the gateway (CONN_WAITING, CONN_DIALLING): its whole hello, then the dialling; or why it is refused. The
 * gateway hears of nobody whose hello is not whole and valid. For conn.c; each of these may close the connection.
 */
#ifndef RELAY_NEWCOMER_H
#define RELAY_NEWCOMER_H

#include "relay/conn.h"

/* It has just come, CONN_WAITING: waits for its hello, or dials at once where none is asked for. */
void newcomer_start(struct conn *conn);

/* What it waits for has come. */
void newcomer_on_event(struct conn *conn);

/* Its patience for the state it is in is over. */
void newcomer_give_up(struct conn *conn);

#endif
