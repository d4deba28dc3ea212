/* SPDX-License-Identifier: MIT
 *
 * The real `gatehouse init -c FILE`: the user's programs as supervisord would treat them, and their logs whatever happens to
 * disks and readers.
 */
#define _GNU_SOURCE
#include "init_kit.h"

#include "base/fd.h"
#include "control/message.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *gatehouse;
static char console[128];

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Its standard output goes to `out_fd`, or where that is -1 to the file `console`. */
static void run_file(const char *text, int out_fd)
{
    char path[128], run_dir[128];
    text_print(path, "%s/programs.conf", folder);
    text_print(run_dir, "RUN_DIR=%s", folder);
    text_print(console, "%s/console", folder);
    write_file(path, text);
    init_pid = fork();
    if (init_pid == 0) {
        int out = out_fd >= 0 ? out_fd : open(console, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        putenv(run_dir);
        execl(gatehouse, "gatehouse", "init", "-c", path, NULL);
        _exit(127);
    }
}

/* In `format` @ stands for the test's folder. */
static void run(const char *format)
{
    char text[4096];
    struct text out = TEXT_IN(text);
    for (const char *at = format; *at; at++) {
        if (*at == '@') text_add(&out, folder);
        else text_add_bytes(&out, at, 1);
    }
    run_file(text, -1);
}

static char *read_text(const char *path)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd < 0 ? NULL : fd_read_whole(fd, 64 << 20, &length);
    return text;
}

static bool file_has(const char *path, const char *part)
{
    AUTO_FREE char *text = read_text(path);
    return text && strstr(text, part);
}

static const char *in_folder(const char *name)
{
    static char path[192];
    text_print(path, "%s/%s", folder, name);
    return path;
}

/* ---- supervisord's rules ---- */

static void one_that_ends_too_soon_is_tried_again_and_given_up(void **state)
{
    (void) state;
    run("[program:false]\ncommand=/bin/false\nstartretries=1\nstartsecs=1\n");
    WAIT_UNTIL(service("false").state == SERVICE_FATAL);
    assert_int_equal(service("false").restarts, 1);
    assert_string_equal(service("false").spawn_error, "Exited too quickly (process log may have details)");
    assert_int_equal(service("false").exit_status, 1);
}

static void expected_ends_are_ends_and_others_begin_again(void **state)
{
    (void) state;
    run("[program:done]\ncommand=/bin/sh -c 'exit 2'\nexitcodes=0,2\nstartsecs=0\n"
        "[program:never]\ncommand=/bin/sh -c 'exit 3'\nautorestart=false\nstartsecs=0\n"
        "[program:again]\ncommand=/bin/sh -c 'exit 3'\nstartsecs=0\n");
    WAIT_UNTIL(service("done").stopped_at && service("never").stopped_at);
    assert_int_equal(service("done").state, SERVICE_EXITED);
    assert_int_equal(service("never").state, SERVICE_EXITED);
    assert_int_equal(service("done").exit_status, 2);
    assert_string_equal(service("done").spawn_error, "");
    assert_string_equal(service("never").spawn_error, "Bad exit code 3");
    WAIT_UNTIL(service("again").restarts >= 3);
    assert_true(service("again").restarts <= 6); /* it ends at once every time, and is not hammered */
}

static enum answer_code answer_to_start(const char *name)
{
    struct answer answer = { .code = 0 };
    assert_int_equal(control_ask(folder, VERB_START, name, 0, &answer), 0);
    return (enum answer_code) answer.code;
}

static void a_program_that_is_not_there_is_said_to_be_missing(void **state)
{
    (void) state;
    run("[program:gone]\ncommand=/no/such/program\nstartretries=0\n[program:text]\ncommand=/etc/passwd\nstartretries=0\n"
        "[program:lost]\ncommand=/bin/true\ndirectory=/no/such/folder\nstartretries=0\n");
    WAIT_UNTIL(service("gone").state == SERVICE_FATAL && service("text").state == SERVICE_FATAL &&
               service("lost").state == SERVICE_FATAL);
    assert_string_equal(service("gone").reason, "can't find command '/no/such/program'");
    assert_string_equal(service("text").reason, "command at '/etc/passwd' is not executable");
    assert_int_equal(answer_to_start("gone"), ANSWER_NO_FILE);
    assert_int_equal(answer_to_start("text"), ANSWER_NOT_EXECUTABLE);
    assert_int_equal(answer_to_start("lost"), ANSWER_SPAWN_ERROR);
    WAIT_UNTIL(service("lost").state == SERVICE_FATAL);
    assert_string_equal(service("lost").reason, "failed while changing to its folder: No such file or directory");
}

