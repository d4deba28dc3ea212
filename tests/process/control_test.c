/* SPDX-License-Identifier: MIT
 *
 * What others may ask of the real init: one service, a group, all of them; restarts; signals to init itself.
 */
#define _GNU_SOURCE
#include "init_kit.h"

#include "control/message.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct answer ask(enum verb verb, const char *name, int number)
{
    struct answer answer;
    assert_int_equal(control_ask(folder, verb, name, number, &answer), 0);
    return answer;
}

static void a_restart_takes_along_what_needs_it(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("display", "obedient"), ROW("gateway", "obedient"), ROW("other", "obedient") };
    rows[1].needs[0] = "display";
    START(rows);
    WAIT_UNTIL(is_running("gateway") && is_running("other"));
    struct board_service display = service("display"), gateway = service("gateway"), other = service("other");
    assert_int_equal(ask(VERB_RESTART, "display", 0).code, ANSWER_OK);
    assert_int_not_equal(service("display").pid, display.pid);
    WAIT_UNTIL(is_running("gateway"));
    assert_int_not_equal(service("gateway").pid, gateway.pid);
    assert_int_equal(service("other").pid, other.pid);
}

static void a_group_is_stopped_and_started_as_one(void **state)
{
    (void) state;
    const struct service_row rows[] = { ROW("web:a", "obedient"), ROW("web:b", "obedient"), ROW("website", "obedient") };
    START(rows);
    WAIT_UNTIL(is_running("web:a") && is_running("web:b") && is_running("website"));
    struct answer answer = ask(VERB_STOP, "web:*", 0);
    assert_int_equal(answer.code, ANSWER_OK);
    assert_int_equal(answer.each[0], ANSWER_OK);
    assert_int_equal(answer.each[1], ANSWER_OK);
    assert_int_equal(answer.each[2], 0);
    assert_int_equal(service("web:a").state, SERVICE_STOPPED);
    assert_true(is_running("website"));
    assert_int_equal(ask(VERB_STOP, "web:*", 0).each[0], 0); /* there was nothing to stop */
    assert_int_equal(ask(VERB_START, "web:b", 0).code, ANSWER_OK);
    answer = ask(VERB_START, "web:*", 0);
    assert_int_equal(answer.each[0], ANSWER_OK);
    assert_int_equal(answer.each[1], 0);
    assert_int_equal(ask(VERB_STOP, "nobody:*", 0).code, ANSWER_BAD_NAME);
}

static void all_means_what_is_not_internal(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("logger", "obedient"), ROW("one", "obedient"), ROW("bad", "exit", "78") };
    rows[0].internal = true;
    START(rows);
    WAIT_UNTIL(is_running("one") && service("bad").state == SERVICE_FATAL);
    pid_t logger = service("logger").pid;
    assert_int_equal(ask(VERB_STOP, "*", 0).each[1], ANSWER_OK);
    assert_true(is_running("logger"));
    struct answer answer = ask(VERB_START, "*", 0);
    assert_int_equal(answer.each[1], ANSWER_OK);
    assert_int_equal(answer.each[2], ANSWER_SPAWN_ERROR);
    assert_int_equal(service("logger").pid, logger);
}

static void a_stop_that_is_not_waited_for_is_answered_at_once(void **state)
{
    (void) state;
    struct answer answer;
    const struct service_row rows[] = { ROW("one", "stubborn") };
    struct request request = { .magic = REQUEST_MAGIC, .verb = VERB_STOP, .no_wait = 1, .service = "one" };
    START(rows);
    WAIT_UNTIL(is_running("one"));
    int fd = control_begin(folder, &request);
    assert_true(fd >= 0);
    WAIT_UNTIL(control_finish(fd, &answer) == 0);
    close(fd);
    assert_int_equal(answer.code, ANSWER_OK);
    assert_int_equal(service("one").state, SERVICE_STOPPING);
    WAIT_UNTIL(service("one").state == SERVICE_STOPPED);
}

static void sighup_restarts_all_that_run(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("web", "obedient"), ROW("one", "obedient"), ROW("two", "obedient"), ROW("off", "obedient") };
    rows[0].internal = true;
    rows[2].needs[0] = "one";
    START(rows);
    WAIT_UNTIL(is_running("web") && is_running("two") && is_running("off"));
    struct board_service web = service("web"), one = service("one"), two = service("two");
    assert_int_equal(ask(VERB_STOP, "off", 0).code, ANSWER_OK);
    kill(init_pid, SIGHUP);
    WAIT_UNTIL(is_running("two") && service("two").pid != two.pid);
    assert_int_not_equal(service("one").pid, one.pid);
    assert_int_equal(service("web").pid, web.pid);
    assert_int_equal(service("off").state, SERVICE_STOPPED);
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
}

static void who_asks_for_the_end_may_say_how_it_looks(void **state)
{
    (void) state;
    int status = 0;
    const struct service_row rows[] = { ROW("one", "obedient") };
    START(rows);
    WAIT_UNTIL(is_running("one"));
    assert_int_equal(ask(VERB_SHUTDOWN, "", 9).code, ANSWER_OK);
    assert_int_equal(waitpid(init_pid, &status, 0), init_pid);
    init_pid = 0;
    assert_int_equal(WEXITSTATUS(status), 9);
}

static void a_start_waits_for_what_it_needs(void **state)
{
    (void) state;
    struct service_row rows[] = { ROW("session", "obedient"), ROW("relay", "obedient") };
    rows[1].needs[0] = "session";
    START(rows);
    WAIT_UNTIL(is_running("relay"));
    assert_int_equal(ask(VERB_STOP, "*", 0).code, ANSWER_OK);
    struct answer answer = ask(VERB_START, "relay", 0); /* nobody wants its need: it would wait for ever */
    assert_int_equal(answer.code, ANSWER_SPAWN_ERROR);
    assert_string_equal(answer.text, "waits for session");
    answer = ask(VERB_START, "*", 0);
    assert_int_equal(answer.each[0], ANSWER_OK);
    assert_int_equal(answer.each[1], ANSWER_OK);
    assert_true(is_running("relay"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_restart_takes_along_what_needs_it),
        TEST(a_group_is_stopped_and_started_as_one),
        TEST(all_means_what_is_not_internal),
        TEST(a_stop_that_is_not_waited_for_is_answered_at_once),
        TEST(sighup_restarts_all_that_run),
        TEST(who_asks_for_the_end_may_say_how_it_looks),
        TEST(a_start_waits_for_what_it_needs),
    };
    fake = getenv("FAKE_SERVICE");
    if (!fake) return 99;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
