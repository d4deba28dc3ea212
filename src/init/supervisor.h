/* SPDX-License-Identifier: MIT
 *
 * Carries out what the state machine says: starts services when what they need is RUNNING, stops them before what they
 * need, restarts what died, writes the board. Knows nothing of Interactive Brokers. After supervisor_start it allocates
 * nothing and never blocks.
 */
#ifndef INIT_SUPERVISOR_H
#define INIT_SUPERVISOR_H

#include "base/loop.h"
#include "config/config.h"
#include "control/log_stream.h"
#include "control/notify.h"
#include "init/services.h"

#include <limits.h>
#include <sys/types.h>

struct service {
    const struct service_row *row;
    struct supervisor *supervisor;
    struct board_service *board; /* supervisor::board_part; its state has one writer, set_state in supervisor.c */
    bool wanted;
    bool restarting; /* it goes down first, then comes up if it is wanted */
    pid_t pid; /* 0: none */
    uint32_t failures, start_failures;
    int64_t running_since;
    int64_t after_ms; /* of a stop of everything: what has to be left of its time when this one is down */
    struct loop_timer timer;
    struct loop_watch notify;
    struct notice_reader told; /* by its process, through that */
    bool announced; /* that it is up, where the ready line has not waited for it */
    int log_pipe[2], error_pipe[2]; /* the second is -1 where standard error goes with standard output */
    int settings_fd, failure_fd; /* -1: none */
    int exec_errno; /* why the last start failed at exec; 0: it did not */
    const char *path; /* of its executable */
    const char *const *words, *const *environment;
};

struct supervisor {
    struct loop *loop;
    struct board *board;
    struct board_init board_part;
    struct service services[BOARD_SERVICES];
    unsigned count;
    int null_fd, console_fd, main_log[2];
    int log_table_fd, log_fds[LOG_STREAMS]; /* the logger's: whose pipes there are, and their reading ends */
    unsigned log_count;
    bool json; /* what is said on standard output is JSON */
    bool stopping, settling, announced;
    int64_t stop_budget_ms; /* how long a stop of everything may take */
    int exit_status; /* of init, once everything is down */
    char offers[512]; /* for the ready line */
    const char *environment[8]; /* of our own services */
    void (*on_change)(struct supervisor *supervisor); /* after every settling; NULL: nobody cares */
};

/* Takes over the enabled rows: finds executables, seals settings, makes pipes, creates the board in run_dir. Afterwards
 * the config may be wiped. -1 with a line in the log. `rows` must outlive the supervisor. */
int supervisor_init(struct supervisor *supervisor, struct loop *loop, const struct rows *rows,
                    const struct config *config) MUST_CHECK;

/* From here standard error is the main log, and services start. */
void supervisor_start(struct supervisor *supervisor);

/* A child has ended: called by reap with waitid's view of it, before it is reaped. */
void supervisor_child_ended(struct supervisor *supervisor, pid_t pid, int code, int status);

/* A process nobody knows was reaped. */
void supervisor_count_orphan(struct supervisor *supervisor);

/* By name or alias; NULL when there is none. */
struct service *supervisor_find(struct supervisor *supervisor, const char *name);

/* A person wants it up or down, or down and up again. */
void supervisor_want(struct supervisor *supervisor, struct service *service, bool up);
void supervisor_restart(struct supervisor *supervisor, struct service *service);

/* All that are not internal and shall run. */
void supervisor_restart_all(struct supervisor *supervisor);

/* Tells the logger to open its files anew. */
void supervisor_reopen_logs(const struct supervisor *supervisor);

/* Everything down, in reverse order of need, the logger last, and all of it within STOP_GRACE: who is too slow for that is killed
 * before his stopwaitsecs are over. supervisor_is_down tells when. */
void supervisor_shut_down(struct supervisor *supervisor, int exit_status);
bool supervisor_is_down(const struct supervisor *supervisor);

/* It shall run, restarts aside. */
bool service_is_wanted(const struct service *service);

/* It has no process and will get none without somebody's doing. */
bool service_is_down(const struct service *service);

/* What keeps it from running: the first need that does not run, or shall not, or that itself lacks one. NULL: nothing. */
const struct service *service_missing_need(const struct service *service);

/* The service wants to run and what it needs is RUNNING. */
bool service_may_run(const struct service *service);

/* One line in gatehouse's name, without newline, on the standard output init was started with, unless that would block. */
void supervisor_say(const struct supervisor *supervisor, const char *words);

#endif
