/* SPDX-License-Identifier: MIT
 *
 * What the real session does when its patience runs out, and how it waits for a java before it: kept apart because it
 * takes as long as that.
 */
#define _GNU_SOURCE
#include "session_kit.h"

#include "base/clock.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STOP_MS = 30000 /* what init gives a session: it must do with less */ };

static void frozen_java_is_ended_in_stages_without_waiting_for_its_windows(void **state)
{
    (void) state;
    stage_script(0, "configured\nstubborn\n" LOGIN "show main\nawait click 117\ndeaf\napi 4002\n");
    stage_start("READ_ONLY_API=yes\nSESSION_HASTE=10");
    wait_for_log("-> ready", 1);
    int64_t begin = clock_now_ms();
    assert_int_equal(stage_stop(STOP_MS), 0);
    assert_in_range(clock_now_ms() - begin, 900, 4000);
    assert_int_equal(count_in_log(" ms: its windows do not react"), 1);
    assert_int_equal(count_in_log("java has not closed for "), 2);
    assert_int_equal(count_in_log("java closed by SIGKILL"), 1);
    assert_int_equal(count_in_journal("close 24"), 0);
}

static void java_that_reacts_but_does_not_close_gets_all_the_time(void **state)
{
    (void) state;
    stage_script(0, "lasting\n" READY);
    stage_start("SESSION_HASTE=10");
    wait_for_log("-> ready", 1);
    int64_t begin = clock_now_ms();
    assert_int_equal(stage_stop(STOP_MS), 0);
    assert_in_range(clock_now_ms() - begin, 2000, 4000);
    assert_int_equal(count_in_log("its windows do not react"), 0);
    assert_int_equal(count_in_log("java closed by closing its windows"), 1);
    assert_int_equal(count_in_log(", tidily 20"), 1); /* the time of that stage, 2000 ms and something */
}

static void java_that_takes_its_time_to_end_is_not_taken_for_frozen(void **state)
{
    (void) state;
    stage_script(0, "lingering 1200\n" READY);
    stage_start("SESSION_HASTE=10"); /* 400 ms to react, 2 s in all */
    wait_for_log("-> ready", 1);
    assert_int_equal(stage_stop(STOP_MS), 0);
    assert_int_equal(count_in_log("its windows do not react"), 0);
    assert_int_equal(count_in_log("java closed tidily"), 1);
}

/* It would be waited for until the next full minute. */
static void frozen_windows_are_not_asked_to_restart_themselves(void **state)
{
    (void) state;
    stage_script(1, "configured\n" LOGIN "show main\nawait click 117\ndeaf\napi 4002\n");
    stage_script(2, READY);
    stage_start("READ_ONLY_API=yes\nSESSION_HASTE=10");
    wait_for_log("-> ready", 1);
    wait_within("the gateway's windows have not reacted for", 1, 30000);
    kill(stage.session, SIGUSR2);
    wait_for_log("java closed by SIGTERM", 1);
    assert_int_equal(count_in_log("keeping its token"), 0);
    wait_for_log("-> ready", 2);
}

static void java_that_was_stopped_is_woken_to_be_closed(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    kill(java_pid(), SIGSTOP);
    assert_int_equal(stage_stop(5000), 0);
    assert_int_equal(count_in_log("java closed tidily"), 1);
}

static void configuration_that_does_not_open_holds_nothing_up_for_long(void **state)
{
    (void) state;
    stage_script(0, "no-dialog\n" READY);
    stage_start("SESSION_HASTE=4");
    wait_within("READ_ONLY_API could not be set: the configuration does not open", 1, 3 * WAIT_MS);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("click 39"), 1);
    assert_int_equal(count_in_log("switched"), 0);
}

static void box_that_does_not_change_is_told_and_nothing_is_applied(void **state)
{
    (void) state;
    stage_script(0, "configured\nstuck\n" READY);
    stage_start(NULL);
    wait_for_log("READ_ONLY_API could not be set: the program does not take the change", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("applied"), 0);
    assert_int_equal(count_in_journal("click 117"), 1);
    assert_int_equal(count_in_journal("check 83"), 1);
    assert_int_equal(count_in_log("switched"), 0);
}

/* ---- a predecessor ---- */

static void session_waits_until_the_java_of_its_predecessor_has_ended(void **state)
{
    (void) state;
    stage_script(1, "dying 1500\n" READY);
    stage_script(2, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    pid_t first = java_pid();
    stage_kill();
    stage_start(NULL);
    wait_for_log("waiting for the java of an earlier session to end", 1);
    assert_int_equal(count_in_journal("start "), 1);
    wait_for_end(first);
    wait_for_log("-> ready", 2);
    const char *journal = read_file(below("data/paper/journal")), *ended = strstr(journal, "end ");
    assert_non_null(ended);
    assert_non_null(strstr(ended, "start ")); /* in that order */
    assert_int_equal(count_in_journal("start "), 2);
}

static void predecessor_that_does_not_end_is_killed(void **state)
{
    (void) state;
    stage_script(1, "stubborn\n" READY);
    stage_script(2, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    pid_t first = java_pid();
    stage_kill();
    stage_start("SESSION_HASTE=10");
    wait_for_log("has not ended for 1 s: it is killed", 1);
    wait_for_end(first);
    wait_for_log("-> ready", 2);
    assert_int_equal(count_in_journal("start "), 2);
}

/* A process that is no orphan of a session: the child of a child of ours. It ends with the descriptor given to it. */
static void take_lock_as_somebody_else(int ready, int until)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    char byte = 0;
    if (fork() > 0) {
        wait(NULL);
        _exit(0);
    }
    int fd = open(below("data/paper/.java.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fcntl(fd, F_SETLK, &lock) == 0 && write(ready, &byte, 1) == 1) (void) !read(until, &byte, 1);
    _exit(0);
}

static void folder_of_another_gateway_is_left_to_it(void **state)
{
    (void) state;
    int ready[2], until[2];
    char byte;
    assert_int_equal(pipe2(ready, O_CLOEXEC) | pipe2(until, O_CLOEXEC), 0);
    stage_script(0, READY);
    pid_t other = fork();
    if (other == 0) {
        close(until[1]);
        take_lock_as_somebody_else(ready[1], until[0]);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    stage_start("SESSION_HASTE=2");
    wait_for_log("data/paper is in use by another gateway", 1);
    wait_for_log("next start in 1 s", 1);
    assert_int_equal(count_in_journal("start "), 0);
    close(until[1]);
    wait_for_end(other);
    wait_for_log("-> ready", 1);
    for (int i = 0; i < 2; i++) close(ready[i]);
    close(until[0]);
}

int main(void)
{
    if (!stage_is_possible()) return 0;
    const struct CMUnitTest tests[] = {
        TEST(frozen_java_is_ended_in_stages_without_waiting_for_its_windows),
        TEST(java_that_reacts_but_does_not_close_gets_all_the_time),
        TEST(java_that_takes_its_time_to_end_is_not_taken_for_frozen),
        TEST(frozen_windows_are_not_asked_to_restart_themselves),
        TEST(java_that_was_stopped_is_woken_to_be_closed),
        TEST(configuration_that_does_not_open_holds_nothing_up_for_long),
        TEST(box_that_does_not_change_is_told_and_nothing_is_applied),
        TEST(predecessor_that_does_not_end_is_killed),
        TEST(session_waits_until_the_java_of_its_predecessor_has_ended),
        TEST(folder_of_another_gateway_is_left_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
