/* SPDX-License-Identifier: MIT
 *
 * The vocabulary of the supervisor's tests: the real init in a folder of its own, with services of the test's.
 */
#ifndef INIT_KIT_H
#define INIT_KIT_H

#include "base/clock.h"
#include "base/text.h"
#include "control/board.h"
#include "init/services.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000 };

extern char folder[]; /* RUN_DIR and DATA_DIR of this test's init */
extern const char *fake; /* the path of fake-service */
extern pid_t init_pid; /* 0: none runs */

/* For each test: a folder before, no process and no folder after. */
int set_up(void **state);
int tear_down(void **state);

/* Starts init and waits until its services are on the board. stop_init gives what waitpid gives; an init that does not end is
 * killed, which is no status any test wants. */
void start_init(const struct service_row *rows, size_t count);
int stop_init(void);
#define START(rows) start_init(rows, ARRAY_LENGTH(rows))

/* As in a container: init is the first process of its own process namespace, for which the kernel has no default signals. Gives its
 * number; *keeper ends with its exit status. */
pid_t start_first_process(const struct service_row *rows, size_t count, pid_t *keeper);

/* What is on the board now; before there is one, nothing. */
struct board_init read_board(void);
struct board_service service(const char *name);
bool is_running(const char *name);

/* True when the log file of this service has that text. */
bool log_has(const char *name, const char *part);

/* True when init's standard output has that text. */
bool console_has(const char *part);

#define ROW(title, ...) \
    { .name = (title), .command = { fake, __VA_ARGS__ }, .limits = { .start_ms = 5000, .stop_ms = 300 } }

/* The board is memory: to wait for it is to look at it, a thousand times a second at most. */
#define WAIT_UNTIL(condition) \
    do { \
        int64_t deadline = clock_now_ms() + PATIENCE_MS; \
        while (!(condition)) { \
            if (clock_now_ms() > deadline) fail_msg("in vain: %s", #condition); \
            poll(NULL, 0, 1); \
        } \
    } while (0)

#endif