static void a_program_sees_what_supervisord_would_show_it(void **state)
{
    (void) state;
    setenv("BOT_TOKEN", "t0p", 1);
    setenv("IB_PASSWORD", "hunter2", 1);
    run("[program:bot]\ncommand=/bin/sh -c 'env; umask; pwd; echo bad >&2'\nenvironment=MODE=\"a,b\"\numask=027\ndirectory=/tmp\n"
        "startsecs=0\nautorestart=false\nstdout_logfile=@/bot.log\n");
    WAIT_UNTIL(file_has(in_folder("bot.log"), "\n/tmp\n"));
    unsetenv("IB_PASSWORD");
    assert_true(file_has(in_folder("bot.log"), "BOT_TOKEN=t0p\n"));
    assert_true(file_has(in_folder("bot.log"), "MODE=a,b\n"));
    assert_true(file_has(in_folder("bot.log"), "SUPERVISOR_PROCESS_NAME=bot\n"));
    assert_true(file_has(in_folder("bot.log"), "\n0027\n"));
    assert_false(file_has(in_folder("bot.log"), "hunter2"));
    assert_false(file_has(in_folder("bot.log"), "bad"));
    WAIT_UNTIL(file_has(in_folder("log/bot-stderr.log"), "bad\n"));
}

static void what_depends_on_another_starts_after_it_and_stops_before(void **state)
{
    (void) state;
    run("[program:bot]\ncommand=/bin/sleep 1000\nstartsecs=0\npriority=1\ndepends_on=base\n"
        "[program:base]\ncommand=/bin/sleep 1000\nstartsecs=1\n");
    WAIT_UNTIL(service("base").state == SERVICE_STARTING);
    assert_string_equal(service("bot").reason, "waits for base");
    WAIT_UNTIL(is_running("bot"));
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
    AUTO_FREE char *log = read_text(console);
    assert_non_null(log);
    const char *bot = strstr(log, "bot STOPPING -> STOPPED"), *base = strstr(log, "base RUNNING -> STOPPING");
    assert_true(bot && base && bot < base);
}

static void a_stop_that_may_last_too_long_is_warned_of(void **state)
{
    (void) state;
    setenv("STOP_GRACE", "20", 1);
    run("[program:slow]\ncommand=/bin/sleep 1000\nstartsecs=0\nstopwaitsecs=60\n");
    unsetenv("STOP_GRACE");
    WAIT_UNTIL(file_has(console, "a stop can take 63 s (slow 60 s, logger 3 s), but STOP_GRACE says"));
}

static void a_stubborn_one_is_killed_early_enough_for_what_it_needs_to_close_tidily(void **state)
{
    (void) state;
    setenv("STOP_GRACE", "10", 1);
    run("[program:bot]\ncommand=sh -c 'trap \"\" TERM; while :; do sleep 1; done'\nstopwaitsecs=60\nkillasgroup=true\ndepends_on=base\n"
        "[program:base]\ncommand=sh -c 'trap \"echo closed; exit\" TERM; echo up; while :; do sleep .1; done'\nstopwaitsecs=60\n");
    unsetenv("STOP_GRACE");
    WAIT_UNTIL(is_running("bot") && log_has("base", "up"));
    int64_t begin = clock_now_ms();
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
    assert_true(clock_now_ms() - begin < 9000); /* by themselves they have two minutes */
    assert_true(file_has(console, "bot has not stopped in time: killed") && !file_has(console, "base has not stopped in time"));
    assert_true(log_has("base", "closed"));
}

static void groups_and_included_files_make_up_one_whole(void **state)
{
    (void) state;
    write_file(in_folder("more.ini"), "[program:bot]\ncommand=/bin/sleep 1000\nstartsecs=0\n");
    run("[include]\nfiles=*.ini\n[group:desk]\nprograms=bot\n[program:other]\ncommand=/bin/sleep 1000\nstartsecs=0\n"
        "depends_on=desk:bot\n");
    WAIT_UNTIL(is_running("desk:bot") && is_running("other"));
}

static void the_main_log_is_where_the_file_says(void **state)
{
    (void) state;
    run("[supervisord]\nlogfile=@/main.log\n[program:a]\ncommand=/bin/sleep 1000\nstartsecs=0\n");
    WAIT_UNTIL(file_has(in_folder("main.log"), "a STARTING -> RUNNING"));
    assert_string_equal(read_board().main_log, in_folder("main.log"));
}

static void a_program_that_fails_or_does_not_start_by_itself_keeps_nothing_waiting(void **state)
{
    (void) state;
    run("[program:manual]\ncommand=/bin/sleep 1000\nautostart=false\n[program:bad]\ncommand=/no/such/program\n"
        "[program:done]\ncommand=/bin/true\nstartsecs=0\n[program:good]\ncommand=/bin/sleep 1000\nstartsecs=0\n");
    WAIT_UNTIL(file_has(console, "gatehouse: ready; not up yet: bad\n"));
}

