/* SPDX-License-Identifier: MIT
 *
 * The real init with services of our own: what dies comes back, what needs it follows, what is stubborn is killed, and
 * nothing is left behind. Every wait has a deadline.
 */
#define _GNU_SOURCE
#include "init_kit.h"

#include "base/fd.h"
#include "control/message.h"
#include "logger/logger.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

static void a_killed_service_is_back_and_the_others_are_untouched(void **state)
{
    (void) state;
    const struct service_row rows[] = { ROW("one", "obedient"), ROW("two", "obedient") };
    START(rows);
    WAIT_UNTIL(is_running("one") && is_running("two"));
    struct board_service one = service("one"), two = service("two");
    kill(one.pid, SIGKILL);
    WAIT_UNTIL(is_running("one") && service("one").pid != one.pid);
    assert_int_equal(service("one").restarts, 1);
    assert_int_equal(service("two").pid, two.pid);
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
}

static void what_needs_it_stops_and_comes_back_after_it(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("display", "obedient"), ROW("gateway", "obedient"), ROW("relay", "obedient") };
    rows[1].needs[0] = "display";
    rows[2].needs[0] = "gateway";
    START(rows);
    WAIT_UNTIL(is_running("relay"));
    struct board_service before = service("relay");
    kill(service("display").pid, SIGKILL);
    WAIT_UNTIL(is_running("relay") && service("relay").pid != before.pid);
    assert_true(service("display").changed_at_ms <= service("gateway").changed_at_ms);
    assert_true(service("gateway").changed_at_ms <= service("relay").changed_at_ms);
    assert_int_equal(service("relay").restarts, 0);
}

static int64_t when(const char *name)
{
    return service(name).changed_at_ms;
}

static void stopping_goes_from_the_last_to_the_first(void **state)
{
    (void) state;
    struct answer answer;
    struct service_row rows[] = { ROW("display", "obedient"), ROW("gateway", "stubborn"), ROW("relay", "stubborn") };
    rows[1].needs[0] = "display";
    rows[2].needs[0] = "gateway";
    START(rows);
    WAIT_UNTIL(is_running("relay"));
    assert_int_equal(control_ask(folder, VERB_STOP, "display", 0, &answer), 0);
    assert_int_equal(answer.code, ANSWER_OK);
    assert_int_equal(service("display").state, SERVICE_STOPPED);
    assert_true(when("gateway") - when("relay") >= 300); /* each waited for the one before it to be killed */
    assert_true(when("display") >= when("gateway"));
    assert_string_equal(service("gateway").reason, "waits for display");
    assert_int_equal(control_ask(folder, VERB_START, "display", 0, &answer), 0);
    WAIT_UNTIL(is_running("relay"));
}

static void one_that_ignores_sigterm_is_killed_when_patience_ends(void **state)
{
    (void) state;
    const struct service_row rows[] = { ROW("a", "stubborn"), ROW("b", "stubborn"), ROW("c", "stubborn") };
    START(rows);
    WAIT_UNTIL(is_running("a") && is_running("b") && is_running("c"));
    int64_t begin = clock_now_ms();
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
    assert_true(clock_now_ms() - begin < 3 * 300 + 2000); /* at the same time, not one after the other */
}

static void a_program_that_is_not_there_is_fatal_and_says_why(void **state)
{
    (void) state;
    const struct service_row rows[] = { { .name = "gone", .command = { "/no/such/program" } } };
    START(rows);
    WAIT_UNTIL(service("gone").state == SERVICE_FATAL);
    assert_string_equal(service("gone").reason, "failed while executing it: No such file or directory");
}

static void bad_settings_are_fatal_and_a_person_may_try_again(void **state)
{
    (void) state;
    struct answer answer;
    const struct service_row rows[] = { ROW("picky", "exit", "78") };
    START(rows);
    WAIT_UNTIL(service("picky").state == SERVICE_FATAL);
    assert_int_equal(service("picky").exit_status, 78);
    assert_int_equal(control_ask(folder, VERB_START, "picky", 0, &answer), 0);
    assert_int_equal(answer.code, ANSWER_SPAWN_ERROR);
    assert_string_equal(answer.text, "bad settings: see its log");
}

static void one_that_says_why_it_ends_is_believed(void **state)
{
    (void) state;
    struct answer answer;
    const struct service_row rows[] = { ROW("picky", "exit", "78", "host key of client.example has changed") };
    START(rows);
    WAIT_UNTIL(service("picky").state == SERVICE_FATAL);
    assert_string_equal(service("picky").reason, "host key of client.example has changed");
    assert_int_equal(control_ask(folder, VERB_START, "picky", 0, &answer), 0);
    assert_string_equal(answer.text, "host key of client.example has changed");
}

