/* SPDX-License-Identifier: MIT
 *
 * How often the real session tries, what it keeps on disk for the next container, and when it waits for a person: the
 * account pays for tries. Patience is divided by SESSION_HASTE.
 */
#define _GNU_SOURCE
#include "session_kit.h"

#include "base/fd.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASTE "SESSION_HASTE=50"
#define REFUSED LOGIN "show login-failed\n"

enum { STOP_MS = 5000, WHILE_MS = 1500 };

static const char *ledger(void)
{
    return read_file(below("data/paper/.session"));
}

static void write_ledger(const char *text)
{
    AUTO_CLOSE int fd = open(below("data/paper/.session"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_return_code(fd, errno);
    assert_return_code(fd_write_all(fd, text, strlen(text)), errno);
}

/* ---- refused credentials ---- */

static void refused_login_is_tried_once_more_and_then_left_to_a_person(void **state)
{
    (void) state;
    stage_script(0, REFUSED);
    stage_start(HASTE);
    wait_for_log("login -> needs_human", 1);
    let_pass(WHILE_MS);
    assert_int_equal(count_in_log("login attempt"), 2);
    assert_int_equal(count_in_journal("start "), 2);
    assert_int_equal(read_session().state, SESSION_NEEDS_HUMAN);
    assert_non_null(strstr(read_session().reason, "Invalid username or password."));
    assert_int_equal(stage_stop(STOP_MS), 0);
}

static void refused_login_is_not_tried_by_the_next_container(void **state)
{
    (void) state;
    stage_script(0, REFUSED);
    stage_start(HASTE);
    wait_for_log("login -> needs_human", 1);
    stage_kill();
    stage_start(HASTE);
    wait_for_log("absent -> needs_human (refused before: ", 1);
    let_pass(WHILE_MS);
    assert_int_equal(count_in_journal("start "), 2);
    assert_int_equal(count_in_log("login attempt"), 2);
    assert_int_equal(read_session().state, SESSION_NEEDS_HUMAN);
    assert_int_equal(stage_stop(STOP_MS), 0);
}

static void first_refusal_is_remembered_by_the_next_container(void **state)
{
    (void) state;
    stage_script(0, REFUSED);
    stage_start(NULL); /* 30 s before the second attempt */
    wait_for_log("next start in 30 s", 1);
    stage_kill();
    stage_start(HASTE);
    wait_for_log("login -> needs_human", 1);
    assert_int_equal(count_in_log("login attempt"), 2);
}

static void another_password_is_tried(void **state)
{
    (void) state;
    stage_script(1, REFUSED);
    stage_script(2, REFUSED);
    stage_script(3, READY);
    stage_start(HASTE);
    wait_for_log("login -> needs_human", 1);
    assert_int_equal(stage_stop(STOP_MS), 0);
    stage_start(HASTE "\nIB_PASSWORD=another");
    wait_for_log("user or password have changed", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_log("login attempt"), 3);
}

static void person_who_says_so_is_obeyed(void **state)
{
    (void) state;
    stage_script(1, REFUSED);
    stage_script(2, REFUSED);
    stage_script(3, READY);
    stage_start(HASTE);
    wait_for_log("login -> needs_human", 1);
    kill(stage.session, SIGUSR1);
    wait_for_log("needs_human -> starting (told to try again", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_log("login attempt"), 3);
}

static void ledger_holds_no_secret_and_is_for_us_alone(void **state)
{
    (void) state;
    struct stat about;
    stage_script(0, REFUSED);
    stage_start(HASTE);
    wait_for_log("login -> needs_human", 1);
    assert_non_null(strstr(ledger(), "refusals 2 "));
    assert_null(strstr(ledger(), USER));
    assert_null(strstr(ledger(), PASSWORD));
    assert_int_equal(stat(below("data/paper/.session"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
}

static void damaged_ledger_leaves_one_login(void **state)
{
    (void) state;
    write_ledger("gatehouse-session 1\nsettings 00");
    stage_script(0, REFUSED);
    stage_start(HASTE);
    wait_for_log(".session cannot be read: one login is left", 1);
    wait_for_log("login -> needs_human", 1);
    let_pass(WHILE_MS);
    assert_int_equal(count_in_log("login attempt"), 1);
}

static void ledger_that_cannot_be_written_is_told_and_the_login_goes_on(void **state)
{
    (void) state;
    assert_return_code(mkdir(below("data/paper/.session.new"), 0700), errno);
    stage_script(0, READY);
    stage_start(HASTE);
    wait_for_log(".session cannot be written", 1);
    wait_for_log("-> ready", 1);
}

/* ---- the budget ---- */

static void logins_that_fail_otherwise_have_a_budget_that_outlives_the_container(void **state)
{
    (void) state;
    stage_script(0, LOGIN "show connection-failed\n");
    stage_start(HASTE "\nLOGIN_BUDGET=3");
    wait_for_log("3 logins within an hour are enough; next start in 3", 1);
    assert_int_equal(count_in_log("login attempt"), 3);
    for (int i = 0; i < WHILE_MS && read_session().next_start_ms == 0; i += 5) let_pass(5);
    struct board_session part = read_session();
    assert_int_equal(part.attempts_in_hour, 3);
    assert_int_equal(part.budget, 3);
    assert_true(part.next_start_ms > part.since_ms + 3000000);
    stage_kill();
    stage_start(HASTE "\nLOGIN_BUDGET=3");
    wait_for_log("3 logins within an hour are enough", 2);
    let_pass(WHILE_MS);
    assert_int_equal(count_in_journal("start "), 3);
    assert_int_equal(stage_stop(STOP_MS), 0);
}

static void login_that_succeeds_costs_nothing(void **state)
{
    (void) state;
    stage_script(0, READY);
    for (unsigned i = 1; i <= 3; i++) {
        stage_start(HASTE "\nLOGIN_BUDGET=1");
        wait_for_log("-> ready", i);
        assert_int_equal(stage_stop(STOP_MS), 0);
    }
    assert_int_equal(count_in_log("login attempt"), 3);
}

/* ---- the second factor ---- */

#define EXPIRED LOGIN "show second-factor\nclose 51\nshow login-paper\n"

static void second_factor_that_expires_is_left_to_a_person(void **state)
{
    (void) state;
    stage_script(0, EXPIRED);
    stage_start("SESSION_HASTE=10");
    wait_for_log("login -> second_factor", 1);
    wait_for_log("second_factor -> needs_human (the second factor was not given in time)", 1);
    let_pass(WHILE_MS);
    assert_int_equal(count_in_log("login attempt"), 1);
    assert_int_equal(count_in_journal("start "), 1);
}

static void second_factor_that_expires_is_asked_for_again_where_that_is_wanted(void **state)
{
    (void) state;
    static const char *const settings[] = { "SESSION_HASTE=10" "\nRELOGIN_AFTER_TWOFA_TIMEOUT=yes",
                                            "SESSION_HASTE=10" "\nTWOFA_TIMEOUT_ACTION=restart" };
    stage_script(0, EXPIRED);
    stage_script(2, READY);
    stage_script(4, READY);
    for (unsigned i = 0; i < 2; i++) {
        stage_start(settings[i]);
        wait_for_log("second_factor -> starting (the second factor was not given in time)", i + 1);
        wait_for_log("-> ready", i + 1);
        assert_int_equal(count_in_log("login attempt"), 2 * (i + 1));
        assert_int_equal(stage_stop(STOP_MS), 0);
    }
}

static void login_that_does_not_finish_after_the_second_factor_follows_its_interval(void **state)
{
    (void) state;
    stage_script(0, LOGIN "show second-factor\nclose 51\n");
    stage_start("SESSION_HASTE=10\nTWOFA_EXIT_INTERVAL=5");
    wait_for_log("second_factor -> needs_human (the second factor was answered, but the login did not go on)", 1);
    assert_int_equal(count_in_log("login attempt"), 1);
}

/* ---- planned ---- */

static void token_is_used_and_a_restart_is_no_login(void **state)
{
    (void) state;
    stage_script(1, READY "client\ntoken aaaa\nexit 0\n");
    stage_script(2, "show main\napi 4002\n");
    stage_start(HASTE);
    wait_for_log("ready -> restarting", 1);
    wait_for_log("-> ready", 2);
    assert_int_equal(count_in_journal("resumed 0"), 1);
    assert_int_equal(count_in_log("login attempt"), 1);
}

static void token_that_is_refused_is_followed_by_a_full_login(void **state)
{
    (void) state;
    stage_script(1, READY "client\ntoken aaaa\nexit 0\n");
    stage_script(2, "show login-failed\n");
    stage_script(3, READY);
    stage_start(HASTE);
    wait_for_log("restarting -> starting", 1);
    wait_for_log("-> ready", 2);
    assert_int_equal(count_in_log("login attempt"), 2);
    assert_int_equal(count_in_journal("start "), 3);
    assert_non_null(strstr(ledger(), "refusals 0 "));
}

static void restart_by_hand_is_planned(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(HASTE);
    wait_for_log("-> ready", 1);
    kill(stage.session, SIGUSR2);
    wait_for_log("ready -> restarting (told to restart)", 1);
    wait_within("-> ready", 2, 30000); /* its restart time cannot be set here, which takes five seconds to find out */
    assert_int_equal(count_in_log("java closed tidily"), 1);
    assert_int_equal(count_in_log("next start in"), 0);
}

int main(void)
{
    if (!stage_is_possible()) return 0;
    const struct CMUnitTest tests[] = {
        TEST(refused_login_is_tried_once_more_and_then_left_to_a_person),
        TEST(refused_login_is_not_tried_by_the_next_container),
        TEST(first_refusal_is_remembered_by_the_next_container),
        TEST(another_password_is_tried),
        TEST(person_who_says_so_is_obeyed),
        TEST(ledger_holds_no_secret_and_is_for_us_alone),
        TEST(damaged_ledger_leaves_one_login),
        TEST(ledger_that_cannot_be_written_is_told_and_the_login_goes_on),
        TEST(logins_that_fail_otherwise_have_a_budget_that_outlives_the_container),
        TEST(login_that_succeeds_costs_nothing),
        TEST(second_factor_that_expires_is_left_to_a_person),
        TEST(second_factor_that_expires_is_asked_for_again_where_that_is_wanted),
        TEST(login_that_does_not_finish_after_the_second_factor_follows_its_interval),
        TEST(token_is_used_and_a_restart_is_no_login),
        TEST(token_that_is_refused_is_followed_by_a_full_login),
        TEST(restart_by_hand_is_planned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