static void one_that_shall_not_start_by_itself_does_not(void **state)
{
    (void) state;
    struct answer answer;
    run("[program:manual]\ncommand=/bin/sleep 1000\nautostart=false\nstartsecs=0\n[program:other]\ncommand=/bin/sleep 1000\n");
    WAIT_UNTIL(is_running("other"));
    assert_int_equal(service("manual").state, SERVICE_STOPPED);
    assert_int_equal(service("manual").started_at, 0);
    assert_int_equal(control_ask(folder, VERB_START, "manual", 0, &answer), 0);
    assert_int_equal(answer.code, ANSWER_OK);
    assert_true(is_running("manual"));
}

static void what_is_wrong_in_a_file_is_said_and_nothing_starts(void **state)
{
    (void) state;
    int status = 0;
    run("[program:a]\ncommand=/bin/true\nautorestat=true\n[program:b]\ndepends_on=nobody\ncommand=/bin/true\nuser=daemon\n"
        "[program:c]\ncommand=/bin/true\ndepends_on=c\n");
    assert_int_equal(waitpid(init_pid, &status, 0), init_pid);
    init_pid = 0;
    assert_int_equal(WEXITSTATUS(status), 78);
    assert_true(file_has(console, "programs.conf:3: autorestat=\"true\": is a key that gatehouse does not know"));
    run("[program:b]\ndepends_on=nobody\ncommand=/bin/true\nuser=daemon\n");
    assert_int_equal(waitpid(init_pid, &status, 0), init_pid);
    init_pid = 0;
    assert_int_equal(WEXITSTATUS(status), 78);
    assert_true(file_has(console, "depends_on=\"nobody\": is no service of this container"));
    assert_true(file_has(console, "user=\"daemon\": is not user"));
    run("[program:c]\ncommand=/bin/true\ndepends_on=d\n[program:d]\ncommand=/bin/true\ndepends_on=c\n");
    assert_int_equal(waitpid(init_pid, &status, 0), init_pid);
    init_pid = 0;
    assert_true(file_has(console, "goes in a circle"));
}

/* ---- logs ---- */

static void a_log_is_rotated_by_size_and_count(void **state)
{
    (void) state;
    struct stat about;
    run("[program:loud]\ncommand=/bin/sh -c 'seq 100000; sleep 1000'\nstdout_logfile=@/loud.log\n"
        "stdout_logfile_maxbytes=100KB\nstdout_logfile_backups=2\n");
    WAIT_UNTIL(file_has(in_folder("loud.log"), "100000\n"));
    assert_int_equal(stat(in_folder("loud.log.2"), &about), 0);
    assert_true(about.st_size <= 100 << 10);
    assert_int_equal(stat(in_folder("loud.log.3"), &about), -1);
}

static void after_sigusr2_the_log_is_the_file_of_that_name(void **state)
{
    (void) state;
    char away[192];
    run("[program:tick]\ncommand=/bin/sh -c 'while echo tick; do sleep 0.02; done'\nstdout_logfile=@/tick.log\n");
    WAIT_UNTIL(file_has(in_folder("tick.log"), "tick"));
    text_print(away, "%s/away.log", folder);
    assert_int_equal(rename(in_folder("tick.log"), away), 0);
    kill(init_pid, SIGUSR2);
    WAIT_UNTIL(file_has(in_folder("tick.log"), "tick"));
}

static void every_line_of_json_is_valid(void **state)
{
    (void) state;
    setenv("LOG_FORMAT", "json", 1);
    run("[program:odd]\ncommand=/usr/bin/printf 'a\"b\\\\\\377\\033[1m\\n'\nstartsecs=0\nautorestart=false\n");
    unsetenv("LOG_FORMAT");
    WAIT_UNTIL(file_has(console, "\"service\":\"odd\",\"stream\":\"stdout\",\"message\":\"a\\\"b\\\\\xef\xbf\xbd\\u001b[1m\"}\n"));
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
    AUTO_FREE char *text = read_text(console);
    assert_non_null(text);
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        assert_true(line[0] == '{' && end[-1] == '}');
    assert_non_null(strstr(text, "{\"service\":\"gatehouse\",\"message\":\"stopped\"}"));
}

static void a_full_disk_stops_nobody_and_is_said(void **state)
{
    (void) state;
    const char *disk = in_folder("disk");
    assert_int_equal(mkdir(disk, 0700), 0);
    assert_int_equal(mount("none", disk, "tmpfs", 0, "size=64k"), 0);
    run("[program:loud]\ncommand=/bin/sh -c 'seq 100000; echo done > @/done; while echo more; do sleep 0.02; done'\n"
        "stdout_logfile=@/disk/loud.log\nstdout_logfile_maxbytes=0\n");
    WAIT_UNTIL(access(in_folder("done"), F_OK) == 0);
    WAIT_UNTIL(file_has(console, "disk/loud.log cannot be written: No space left on device"));
    assert_int_equal(truncate(in_folder("disk/loud.log"), 0), 0);
    WAIT_UNTIL(file_has(console, "disk/loud.log is written again;"));
    WAIT_UNTIL(is_running("loud"));
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
}

