/* SPDX-License-Identifier: MIT
 *
 * For session_*_test.c: the real `gatehouse session 0` as init would start it, in a folder of its own, with fake-java
 * in the place of java. Whatever waits has a deadline, and a deadline missed fails the test.
 */
#ifndef PROCESS_SESSION_KIT_H
#define PROCESS_SESSION_KIT_H

#include "control/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { WAIT_MS = 10000, API_PORT = 4002 };

#define USER "someone42"
#define PASSWORD "Tr0ub4dor&3"

/* Parts of fake-java's scripts. */
#define LOGIN "show login\nawait click 23\nclose 1\n"
#define READY LOGIN "show main\napi 4002\n"

struct stage {
    char folder[64];
    pid_t session; /* 0: not running */
    const char *clock; /* "2026-11-22 04:59:57", UTC: the session's wall clock begins there; NULL: the real one */
    int log, notify; /* ends of its pipes */
    char said[262144]; /* by the session and by java */
    size_t said_length;
};

/* The API's port is a fixed one: takes a network of its own, where that is permitted. False, with the word to meson,
 * when it is not and the port is taken. First of all. */
bool stage_is_possible(void);

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)

/* For each test: a folder before, no process and no folder after. */
extern struct stage stage;
int stage_set_up(void **state);
int stage_tear_down(void **state);

/* What java plays at its Nth start; 0: at all that have nothing of their own. */
void stage_script(unsigned start, const char *script);

/* Starts the session; `lines` are more NAME=VALUE, one a line, or NULL. */
void stage_start(const char *lines);

/* Waits until the log, or java's journal, holds `text` that many times. */
void wait_for_log(const char *text, unsigned times);
void wait_for_journal(const char *text, unsigned times);
void wait_within(const char *text, unsigned times, int milliseconds); /* the log */
unsigned count_in_log(const char *text);
unsigned count_in_journal(const char *text);

/* Reads what comes for so long; for what must not come. */
void let_pass(int milliseconds);

/* The session's part of the board, now. */
struct board_session read_session(void);
pid_t java_pid(void);

/* SIGTERM; gives the exit status, which must come within `milliseconds`. */
int stage_stop(int milliseconds);
void stage_kill(void); /* SIGKILL, and reaps it */

/* Waits for the end of the process with that number, a child of ours by then. */
void wait_for_end(pid_t pid);

/* The whole text of a file, "" when it cannot be read; NULs are shown as blanks. Valid until the next call. */
const char *read_file(const char *path);
/* In the stage's folder. Valid until the next call. */
const char *below(const char *path);

#endif