static void one_that_says_what_it_waits_for_shows_it_until_it_is_ready(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("far", "away", "no answer\nfrom there") };
    rows[0].limits.start_ms = 0;
    START(rows);
    WAIT_UNTIL(text_equal(service("far").reason, "no answer"));
    assert_int_equal(service("far").state, SERVICE_STARTING);
    kill(service("far").pid, SIGUSR1);
    WAIT_UNTIL(is_running("far"));
    assert_string_equal(service("far").reason, "");
    kill(service("far").pid, SIGUSR1);
    WAIT_UNTIL(service("far").state == SERVICE_STARTING && text_equal(service("far").reason, "no answer"));
    kill(service("far").pid, SIGKILL);
    WAIT_UNTIL(service("far").restarts == 1);
    WAIT_UNTIL(service("far").state == SERVICE_STARTING);
}

static void the_ready_line_does_not_wait_for_what_may_come_later(void **state)
{
    (void) state;
    struct service_row rows[] = {
        { .name = "logger", .command = { "gatehouse", "logger" }, .gets_log_pipes = true, .limits = { .start_ms = 5000, .stop_ms = 2000 } },
        ROW("near", "obedient"), ROW("far", "away", "no answer"),
    };
    rows[2].may_come_later = true;
    rows[2].note = "API at 127.0.0.1:14001 of trader@client.example";
    rows[2].limits.start_ms = 0;
    START(rows);
    WAIT_UNTIL(console_has("gatehouse: ready; not up yet: far\n"));
    assert_false(console_has("gatehouse: up: "));
    WAIT_UNTIL(strstr(service("far").reason, "no answer")); /* so it listens to signals */
    kill(service("far").pid, SIGUSR1);
    WAIT_UNTIL(console_has("gatehouse: up: API at 127.0.0.1:14001 of trader@client.example\n"));
}

static void one_that_flaps_is_backed_off(void **state)
{
    (void) state;
    const struct service_row rows[] = { ROW("flap", "exit", "1") };
    START(rows);
    WAIT_UNTIL(strstr(service("flap").reason, "next try in"));
    assert_int_equal(service("flap").restarts, SERVICE_FREE_RESTARTS);
    assert_int_equal(service("flap").state, SERVICE_BACKOFF);
    assert_string_equal(service("flap").reason, "exit status 1; next try in 1 s");
}

static void one_that_is_never_ready_is_killed_and_tried_again(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("dumb", "never-ready") };
    rows[0].limits.start_ms = 50;
    START(rows);
    WAIT_UNTIL(service("dumb").restarts >= 2);
    assert_int_equal(service("dumb").exit_status, -1);
}

static void orphans_are_reaped(void **state)
{
    (void) state;
    const struct service_row rows[] = { ROW("messy", "orphans") };
    START(rows);
    WAIT_UNTIL(is_running("messy") && read_board().orphans == 1);
}

static void a_child_inherits_what_its_row_names_and_nothing_else(void **state)
{
    (void) state;
    const struct service_row rows[] = {
        ROW("child", "inheritance"),
        { .name = "logger", .command = { "gatehouse", "logger" }, .gets_log_pipes = true, .limits = { .start_ms = 5000, .stop_ms = 2000 } },
    };
    setenv("LEAK", "1", 1);
    START(rows);
    WAIT_UNTIL(log_has("child", "end of inheritance"));
    for (int fd = 0; fd < 20; fd++) {
        char wanted[16];
        text_print(wanted, " fd %d\n", fd);
        assert_int_equal(log_has("child", wanted), fd <= 4);
    }
    assert_true(log_has("child", "env TZ=UTC"));
    assert_false(log_has("child", "LEAK"));
    assert_false(log_has("child", "hunter2"));
}

static void killing_the_logger_loses_nothing_that_comes_after(void **state)
{
    (void) state;
    const struct service_row rows[] = {
        { .name = "logger", .command = { "gatehouse", "logger" }, .gets_log_pipes = true, .limits = { .start_ms = 5000, .stop_ms = 2000 } },
        ROW("one", "obedient"),
    };
    START(rows);
    WAIT_UNTIL(is_running("logger") && is_running("one"));
    struct board_service logger = service("logger"), one = service("one");
    kill(logger.pid, SIGKILL);
    WAIT_UNTIL(is_running("logger") && service("logger").pid != logger.pid);
    assert_int_equal(service("one").pid, one.pid);
    kill(one.pid, SIGKILL);
    WAIT_UNTIL(log_has("gatehouse", "one RUNNING -> BACKOFF: killed by SIGKILL"));
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
    assert_true(log_has("gatehouse", "one STOPPING -> STOPPED"));
}