/* Also after a failure; and where this process is killed, its mounts go with its namespace. */
static int tear_down_with_disk(void **state)
{
    if (init_pid > 0) stop_init();
    umount2(in_folder("disk"), MNT_DETACH);
    return tear_down(state);
}

static void a_pipe_that_nobody_reads_stops_nobody(void **state)
{
    (void) state;
    assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
    int reader = open(in_folder("fifo"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    run("[program:loud]\ncommand=/bin/sh -c 'seq 100000; echo done > @/done; sleep 1000'\n"
        "stdout_logfile=@/fifo\nstdout_logfile_maxbytes=0\n[program:other]\ncommand=/bin/sh -c 'echo here; sleep 1000'\n");
    WAIT_UNTIL(access(in_folder("done"), F_OK) == 0);
    WAIT_UNTIL(file_has(in_folder("log/other.log"), "here"));
    WAIT_UNTIL(file_has(console, "fifo cannot be written"));
    close(reader);
}

static void standard_output_that_nobody_reads_stops_nobody(void **state)
{
    (void) state;
    int ends[2];
    char text[512];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    text_print(text, "[program:loud]\ncommand=/bin/sh -c 'seq 300000; echo done > %s/done; sleep 1000'\n", folder);
    run_file(text, ends[1]);
    close(ends[1]);
    WAIT_UNTIL(access(in_folder("done"), F_OK) == 0);
    WAIT_UNTIL(file_has(in_folder("log/loud.log"), "\n300000\n"));
    assert_int_equal(WEXITSTATUS(stop_init()), 0);
    close(ends[0]);
}

/* What the killed logger had read may be gone; nothing else is, nothing comes twice, and nobody is killed by it. */
static void killing_the_logger_under_load_loses_no_more_than_it_held(void **state)
{
    (void) state;
    enum { LAST = 400000, HELD = (1 << 20) + 2 * 65536 };
    run("[program:count]\ncommand=/bin/sh -c 'seq -f %%07.0f 400000; sleep 1000'\nstdout_logfile=@/count.log\n"
        "stdout_logfile_maxbytes=0\n");
    WAIT_UNTIL(file_has(in_folder("count.log"), "0010000\n"));
    pid_t logger = service("logger").pid;
    kill(logger, SIGKILL);
    WAIT_UNTIL(file_has(in_folder("count.log"), "0400000\n"));
    assert_int_not_equal(service("logger").pid, logger);
    AUTO_FREE char *text = read_text(in_folder("count.log"));
    long before = 0, gaps = 0, missing = 0;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        if (end - line != 7) continue; /* the line that the kill cut */
        long number = strtol(line, NULL, 10);
        assert_true(number > before);
        if (number != before + 1) gaps++, missing += number - before - 1;
        before = number;
    }
    assert_int_equal(before, LAST);
    assert_true(gaps <= 2);
    assert_true(missing * 8 <= HELD);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(one_that_ends_too_soon_is_tried_again_and_given_up),
        TEST(expected_ends_are_ends_and_others_begin_again),
        TEST(a_program_that_is_not_there_is_said_to_be_missing),
        TEST(a_program_sees_what_supervisord_would_show_it),
        TEST(what_depends_on_another_starts_after_it_and_stops_before),
        TEST(a_stop_that_may_last_too_long_is_warned_of),
        TEST(a_stubborn_one_is_killed_early_enough_for_what_it_needs_to_close_tidily),
        TEST(groups_and_included_files_make_up_one_whole),
        TEST(the_main_log_is_where_the_file_says),
        TEST(a_program_that_fails_or_does_not_start_by_itself_keeps_nothing_waiting),
        TEST(one_that_shall_not_start_by_itself_does_not),
        TEST(what_is_wrong_in_a_file_is_said_and_nothing_starts),
        TEST(a_log_is_rotated_by_size_and_count),
        TEST(after_sigusr2_the_log_is_the_file_of_that_name),
        TEST(every_line_of_json_is_valid),
        cmocka_unit_test_setup_teardown(a_full_disk_stops_nobody_and_is_said, set_up, tear_down_with_disk),
        TEST(a_pipe_that_nobody_reads_stops_nobody),
        TEST(standard_output_that_nobody_reads_stops_nobody),
        TEST(killing_the_logger_under_load_loses_no_more_than_it_held),
    };
    gatehouse = getenv("GATEHOUSE");
    if (!gatehouse || unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return 99;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
