/* SPDX-License-Identifier: MIT
 *
 * What the whole container looks like at one moment: the board, the memory of the processes, the clock. Everything that
 * is shown is made from one of these.
 */
#ifndef WEB_SNAPSHOT_H
#define WEB_SNAPSHOT_H

#include "control/board.h"

#include <stdbool.h>
#include <stdint.h>

enum { SNAPSHOT_NAME = 64, SNAPSHOT_NO_SERVICE = -1 };

struct snapshot {
    int64_t now_ms; /* wall clock */
    char time_zone[SNAPSHOT_NAME];
    bool init_alive;
    uint64_t init_memory; /* bytes resident; 0: unknown */
    struct board_init init; /* count is within bounds, every text ends */

    /* Of each session and relay: its service in init.services, or SNAPSHOT_NO_SERVICE where there is none. */
    int session_service[BOARD_INSTANCES], relay_service[BOARD_INSTANCES];
    struct board_session sessions[BOARD_INSTANCES];
    struct board_relay relays[BOARD_INSTANCES];
    struct board_clients clients[BOARD_INSTANCES];
    bool may_act; /* whoever looks is logged in: actions, logs and the screen are offered */
    char relay_address[SNAPSHOT_NAME];
    int relay_ports[BOARD_INSTANCES];

    uint64_t memory[BOARD_SERVICES]; /* bytes resident of each service, a session's with its JVM; 0: unknown */
};

/* Makes what was read from the board sound: ends every text, bounds the count, finds the services of sessions and
 * relays, and takes away what a dead process left there as if it were still true. Pure. */
void snapshot_settle(struct snapshot *snapshot);

/* The service of this session or relay, or NULL where there is none. */
const struct board_service *snapshot_session_service(const struct snapshot *snapshot, unsigned instance);
const struct board_service *snapshot_relay_service(const struct snapshot *snapshot, unsigned instance);

#endif
