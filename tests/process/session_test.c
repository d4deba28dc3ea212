/* SPDX-License-Identifier: MIT
 *
 * The real session with a java that plays a script: what it does at each turn a login may take. Above all how often it
 * tries, since the account pays for tries.
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

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIDY_MS = 5000 };

static unsigned attempts(void)
{
    unsigned count = count_in_log("login attempt");
    assert_int_equal(read_session().attempts, count);
    return count;
}

/* ---- how it should be ---- */

static void login_leads_to_ready_and_stop_closes_tidily(void **state)
{
    (void) state;
    char notified[8];
    stage_script(0, "show login\nawait click 23\nclose 1\nshow loading\nshow splash\nclose 43\nshow main\n"
                    "show paper-notice\nawait click 59\nclose 51\napi 4002\n");
    stage_start(NULL);
    wait_for_log("session paper: loading -> ready", 1);
    wait_for_log("ready: JVM to login window ", 1);
    assert_int_equal(attempts(), 1);
    assert_int_equal(poll(&(struct pollfd) { .fd = stage.notify, .events = POLLIN }, 1, WAIT_MS), 1);
    assert_int_equal(read(stage.notify, notified, sizeof notified), 1);
    assert_int_equal(notified[0], '\n');
    assert_int_equal(stage_stop(TIDY_MS), 0);
    assert_int_equal(count_in_log("java closed tidily"), 1);
    assert_int_equal(count_in_journal("start "), 1);
    assert_int_equal(read_session().state, SESSION_ABSENT);
}

static void mode_is_chosen_and_user_and_password_are_typed_once(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("check 14 1"), 1);
    assert_int_equal(count_in_journal("set 18 " USER), 1);
    assert_int_equal(count_in_journal("secret 21 of 11 bytes"), 1);
    assert_int_equal(count_in_journal("click 23"), 1);
}

/* ---- refusals ---- */

