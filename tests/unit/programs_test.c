/* SPDX-License-Identifier: MIT
 *
 * The files of the user's own programs: supervisord's keys mean what they mean there, and what is wrong is said.
 */
#define _GNU_SOURCE
#include "config/program_groups.h"

#include "base/text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct programs programs;
static struct problems problems;
static const char *const environment[] = { "TOKEN=t0p", "EMPTY=", NULL };

static int begin(void **state)
{
    (void) state;
    programs_init(&programs);
    problems = (struct problems) { 0 };
    return 0;
}

static int end(void **state)
{
    (void) state;
    programs_free(&programs);
    return 0;
}

static void parse_in(enum program_scope scope, const char *text)
{
    const struct program_source source = { "/etc/p/x.conf", environment, scope };
    char *copy = strdup(text);
    programs_parse(&programs, copy, &source, &problems);
    free(copy);
}

static void parse(const char *text)
{
    parse_in(PROGRAMS_ONLY, text);
}

static void assert_problem(const char *text, const char *line)
{
    problems = (struct problems) { 0 };
    programs_free(&programs);
    programs_init(&programs);
    parse(text);
    if (!strstr(problems.lines, line)) fail_msg("expected: %s\ngot: %s", line, problems.lines);
    assert_int_equal(problems.count, 1);
}

static void a_bare_program_has_supervisords_defaults(void **state)
{
    (void) state;
    parse("[program:bot]\ncommand=/bin/cat -u 'a b'\n");
    assert_int_equal(problems.count, 0);
    assert_int_equal(programs.count, 1);
    const struct user_program *bot = &programs.list[0];
    assert_string_equal(bot->name, "bot");
    assert_string_equal(bot->words[2], "a b");
    assert_null(bot->words[3]);
    assert_int_equal(bot->priority, 999);
    assert_int_equal(bot->startsecs, 1);
    assert_int_equal(bot->startretries, 3);
    assert_int_equal(bot->stopwaitsecs, 10);
    assert_int_equal(bot->stopsignal, SIGTERM);
    assert_int_equal(bot->autorestart, PROGRAM_AGAIN_IF_UNEXPECTED);
    assert_int_equal(bot->exitcodes.bits[0], 1);
    assert_true(bot->autostart && !bot->stopasgroup && !bot->killasgroup && !bot->redirect_stderr);
    assert_int_equal(bot->stdout_maxbytes, 50 << 20);
    assert_int_equal(bot->stderr_backups, 10);
    assert_null(bot->needs[0]);
}

static void every_key_is_read(void **state)
{
    (void) state;
    parse("; a bot\n[program:bot]\ncommand = /bin/sh -c \"echo %(ENV_TOKEN)s 50%%\" ; and a comment\n"
          "directory=/tmp\nenvironment=A=\"1,2\",B='x y',C=%(program_name)s\nuser=nobody\numask=022\npriority=5\n"
          "autostart=false\nautorestart=true\nstartsecs=0\nstartretries=9\nexitcodes=0, 2,255\nstopsignal=sigint\n"
          "stopwaitsecs=3\nstopasgroup=true\nredirect_stderr=yes\nstdout_logfile=%(here)s/%(program_name)s.log\n"
          "stdout_logfile_maxbytes=1KB\nstdout_logfile_backups=0\ndepends_on=ibc, db\nstderr_logfile=NONE\n"
          "stdout_events_enabled=false\nStdErr_LogFile_Maxbytes: 2MB\n");
    if (problems.count) fail_msg("%s", problems.lines);
    const struct user_program *bot = &programs.list[0];
    assert_string_equal(bot->words[2], "echo t0p 50%");
    assert_string_equal(bot->environment[0], "A=1,2");
    assert_string_equal(bot->environment[1], "B=x y");
    assert_string_equal(bot->environment[2], "C=bot");
    assert_int_equal(bot->umask, 022);
    assert_int_equal(bot->priority, 5);
    assert_false(bot->autostart);
    assert_int_equal(bot->autorestart, PROGRAM_ALWAYS_AGAIN);
    assert_int_equal(bot->exitcodes.bits[0], 5);
    assert_int_equal(bot->exitcodes.bits[7], 0x80000000);
    assert_int_equal(bot->stopsignal, SIGINT);
    assert_true(bot->stopasgroup && bot->killasgroup && bot->redirect_stderr);
    assert_string_equal(bot->stdout_log.path, "/etc/p/bot.log");
    assert_int_equal(bot->stdout_maxbytes, 1024);
    assert_int_equal(bot->stderr_maxbytes, 2 << 20);
    assert_string_equal(bot->needs[0], "ibc");
    assert_string_equal(bot->needs[1], "db");
    assert_int_equal(bot->stderr_log.kind, PROGRAM_LOG_NONE);
}

