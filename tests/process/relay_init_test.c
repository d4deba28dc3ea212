/* SPDX-License-Identifier: MIT
 *
 * The relay as a service of init: settings and readiness over inherited descriptors, its part of the board.
 */
#define _GNU_SOURCE
#include "relay_kit.h"

#include "base/fd.h"
#include "control/board.h"
#include "control/inherit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The ports are those of the settings table: an address of our own keeps others away. */
static const char own_address[] = "127.83.0.1";
enum { PAPER_RELAY_PORT = 4004 };

static pid_t start_service(const char *run_dir, const char *instance, int *ready)
{
    char settings[256];
    int ends[2];
    int length = snprintf(settings, sizeof settings,
                          "TRADING_MODE=paper%cBIND_ADDRESS=%s%cRELAY_ALLOW=10.0.0.0/8%cRUN_DIR=%s", 0, own_address, 0,
                          0, run_dir);
    int memory = fd_sealed_memory("settings", settings, (size_t) length + 1);
    assert_return_code(memory, errno);
    assert_return_code(pipe2(ends, O_CLOEXEC), errno);
    pid_t pid = fork();
    assert_return_code(pid, errno);
    if (pid == 0) {
        char name[] = "gatehouse", role[] = "relay", number[2] = { instance[0], 0 };
        char *const arguments[] = { name, role, number, NULL };
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int from_memory = fcntl(memory, F_DUPFD, 20), from_pipe = fcntl(ends[1], F_DUPFD, 20);
        dup2(from_pipe, INHERITED_NOTIFY);
        dup2(from_memory, INHERITED_SETTINGS);
        close(from_memory);
        close(from_pipe);
        execv(getenv("GATEHOUSE"), arguments);
        _exit(127);
    }
    close(memory);
    close(ends[1]);
    *ready = ends[0];
    return pid;
}

static struct board_relay wait_for_refusals(const struct board *board, uint64_t refused)
{
    struct board_relay part;
    int64_t deadline = now_ms() + WAIT_MS;
    do {
        assert_true(now_ms() < deadline);
        poll(NULL, 0, 10);
        board_read_relay(board, 0, &part);
    } while (part.refused < refused);
    return part;
}

static int exit_status(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void readiness_and_counters_are_told(void **state)
{
    (void) state;
    char run_dir[] = "/tmp/relay-test-XXXXXX", path[64], byte = 0;
    int ready;
    assert_non_null(mkdtemp(run_dir));
    struct board *board = board_create(run_dir);
    assert_non_null(board);
    pid_t pid = start_service(run_dir, "0", &ready);
    assert_int_equal(read(ready, &byte, 1), 1); /* the end of the pipe when it fails to start */
    assert_int_equal(byte, '\n');
    assert_true(wait_for_refusals(board, 0).accepting);
    int client = client_connect_to(own_address, PAPER_RELAY_PORT);
    assert_ends(client); /* 127.x is not in 10.0.0.0/8 */
    assert_int_equal(wait_for_refusals(board, 1).refused, 1);
    kill(pid, SIGTERM);
    assert_int_equal(exit_status(pid), 0);
    assert_false(wait_for_refusals(board, 1).accepting);
    close(client);
    close(ready);
    board_close(board);
    snprintf(path, sizeof path, "%s/board", run_dir);
    unlink(path);
    rmdir(run_dir);
}

static void a_session_that_does_not_exist_has_no_relay(void **state)
{
    (void) state;
    int ready;
    pid_t pid = start_service("/nowhere", "1", &ready);
    assert_int_equal(exit_status(pid), 78);
    close(ready);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readiness_and_counters_are_told),
        cmocka_unit_test(a_session_that_does_not_exist_has_no_relay),
    };
    alarm(60);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