static void server_that_is_not_reached_is_tried_again_after_a_pause(void **state)
{
    (void) state;
    stage_script(1, LOGIN "show connection-failed\n");
    stage_script(2, READY);
    stage_start(NULL);
    wait_for_log("next start in 2 s", 1);
    assert_int_equal(count_in_journal("start "), 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(attempts(), 2);
    assert_int_equal(count_in_journal("start "), 2);
}

/* ---- crashes ---- */

static void java_that_crashes_is_back_at_once_and_then_ever_later(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    kill(java_pid(), SIGKILL);
    wait_for_log("java was killed by signal 9)", 1);
    wait_for_log("-> ready", 2);
    assert_int_equal(count_in_log("next start in"), 0);
    kill(java_pid(), SIGKILL);
    wait_for_log("next start in 2 s", 1);
    wait_for_log("-> ready", 3);
    kill(java_pid(), SIGKILL);
    wait_for_log("next start in 4 s", 1);
    assert_int_equal(attempts(), 3);
    assert_int_equal(stage_stop(TIDY_MS), 0);
}

static void java_that_ends_at_its_start_is_not_started_in_a_circle(void **state)
{
    (void) state;
    stage_script(0, "exit 1\n");
    stage_start(NULL);
    wait_for_log("java ended with status 1; next start in 2 s", 1);
    wait_for_log("java ended with status 1; next start in 4 s", 1);
    assert_int_equal(count_in_journal("start "), 2);
    assert_int_equal(attempts(), 0);
}

/* ---- windows nobody knows ---- */

#define NEW_WINDOW \
    "raw open\\t80\nraw n\\t0\\t80\\tdialog\\tse\\t0,0,9,9\\tC\\t\\tSomething New\n" \
    "raw n\\t1\\t81\\tlabel\\tse\\t0,0,9,9\\tC\\t\\tDear " USER ", is " PASSWORD " yours?\n" \
    "raw n\\t1\\t82\\tbutton\\tse\\t0,0,9,9\\tC\\t\\tOK\nraw end\\t80\\t3\\twhole\n"

static void unknown_window_is_told_and_never_clicked(void **state)
{
    (void) state;
    stage_script(0, READY NEW_WINDOW);
    stage_start(NULL);
    wait_for_log("unknown window \"Something New\": texts [\"Dear ***, is *** yours?\"] buttons [\"OK\"]", 1);
    wait_for_log("-> ready", 1);
    assert_non_null(strstr(read_session().windows, "\"Something New\": texts [\"Dear ***, is *** yours?\"]"));
    let_pass(300);
    assert_int_equal(count_in_journal("click 82"), 0);
    assert_int_equal(count_in_log("unknown window"), 1);
}

/* ---- an agent that misbehaves ---- */

static void nonsense_of_the_agent_does_no_harm(void **state)
{
    (void) state;
    stage_script(0, "garbage\noverlong\nredial\ngarbage\n" LOGIN
                    "overlong\nshow main\ngarbage\nredial\nshow main\napi 4002\n");
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    assert_int_equal(attempts(), 1);
    assert_true(count_in_log("the agent said something that makes no sense") >= 1);
    assert_int_equal(stage_stop(TIDY_MS), 0);
    assert_int_equal(count_in_log("java closed tidily"), 1);
}

/* What somebody gets who dials the agent's socket: true for the end of the line, without a byte. */
static bool is_sent_away(const char *path)
{
    char byte;
    AUTO_CLOSE int fd = fd_dial_unix(path, SOCK_STREAM);
    struct pollfd waiting = { .fd = fd, .events = POLLIN };
    if (fd < 0 || poll(&waiting, 1, WAIT_MS) != 1) return false;
    return recv(fd, &byte, 1, MSG_DONTWAIT) <= 0;
}

static void stranger_at_the_socket_of_the_agent_is_sent_away(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    assert_true(is_sent_away(below("run/agent-0.sock")));
    wait_for_log("somebody else than our java dialled the agent's socket", 1);
    assert_int_equal(stage_stop(TIDY_MS), 0);
    assert_int_equal(count_in_log("java closed tidily"), 1);
    assert_int_equal(count_in_journal("line lost"), 0);
}

/* Permissions keep others away; here they are taken away to see that there is more. */
static void other_user_at_the_socket_is_sent_away(void **state)
{
    (void) state;
    int status = -1;
    bool all_users = strstr(read_file("/proc/self/uid_map"), "4294967295") != NULL;
    if (getuid() != 0 || !all_users) skip();
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    struct stat about;
    assert_int_equal(stat(below("run/agent-0.sock"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(chmod(below("run/agent-0.sock"), 0666) | chmod(below("run"), 0755) | chmod(stage.folder, 0755), 0);
    pid_t other = fork();
    if (other == 0) _exit(setgid(65534) == 0 && setuid(65534) == 0 && is_sent_away(below("run/agent-0.sock")) ? 0 : 1);
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_int_equal(status, 0);
    assert_int_equal(count_in_journal("line lost"), 0);
}

/* ---- secrets ---- */

static void assert_not_in(pid_t pid, const char *file)
{
    char path[64];
    text_print(path, "/proc/%d/%s", (int) pid, file);
    if (strstr(read_file(path), PASSWORD)) fail_msg("the password is in %s", path);
}

static void password_is_in_no_command_line_environment_or_log(void **state)
{
    (void) state;
    stage_script(0, READY "garbage\n");
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    const pid_t processes[] = { stage.session, java_pid() };
    for (size_t i = 0; i < ARRAY_LENGTH(processes); i++) {
        assert_true(processes[i] > 0);
        assert_not_in(processes[i], "cmdline");
        assert_not_in(processes[i], "environ");
    }
    assert_int_equal(stage_stop(TIDY_MS), 0);
    assert_int_equal(count_in_log(PASSWORD), 0);
}

/* Where the settings came from must not be readable by the program, nor the pipe to init be written by it. */
static void java_inherits_nothing_but_its_log_and_lock(void **state)
{
    (void) state;
    char path[64], target[256];
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    for (int fd = 0; fd < 64; fd++) {
        text_print(path, "/proc/%d/fd/%d", (int) java_pid(), fd);
        ssize_t n = readlink(path, target, sizeof target - 1);
        target[n > 0 ? n : 0] = 0;
        if (n <= 0 || fd <= 2 || strstr(target, "socket:")) continue;
        if (!strstr(target, "/.java.lock")) fail_msg("descriptor %d of java is %s", fd, target);
    }
    text_print(path, "/proc/%d/environ", (int) java_pid());
    assert_null(strstr(read_file(path), "JAVA_TOOL_OPTIONS"));
    assert_non_null(strstr(read_file(path), "DISPLAY=:9"));
}

/* ---- settings inside the program ---- */

static void read_only_api_is_switched_off_and_read_back(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("session paper: Read-Only API switched off\n", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("check 83 0"), 1);
    assert_int_equal(count_in_journal("applied read-only 0"), 1);
    assert_int_equal(count_in_log("unknown window"), 0);
}

static void read_only_api_is_switched_on_where_it_is_wanted(void **state)
{
    (void) state;
    stage_script(0, "writable\n" READY);
    stage_start("READ_ONLY_API=yes");
    wait_for_log("session paper: Read-Only API switched on\n", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("applied read-only 1"), 1);
}

static void port_and_precautions_are_set_too(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start(NULL);
    wait_for_log("session paper: Socket port set to 4002\n", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_log("session paper: Bypass"), 9);
    assert_int_equal(count_in_journal("applied read-only 0 port 4002"), 1);
    assert_int_equal(count_in_journal("click 39"), 1);
}

static void keys_of_ibc_that_do_nothing_here_are_told(void **state)
{
    (void) state;
    stage_script(0, READY);
    stage_start("IBC_LogStructureWhen=open\nIBC_FIX=yes\nIBC_AllowBlindTrading=yes\nIBC_BypassBondWarning=no\n"
                "IBC_MinimizeMainWindow=yes");
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_log("IBC_LogStructureWhen has no effect with SESSION_DRIVER=native\n"), 1);
    assert_int_equal(count_in_journal("minimize 24"), 1);
    assert_int_equal(count_in_log("IBC_FIX has no effect with SESSION_DRIVER=native: it does not log in to FIX CTCI\n"), 1);
    assert_int_equal(count_in_log("has no effect with"), 2);
}

static void what_is_right_already_is_left_alone(void **state)
{
    (void) state;
    stage_script(0, "configured\n" READY);
    stage_start("READ_ONLY_API=yes");
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("check 83"), 0);
    assert_int_equal(count_in_journal("applied"), 0);
    assert_int_equal(count_in_journal("click 117"), 1);
    assert_int_equal(count_in_log("Read-Only"), 0);
    assert_int_equal(count_in_log("READ_ONLY_API"), 0);
}

static void api_that_answers_first_does_not_make_an_unconfigured_session_ready(void **state)
{
    (void) state;
    stage_script(0, "api 4002\n" LOGIN "show main\n");
    stage_start(NULL);
    wait_for_log("-> ready", 1);
    const char *ready = strstr(stage.said, "-> ready"), *changed = strstr(stage.said, "Read-Only API switched off");
    assert_non_null(changed);
    assert_true(changed < ready);
}

static void configuration_goes_on_where_a_lost_connection_left_it(void **state)
{
    (void) state;
    stage_script(0, LOGIN "show main\nawait select 79\nredial\nshow main\nshow configuration\napi 4002\n");
    stage_start(NULL);
    wait_for_log("session paper: Read-Only API switched off\n", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("click 39"), 1);
    assert_int_equal(count_in_journal("applied read-only 0"), 1);
}

static void dialog_that_was_asked_for_on_a_lost_connection_is_ours(void **state)
{
    (void) state;
    stage_script(0, "no-dialog\n" LOGIN "show main\nawait click 39\nredial\nshow main\nshow configuration\napi 4002\n");
    stage_start(NULL);
    wait_for_log("session paper: Read-Only API switched off\n", 1);
    wait_for_log("-> ready", 1);
    assert_int_equal(count_in_journal("click 39"), 1);
}

int main(void)
{
    if (!stage_is_possible()) return 0;
    const struct CMUnitTest tests[] = {
        TEST(login_leads_to_ready_and_stop_closes_tidily),
        TEST(mode_is_chosen_and_user_and_password_are_typed_once),
        TEST(server_that_is_not_reached_is_tried_again_after_a_pause),
        TEST(java_that_crashes_is_back_at_once_and_then_ever_later),
        TEST(java_that_ends_at_its_start_is_not_started_in_a_circle),
        TEST(unknown_window_is_told_and_never_clicked),
        TEST(nonsense_of_the_agent_does_no_harm),
        TEST(stranger_at_the_socket_of_the_agent_is_sent_away),
        TEST(other_user_at_the_socket_is_sent_away),
        TEST(password_is_in_no_command_line_environment_or_log),
        TEST(java_inherits_nothing_but_its_log_and_lock),
        TEST(read_only_api_is_switched_off_and_read_back),
        TEST(read_only_api_is_switched_on_where_it_is_wanted),
        TEST(port_and_precautions_are_set_too),
        TEST(keys_of_ibc_that_do_nothing_here_are_told),
        TEST(what_is_right_already_is_left_alone),
        TEST(api_that_answers_first_does_not_make_an_unconfigured_session_ready),
        TEST(configuration_goes_on_where_a_lost_connection_left_it),
        TEST(dialog_that_was_asked_for_on_a_lost_connection_is_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
