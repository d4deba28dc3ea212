/* SPDX-License-Identifier: MIT
 *
 * The vocabulary of the web role's tests: the real gatehouse-web against a board of the test's own, spoken to byte by byte. Every
 * wait has a deadline.
 */
#ifndef WEB_KIT_H
#define WEB_KIT_H

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/config.h"
#include "control/board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000, AT_ONCE_MS = 3000, OF_ONE = 16, OF_ALL = 64 }; /* at once: before an idle connection is closed */

#define RIGHT "Authorization: Basic YWRtaW46cw==\r\n" /* admin:s */
#define WRONG "Authorization: Basic YWRtaW46bm8=\r\n" /* admin:no */

extern char folder[]; /* RUN_DIR */
extern struct board *board;
extern struct board_init init_part; /* what make writes on the board: one service, a session that is ready */
extern struct board_session session_part;
extern pid_t web; /* 0: none runs */
extern int port; /* where it listens, or is to */
extern char answer[64 * 1024]; /* what was read last */

/* For all tests of a program: the board. For each: its contents; gatehouse-web without a login, or with admin and "s". */
int make_board(void **state);
int remove_board(void **state);
int make(void **state);
int make_open(void **state);
int make_guarded(void **state);
int unmake(void **state);

/* A listening socket at a free port, which is told. */
int occupy(int *which);

/* True when gatehouse-web says that it is ready; false when it ends. end_of_web waits for that and gives its exit status. */
bool start(bool with_login);
int end_of_web(void);

/* A connection to its port, from 127.0.0.1 or another address of this machine, or to its unix socket; words for it; the answer
 * until the other end closes. */
int dial(void);
int dial_from(uint32_t address);
int dial_local(void);
void say(int fd, const char *words);
void read_answer(int fd);

/* One request; the status of the answer, 0 for none. */
int ask(const char *method, const char *path, const char *headers);

#endif
