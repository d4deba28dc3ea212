/* SPDX-License-Identifier: MIT
 *
 * What a command of the client sees of a running gatehouse: the words it was given, the board, what they mean together.
 * Output and exit statuses are supervisorctl's.
 */
#ifndef CTL_VISIT_H
#define CTL_VISIT_H

#include "base/text.h"
#include "control/board.h"
#include "control/message.h"

#include <limits.h>
#include <stdbool.h>

enum {
    EXIT_FAILED = 1,
    EXIT_USAGE = 2, /* start: also an unknown group */
    EXIT_NOT_ALL_RUNNING = 3,
    EXIT_NOBODY_THERE = 4,
    EXIT_DOES_NOT_COME_UP = 7
};

struct command;

struct visit {
    const struct command *command;
    char run_dir[PATH_MAX];
    char **names; /* what the command was given */
    int count;
    struct board *board;
    struct board_init init;
    struct board_session sessions[BOARD_INSTANCES];
    unsigned order[BOARD_SERVICES]; /* of init.services: by group, then process, as supervisord lists them */
    int status; /* the exit status: the last that is not 0 */
};

struct command {
    const char *name;
    void (*run)(struct visit *visit);
    const char *help;
};

/* Reads the board and whether its init lives. False after a message and with the exit status that supervisorctl gives. */
bool visit_board(struct visit *visit);
void visit_end(struct visit *visit);

/* The exit status, unless it is 0. */
void visit_fail(struct visit *visit, int status);

/* "Error: TEXT", then how the command is used. */
void visit_complain(struct visit *visit, const char *text);

/* False after a complaint when the command was given arguments. */
bool visit_takes_nothing(struct visit *visit);

/* By name, alias, or GROUP:PROCESS of the same name; NULL when there is none. */
const struct board_service *visit_find(const struct visit *visit, const char *name);

/* True when one of the names is "all". */
bool visit_means_all(const struct visit *visit);

/* True for `GROUP:*` and `GROUP:`; `group` is the name of the group alone. */
bool visit_names_group(const char *name, char group[static BOARD_NAME]);
bool visit_is_in_group(const struct board_service *service, const char *group);

/* Asks init and waits. False after a message. */
bool visit_ask(struct visit *visit, enum verb verb, const char *service, int number, struct answer *answer);

/* The commands of change.c, show.c and logs.c. */
void run_status(struct visit *visit);
void run_pid(struct visit *visit);
void run_version(struct visit *visit);
void run_avail(struct visit *visit);
void run_reread(struct visit *visit);
void run_update(struct visit *visit);
void run_add(struct visit *visit);
void run_remove(struct visit *visit);
void run_health(struct visit *visit);
void run_clients(struct visit *visit);
void run_start(struct visit *visit);
void run_stop(struct visit *visit);
void run_restart(struct visit *visit);
void run_signal(struct visit *visit);
void run_retry(struct visit *visit);
void run_shutdown(struct visit *visit);
void run_reload(struct visit *visit);
void run_tail(struct visit *visit);
void run_maintail(struct visit *visit);
void run_clear(struct visit *visit);
void run_fg(struct visit *visit);

#endif