static void several_processes_have_names_of_their_own(void **state)
{
    (void) state;
    parse("[program:web]\ncommand=/bin/serve --port=80%(process_num)02d\nnumprocs=2\nnumprocs_start=3\n"
          "process_name=%(program_name)s_%(process_num)d\n");
    assert_int_equal(problems.count, 0);
    assert_int_equal(programs.count, 2);
    assert_string_equal(programs.list[0].name, "web:web_3");
    assert_string_equal(programs.list[1].name, "web:web_4");
    assert_string_equal(programs.list[1].words[1], "--port=8004");
}

static void a_deeper_line_goes_on_with_the_value(void **state)
{
    (void) state;
    parse("[program:bot]\r\ncommand=/bin/sh\r\n  -c\r\n\r\n  'exit 3'\r\nautostart=false\r\n");
    assert_int_equal(problems.count, 0);
    assert_string_equal(programs.list[0].words[2], "exit 3");
    assert_false(programs.list[0].autostart);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
    (void) state;
    assert_problem("[program:x]\ncommand=/x\nautorestat=true\n",
                   "/etc/p/x.conf:3: autorestat=\"true\": is a key that gatehouse does not know; did you mean autorestart");
    assert_problem("[program:x]\n", "/etc/p/x.conf:1: command: is missing; for example command=/usr/bin/python3 /bot/main.py");
    assert_problem("[program:x]\ncommand=/x 'y\n", "x.conf:2: command=\"/x 'y\": holds a '");
    assert_problem("[program:x]\ncommand=/x\nstartsecs=-1\n", "startsecs=\"-1\": is not a whole number from 0 to 86400");
    assert_problem("[program:x]\ncommand=/x\nexitcodes=0,256\n", "exitcodes=\"0,256\": is not a list of numbers");
    assert_problem("[program:x]\ncommand=/x\nstopsignal=TERMINATE\n", "stopsignal=\"TERMINATE\": is no signal");
    assert_problem("[program:x]\ncommand=/x\nstdout_logfile=syslog\n", "is not supported");
    assert_problem("[program:x]\ncommand=/x\nstdout_logfile_maxbytes=5 parsecs\n", "is not a number of bytes");
    assert_problem("[program:x]\ncommand=/x\nredirect_stderr=maybe\n", "is neither true nor false");
    assert_problem("[program:x]\ncommand=/x\nstdout_events_enabled=true\n", "switches on what gatehouse does not have");
    assert_problem("[program:x]\ncommand=date +%Y\n", "has a % that begins no %(NAME)s");
    assert_problem("[program:x]\ncommand=%(ENV_NOPE)s\n", "names %(ENV_NOPE)s, which is not in the environment");
    assert_problem("[program:x]\ncommand=/x\nenvironment=A\n", "is not a list of NAME=\"VALUE\"");
    assert_problem("[program:x]\ncommand=/x\nnumprocs=2\n", "must contain %(process_num)");
    assert_problem("[program:a b]\ncommand=/x\n", "has a name with a colon, a slash, a star or a blank in it");
    assert_problem("[program:all]\ncommand=/x\n", "is called all, which means everything");
    assert_problem("[program]\ncommand=/x\n", "lacks its name");
    assert_problem("[fcgi-program:g]\ncommand=/a\n", "is a section that gatehouse does not know");
    assert_problem("[supervisord]\nnodaemon=true\n", "has no place here");
    assert_problem("command=/x\n", "stands before the first [SECTION]");
    assert_problem("[program:x]\ncommand=/x\nnonsense\n", "x.conf:3: is neither [SECTION] nor KEY=VALUE");
    assert_problem("[program:x]\ncommand=/x\nstopasgroup=true\nkillasgroup=false\n", "contradicts stopasgroup=true");
}

static void all_problems_of_a_file_are_told_together(void **state)
{
    (void) state;
    parse("[program:x]\ncommand=/x\nstartsecs=a\numask=9\n[program:y]\ncommand=\n[program:x]\ncommand=/z\n");
    assert_int_equal(problems.count, 3);
}

static void a_name_is_given_once(void **state)
{
    (void) state;
    assert_problem("[program:x]\ncommand=/x\n[program:x]\ncommand=/z\n", "x.conf:3: x: is defined already, at /etc/p/x.conf:1");
}