static void when_init_is_killed_its_children_end(void **state)
{
    (void) state;
    const struct service_row rows[] = {
        { .name = "logger", .command = { "gatehouse", "logger" }, .gets_log_pipes = true, .limits = { .start_ms = 5000, .stop_ms = 2000 } },
        ROW("one", "obedient"),
    };
    START(rows);
    WAIT_UNTIL(is_running("logger") && is_running("one"));
    pid_t logger = service("logger").pid, one = service("one").pid;
    kill(init_pid, SIGKILL);
    waitpid(init_pid, NULL, 0);
    init_pid = 0;
    WAIT_UNTIL(kill(logger, 0) < 0 && kill(one, 0) < 0);
}

static void as_pid_1_it_reaps_orphans_and_obeys_sigterm(void **state)
{
    (void) state;
    const struct service_row rows[] = { ROW("messy", "orphans"), ROW("one", "obedient") };
    pid_t first = start_first_process(rows, ARRAY_LENGTH(rows), &init_pid);
    WAIT_UNTIL(read_board().count == ARRAY_LENGTH(rows) && is_running("one"));
    assert_int_equal(read_board().pid, 1);
    WAIT_UNTIL(read_board().orphans == 1);
    kill(first, SIGTERM);
    int status = 0;
    assert_int_equal(waitpid(init_pid, &status, 0), init_pid);
    init_pid = 0;
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void garbage_at_the_reception_is_dismissed(void **state)
{
    (void) state;
    char path[128], answer[8];
    const struct service_row rows[] = { ROW("one", "obedient") };
    START(rows);
    WAIT_UNTIL(is_running("one"));
    text_print(path, "%s/control", folder);
    for (int i = 0; i < 2 * BOARD_SERVICES; i++) {
        AUTO_CLOSE int fd = fd_dial_unix(path, SOCK_SEQPACKET);
        assert_true(fd >= 0);
        assert_int_equal(send(fd, "garbage", 7, MSG_NOSIGNAL), 7);
        struct pollfd hung_up = { .fd = fd, .events = POLLIN };
        assert_int_equal(poll(&hung_up, 1, PATIENCE_MS), 1);
        assert_int_equal(recv(fd, answer, sizeof answer, 0), 0);
    }
    assert_true(is_running("one"));
}

static void unknown_names_and_signals_are_refused(void **state)
{
    (void) state;
    struct answer answer;
    const struct service_row rows[] = { ROW("one", "obedient") };
    START(rows);
    WAIT_UNTIL(is_running("one"));
    assert_int_equal(control_ask(folder, VERB_STOP, "two", 0, &answer), 0);
    assert_int_equal(answer.code, ANSWER_BAD_NAME);
    assert_int_equal(control_ask(folder, VERB_SIGNAL, "one", 4711, &answer), 0);
    assert_int_equal(answer.code, ANSWER_BAD_SIGNAL);
    assert_int_equal(control_ask(folder, VERB_START, "one", 0, &answer), 0);
    assert_int_equal(answer.code, ANSWER_ALREADY_STARTED);
    assert_int_equal(control_ask(folder, VERB_SHUTDOWN, "", 0, &answer), 0);
    assert_int_equal(answer.code, ANSWER_OK);
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
}

int main(int argc, char **argv)
{
    if (argc == 2 && text_equal(argv[1], "logger")) return logger_main(argc - 1, argv + 1); /* we stand for gatehouse */
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_killed_service_is_back_and_the_others_are_untouched),
        TEST(what_needs_it_stops_and_comes_back_after_it),
        TEST(stopping_goes_from_the_last_to_the_first),
        TEST(one_that_ignores_sigterm_is_killed_when_patience_ends),
        TEST(a_program_that_is_not_there_is_fatal_and_says_why),
        TEST(bad_settings_are_fatal_and_a_person_may_try_again),
        TEST(one_that_says_why_it_ends_is_believed),
        TEST(one_that_says_what_it_waits_for_shows_it_until_it_is_ready),
        TEST(the_ready_line_does_not_wait_for_what_may_come_later),
        TEST(one_that_flaps_is_backed_off),
        TEST(one_that_is_never_ready_is_killed_and_tried_again),
        TEST(orphans_are_reaped),
        TEST(a_child_inherits_what_its_row_names_and_nothing_else),
        TEST(killing_the_logger_loses_nothing_that_comes_after),
        TEST(when_init_is_killed_its_children_end),
        TEST(as_pid_1_it_reaps_orphans_and_obeys_sigterm),
        TEST(garbage_at_the_reception_is_dismissed),
        TEST(unknown_names_and_signals_are_refused),
    };
    fake = getenv("FAKE_SERVICE");
    if (!fake) return 99;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
