/* SPDX-License-Identifier: MIT
 *
 * The real session with the driver ibc, and an IBC that plays scripts: through every row of the table of ends, and what a
 * session owes an IBC that does not watch over itself.
 */
#define _GNU_SOURCE
#include "session_kit.h"

#include "base/macros.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_PAUSE_MS = 2000, STOP_MS = 15000 };

#define WINDOW "say Login dialog WINDOW_OPENED: LoginState is LOGGED_OUT\n"
#define ATTEMPT WINDOW "say Login attempt: 1\n"
#define LOGGED_IN "commands\n" ATTEMPT "say Login has completed\nsay Configuration tasks completed\n"

static void touch(const char *path)
{
    int fd = open(below(path), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static void start_again(const char *more)
{
    static char setting[160];
    text_print(setting, "IBC_PATH=%s/ibc%s", stage.folder, more);
    stage_start(setting);
}

static void start_with(const char *more)
{
    assert_int_equal(mkdir(below("ibc"), 0700), 0);
    touch("ibc/IBC.jar");
    start_again(more);
}

static void start(void)
{
    start_with("");
}

static void end(void)
{
    assert_int_equal(stage_stop(STOP_MS), 0);
}

static unsigned starts(void)
{
    return count_in_journal("start session=");
}

/* ---- the table of ends ---- */

enum next { NEXT_HUMAN, NEXT_PAUSE, NEXT_AT_ONCE, NEXT_WITH_TOKEN };

static const struct {
    const char *script, *said;
    enum next next;
} ends[] = {
    { LOGGED_IN "token abc\nflag PAUSE\nexit 0\n", "it was told to PAUSE", NEXT_HUMAN },
    { ATTEMPT "say Login failed\nflag COLDRESTART\nexit 0\n", "Login failed", NEXT_PAUSE },
    { ATTEMPT "say Connection to server failed: x\nflag COLDRESTART\nexit 0\n", "Connection to server failed: x", NEXT_PAUSE },
    { LOGGED_IN "token abc\nflag COLDRESTART\nexit 0\n", "cold restart (status 0)", NEXT_AT_ONCE },
    { LOGGED_IN "token abc\nexit 0\n", "restart without login (status 0)", NEXT_WITH_TOKEN },
    { "exit 76\n", "IBC met something it does not expect (status 76)", NEXT_PAUSE },
    { "exit 77\n", "(status 77)", NEXT_HUMAN },
    { "exit 78\n", "(status 78)", NEXT_HUMAN },
    { "exit 79\n", "(status 79)", NEXT_HUMAN },
    { "exit 80\n", "(status 80)", NEXT_HUMAN },
    { "exit 81\n", "(status 81)", NEXT_HUMAN },
    { "exit 82\n", "(status 82)", NEXT_HUMAN },
    { "exit 83\n", "(status 83)", NEXT_HUMAN },
    { "exit 85\n", "(status 85)", NEXT_HUMAN },
    { "exit 86\n", "(status 86)", NEXT_HUMAN },
    { ATTEMPT "say detected dialog entitled: Second Factor Authentication; event=Opened\nexit 87\n",
      "second_factor -> needs_human", NEXT_HUMAN },
    { "exit 88\n", "no login window (status 88)", NEXT_PAUSE },
    { "exit 1\n", "java could not start, or lost its X server (status 1)", NEXT_PAUSE },
    { "exit 143\n", "somebody else ended java (status 143)", NEXT_PAUSE },
    { "kill 9\n", "java crashed or was killed (status 137)", NEXT_PAUSE },
    { "exit 0\n", "the gateway closed before it was logged in (status 0)", NEXT_PAUSE },
    { "exit 159\n", "java ended (status 159)", NEXT_PAUSE },
};

static void check_end(size_t i)
{
    stage_script(0, "say Getting main window\n");
    stage_script(1, ends[i].script);
    start();
    wait_for_log(ends[i].said, 1);
    switch (ends[i].next) {
    case NEXT_HUMAN:
        wait_for_log("-> needs_human", 1);
        let_pass(FIRST_PAUSE_MS / 10);
        assert_int_equal(starts(), 1);
        assert_int_equal(count_in_log("next start in"), 0);
        break;
    case NEXT_PAUSE:
        wait_for_log("next start in", 1);
        assert_int_equal(starts(), 1);
        break;
    case NEXT_AT_ONCE:
        wait_for_journal("start session=", 2);
        assert_int_equal(count_in_journal("restart=abc"), 0);
        break;
    case NEXT_WITH_TOKEN: wait_for_journal("restart=abc", 1); break;
    }
    end();
}

static void every_end_leads_where_the_table_says(void **state)
{
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        check_end(i);
        assert_int_equal(stage_tear_down(state), 0);
        assert_int_equal(stage_set_up(state), 0);
    }
}

/* ---- the rest ---- */

static void a_start_is_clean_whatever_an_earlier_one_left(void **state)
{
    (void) state;
    touch("data/paper/COLDRESTARTabcdefgh");
    touch("data/paper/PAUSEabcdefgh");
    stage_script(0, LOGGED_IN);
    start();
    wait_for_log("starting -> login", 1);
    wait_for_log("login -> loading", 1);
    assert_int_not_equal(access(below("data/paper/COLDRESTARTabcdefgh"), F_OK), 0);
    assert_int_not_equal(access(below("data/paper/PAUSEabcdefgh"), F_OK), 0);
    assert_int_equal(count_in_journal("environment clean"), 1);
    assert_int_equal(count_in_journal("mode=paper"), 1);
    assert_int_equal(count_in_journal("ini IbLoginId=" USER), 1);
    assert_int_equal(count_in_journal("ini ReloginAfterSecondFactorAuthenticationTimeout=no"), 1);
    assert_int_equal(count_in_log(PASSWORD), 0);
    end();
}

static void stop_is_asked_for_on_the_command_server(void **state)
{
    (void) state;
    stage_script(0, LOGGED_IN);
    start();
    wait_for_log("login -> loading", 1);
    end();
    assert_int_equal(count_in_journal("command STOP"), 1);
    assert_int_equal(count_in_log("IBC to STOP: OK Shutting down: STOP command"), 1);
    assert_int_equal(count_in_log("java closed tidily"), 1);
}

#define FACTOR "say detected dialog entitled: Second Factor Authentication; event="
#define SERVING "commands\n" ATTEMPT FACTOR "Opened\n" FACTOR "Closed\n" \
    "say Login has completed\nsay Configuration tasks completed\napi 4002\nclient\n"

/* The token that it leaves is there for the next start, and no flag that would tell somebody else not to start. */
static void stop_that_keeps_a_second_factor_is_a_pause(void **state)
{
    (void) state;
    stage_script(0, SERVING);
    start();
    wait_for_log("-> ready", 1);
    end();
    assert_int_equal(count_in_journal("command PAUSE"), 1);
    assert_int_equal(count_in_journal("command STOP"), 0);
    assert_int_equal(count_in_log("java closed keeping its token"), 1);
    assert_int_equal(access(below("data/paper/abc/autorestart"), F_OK), 0);
    start_again("");
    wait_for_journal("restart=abc", 1);
    assert_int_equal(starts(), 2);
}

static void restart_by_hand_is_asked_for_on_the_command_server(void **state)
{
    (void) state;
    stage_script(0, SERVING);
    start();
    wait_for_log("-> ready", 1);
    kill(stage.session, SIGUSR2);
    wait_for_journal("restart=abc", 1);
    assert_int_equal(count_in_journal("command RESTART"), 1);
    assert_int_equal(count_in_journal("command PAUSE"), 0);
    wait_for_log("login attempt", 2); /* fake-ibc says it again, although it has the token */
    end();
}

/* Nobody waits for a restart that was refused: the program is closed, and a full login follows. */
static void restart_that_ibc_refuses_is_a_stop_at_once(void **state)
{
    (void) state;
    stage_script(0, "refuse\n" SERVING);
    start();
    wait_for_log("-> ready", 1);
    kill(stage.session, SIGUSR2);
    wait_for_log("IBC to RESTART: ERROR Command invalid", 1);
    wait_for_log("java closed tidily", 1);
    wait_for_journal("start session=", 2);
    assert_int_equal(count_in_journal("command STOP"), 1);
    assert_int_equal(count_in_journal("restart=abc"), 0);
    wait_for_log("-> ready", 2);
    end();
    assert_int_equal(count_in_log("IBC to PAUSE: ERROR Command invalid"), 1);
    assert_int_equal(count_in_log("java closed tidily"), 2);
}

static void restart_that_ibc_does_not_answer_is_not_waited_for(void **state)
{
    (void) state;
    stage_script(0, ATTEMPT FACTOR "Opened\n" FACTOR "Closed\n" "say Login has completed\n"
                    "say Configuration tasks completed\ndeaf\n");
    start();
    wait_for_log("CommandServer started", 1);
    assert_int_equal(stage_stop(2 * STOP_MS), 0);
    assert_int_equal(count_in_log("no answer from IBC to PAUSE within 5 s"), 1);
    assert_int_equal(count_in_log("java closed by SIGTERM"), 1);
}

/* First what orders do not notice, then the connection they go through. */
static void lost_servers_are_followed_by_each_reconnection(void **state)
{
    (void) state;
    stage_script(0, SERVING);
    stage_script(1, SERVING "upstream 1100\n");
    start_with("\nSESSION_HASTE=100");
    wait_for_log("has lost its servers: reconnecting its data", 1);
    wait_for_journal("command RECONNECTDATA", 1);
    wait_for_log("has lost its servers: reconnecting its account", 1);
    wait_for_journal("command RECONNECTACCOUNT", 1);
    wait_for_log("IBC to RECONNECTACCOUNT: OK", 1);
    assert_int_equal(count_in_journal("command RECONNECT"), 2);
    assert_int_equal(count_in_log("ready ->"), 0);
    end();
}

static void an_ibc_without_a_command_server_is_ended_by_a_signal(void **state)
{
    (void) state;
    stage_script(0, ATTEMPT "say Login has completed\n");
    start();
    wait_for_log("login -> loading", 1);
    end();
    assert_int_equal(count_in_log("java closed by SIGTERM"), 1);
}

static void a_login_refused_without_a_word_of_ibc_calls_a_person(void **state)
{
    (void) state;
    stage_script(0, ATTEMPT "say detected dialog entitled: Unrecognized Username or Password; event=Opened\n");
    start_with("\nSESSION_HASTE=20");
    wait_for_log("login -> needs_human", 1);
    let_pass(FIRST_PAUSE_MS + 500);
    assert_int_equal(starts(), 2);
    assert_int_equal(count_in_log("login attempt"), 2);
    end();
}

static void a_splash_that_closes_early_is_a_login_that_came_back(void **state)
{
    (void) state;
    stage_script(0, ATTEMPT "say detected frame entitled: Authenticating...; event=Closed\n");
    start();
    wait_for_log("the login window came back without saying why", 1);
    assert_int_equal(count_in_log("login attempt"), 1);
    end();
}

static void the_list_of_properties_is_not_passed_on(void **state)
{
    (void) state;
    stage_script(0, "raw System Properties\nraw jxBrowserKey = SECRETKEY\nraw Login has completed\n" WINDOW
                    "say detected frame entitled: X; event=Focused\nraw a word of the program\n");
    start();
    wait_for_log("a word of the program", 1);
    assert_int_equal(count_in_log("SECRETKEY"), 0);
    assert_int_equal(count_in_log("event=Focused"), 0);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_end_leads_where_the_table_says),
        TEST(a_start_is_clean_whatever_an_earlier_one_left),
        TEST(stop_is_asked_for_on_the_command_server),
        TEST(stop_that_keeps_a_second_factor_is_a_pause),
        TEST(restart_by_hand_is_asked_for_on_the_command_server),
        TEST(restart_that_ibc_refuses_is_a_stop_at_once),
        TEST(restart_that_ibc_does_not_answer_is_not_waited_for),
        TEST(lost_servers_are_followed_by_each_reconnection),
        TEST(an_ibc_without_a_command_server_is_ended_by_a_signal),
        TEST(a_login_refused_without_a_word_of_ibc_calls_a_person),
        TEST(a_splash_that_closes_early_is_a_login_that_came_back),
        TEST(the_list_of_properties_is_not_passed_on),
    };
    if (!stage_is_possible()) return 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