static void a_file_for_init_alone_may_configure_the_server(void **state)
{
    (void) state;
    parse_in(PROGRAMS_AND_SERVER, "[supervisord]\nnodaemon=true\nlogfile=/tmp/s.log\nlogfile_maxbytes=0\nchildlogdir=%(here)s/log\n"
             "[unix_http_server]\nfile=/run/s.sock\n[inet_http_server]\nport=*:9001\nusername=u\npassword=p\n"
             "[supervisorctl]\nserverurl=unix:///run/s.sock\n[rpcinterface:supervisor]\n"
             "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n[program:x]\ncommand=/x\n");
    if (problems.count) fail_msg("%s", problems.lines);
    assert_string_equal(programs.server.logfile, "/tmp/s.log");
    assert_int_equal(programs.server.logfile_maxbytes, 0);
    assert_string_equal(programs.server.childlogdir, "/etc/p/log");
    assert_string_equal(programs.server.socket, "/run/s.sock");
    assert_string_equal(programs.server.inet_port, "*:9001");
    assert_int_equal(programs.count, 1);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[128];
    text_print(path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static void a_folder_is_read_in_the_order_of_names(void **state)
{
    (void) state;
    char folder[] = "/tmp/gatehouse-programs-test-XXXXXX", command[64];
    assert_non_null(mkdtemp(folder));
    write_file(folder, "20.conf", "[program:second]\ncommand=/b\n");
    write_file(folder, "10.conf", "[program:first]\ncommand=/a\n");
    write_file(folder, "10.conf.bak", "nonsense");
    write_file(folder, ".hidden.conf", "nonsense");
    const struct program_source source = { NULL, environment, PROGRAMS_ONLY };
    programs_read_folder(&programs, folder, &source, &problems);
    assert_int_equal(problems.count, 0);
    assert_string_equal(programs.list[0].name, "first");
    assert_string_equal(programs.list[1].name, "second");
    text_print(command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    programs_read_folder(&programs, folder, &source, &problems);
    assert_non_null(strstr(problems.lines, "cannot be read: No such file or directory"));
}

static void a_group_takes_programs_under_its_name(void **state)
{
    (void) state;
    parse("[group:desk]\nprograms=bot, web\npriority=5\n[program:bot]\ncommand=/a\n[program:desk]\ncommand=/d\n"
          "[program:web]\ncommand=/b\nnumprocs=2\nprocess_name=w%(process_num)d\n");
    program_groups_apply(&programs, &problems);
    if (problems.count) fail_msg("%s", problems.lines);
    static const char *const names[] = { "desk:bot", "desk", "desk:w0", "desk:w1" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) assert_string_equal(programs.list[i].name, names[i]);
}

static void assert_group_problem(const char *text, const char *line)
{
    problems = (struct problems) { 0 };
    programs_free(&programs);
    programs_init(&programs);
    parse(text);
    program_groups_apply(&programs, &problems);
    if (!strstr(problems.lines, line)) fail_msg("expected: %s\ngot: %s", line, problems.lines);
}

static void what_is_wrong_with_a_group_is_said(void **state)
{
    (void) state;
    assert_group_problem("[group:g]\nprograms=no\n", "x.conf:1: programs=\"no\": is no program");
    assert_group_problem("[group:g]\nprograms=,\n", "names no program");
    assert_group_problem("[group:g]\npriority=1\n", "x.conf:1: programs: is missing");
    assert_group_problem("[group]\nprograms=a\n", "lacks its name: [group:NAME]");
    assert_group_problem("[group:a b]\nprograms=a\n", "has a name with a colon");
    assert_group_problem("[program:a]\ncommand=/a\n[group:g]\nprograms=a\n[group:h]\nprograms=a\n", "is in a group already");
    assert_group_problem("[program:a]\ncommand=/a\n[program:b]\ncommand=/b\nprocess_name=a\n[group:g]\nprograms=a,b\n",
                         "programs=\"g:a\": is the name of another program");
}

static void a_file_for_init_alone_may_include_others(void **state)
{
    (void) state;
    char folder[] = "/tmp/gatehouse-programs-test-XXXXXX", command[64], path[96];
    assert_non_null(mkdtemp(folder));
    text_print(path, "%s/main.conf", folder);
    const struct program_source source = { path, environment, PROGRAMS_AND_SERVER };
    write_file(folder, "main.conf", "[include]\nfiles=*.ini %(here)s/none*.x\n[group:g]\nprograms=a\n");
    write_file(folder, "b.ini", "[program:b]\ncommand=/b\n");
    write_file(folder, "a.ini", "[program:a]\ncommand=/a\n");
    programs_read_file(&programs, &source, &problems);
    if (problems.count) fail_msg("%s", problems.lines);
    assert_int_equal(programs.count, 2);
    assert_string_equal(programs.list[0].name, "g:a");
    assert_string_equal(programs.list[1].name, "b");
    write_file(folder, "c.ini", "[include]\nfiles=main.conf\n");
    write_file(folder, "main.conf", "[include]\nfiles=c.ini gone.ini\n");
    programs_read_file(&programs, &source, &problems);
    assert_non_null(strstr(problems.lines, "c.ini: is included, and may not include others"));
    assert_non_null(strstr(problems.lines, "gone.ini\": is included, but is not there"));
    text_print(command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_bare_program_has_supervisords_defaults),
        TEST(every_key_is_read),
        TEST(several_processes_have_names_of_their_own),
        TEST(a_deeper_line_goes_on_with_the_value),
        TEST(what_is_wrong_is_said_with_its_place),
        TEST(all_problems_of_a_file_are_told_together),
        TEST(a_name_is_given_once),
        TEST(a_file_for_init_alone_may_configure_the_server),
        TEST(a_folder_is_read_in_the_order_of_names),
        TEST(a_group_takes_programs_under_its_name),
        TEST(what_is_wrong_with_a_group_is_said),
        TEST(a_file_for_init_alone_may_include_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
