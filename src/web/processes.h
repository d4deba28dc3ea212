/* SPDX-License-Identifier: MIT
 *
 * supervisord's names of our services: GROUP:PROCESS, one word where both are the same, GROUP:* for all of a group. Pure.
 */
#ifndef WEB_PROCESSES_H
#define WEB_PROCESSES_H

#include "control/board.h"

#include <stdbool.h>

enum { PROCESS_NONE = -1 };

/* The service of that name or alias: its index in init->services, or PROCESS_NONE (also for a whole group). */
int processes_find(const struct board_init *init, const char *name);

/* True for `GROUP:*` and `GROUP:`, if there is such a group; `out` is the name in init's spelling (GROUP:*). */
bool processes_is_group(const struct board_init *init, const char *name, char out[static BOARD_NAME]);

/* True when the group, without an asterisk, has members. */
bool processes_has_group(const struct board_init *init, const char *group);

/* The name of its group. */
void processes_group_of(const struct board_service *service, char out[static BOARD_NAME]);

/* All indices, by group and then process, as supervisord lists them, or by process alone. Gives their count. */
unsigned processes_sorted(const struct board_init *init, bool by_process, unsigned out[static BOARD_SERVICES]);

#endif
