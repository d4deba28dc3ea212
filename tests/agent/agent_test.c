// SPDX-License-Identifier: MIT
//
// The agent's life: how it comes into a JVM and leaves it, and the line to the supervisor. Each test has
// JVMs of its own.

#define _GNU_SOURCE
#include "peer.h"
#include "stage.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LONGEST_COMMAND = 8192, MOST_PENDING = 64 };

static struct program program;          // of every test
static struct program other;            // of some
static struct peer *const peer = &program.peer;

static int close_programs(void **state)
{
    (void)state;
    for (struct program *each = &program; each; each = each == &program ? &other : NULL)
        if (each->folder[0])
            program_close(each);
    program.folder[0] = other.folder[0] = '\0';
    return 0;
}

static void assert_exit(struct program *ended, int code)
{
    int status = program_wait(ended);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
}

// ---- coming and going ----

static void it_says_hello_and_again_when_the_event_thread_starts(void **state)
{
    (void)state;
    program_prepare(&program, true);
    program_start(&program, NULL);
    peer_accept(peer);
    assert_false(peer->has_awt);
    assert_true(strlen(peer->jvm) > 0);
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "no windows yet");
    assert_string_equal(program_ask(&program, "wake"), "done");
    peer_wait(peer, peer->has_awt);
    assert_int_equal(peer->hellos, 2);
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
}

static void windows_opened_before_the_supervisor_listens_are_told(void **state)
{
    (void)state;
    program_prepare(&program, false);
    program_start(&program, NULL);
    assert_string_equal(program_ask(&program, "tabs"), "done");
    char path[sizeof peer->path];
    snprintf(path, sizeof path, "%s/socket", program.folder);
    peer_listen(peer, path);
    peer_accept(peer);
    assert_true(peer->has_awt);
    peer_wait(peer, peer_window(peer, "Tabs"));
}

static void a_supervisor_that_comes_back_is_told_all_windows(void **state)
{
    struct window *window;
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "changing"), "done");
    peer_wait_window(peer, window, "Changing A");
    long id = window->id;
    for (int i = 0; i < 3; i++) {
        peer_hang_up(peer);
        peer_accept(peer);
        peer_wait_window(peer, window, "Changing");
        assert_int_equal(window->id, id);
        assert_int_equal(peer->opens, 1);
    }
    assert_string_equal(program_ask(&program, "retitle"), "done");
    peer_wait(peer, peer_window(peer, "Changing B"));
}

static void a_headless_program_runs_as_without_the_agent(void **state)
{
    static const char *const options[] = { "-Djava.awt.headless=true", NULL };
    (void)state;
    program_prepare(&program, true);
    program_start(&program, options);
    peer_accept(peer);
    assert_string_equal(program_ask(&program, "headless"), "headless true");
    assert_false(peer->has_awt);
    assert_true(dprintf(program.commands, "exit 0\n") > 0);
    assert_exit(&program, 0);
    assert_true(peer->has_bye);
}

static void a_program_without_supervisor_runs_and_ends(void **state)
{
    (void)state;
    program_prepare(&program, false);
    program_start(&program, NULL);
    assert_string_equal(program_ask(&program, "tabs"), "done");
    assert_true(dprintf(program.commands, "exit 5\n") > 0);
    assert_exit(&program, 5);
}

static void the_jvm_ends_with_commands_in_flight(void **state)
{
    struct window *window;
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "quitter"), "done");
    peer_wait_window(peer, window, "Quitter");
    long id = window_find(window, "button", "Quit")->id;
    for (int i = 0; i < 20; i++)
        peer_send(peer, "ping", 0, NULL);
    peer_send(peer, "click", id, NULL);
    for (int i = 0; i < 200; i++)
        peer_send(peer, "census", 0, NULL);
    assert_exit(&program, 3);
    assert_true(peer->has_bye);
    assert_true(peer->answered >= 21);
}

static void a_jvm_that_is_told_to_end_says_bye(void **state)
{
    (void)state;
    program_open(&program);
    kill(program.pid, SIGTERM);
    assert_exit(&program, 128 + SIGTERM);
    assert_true(peer->has_bye);
}

static void two_jvms_do_not_disturb_each_other(void **state)
{
    (void)state;
    program_open(&program);
    program_open(&other);
    assert_string_equal(program_ask(&program, "tabs"), "done");
    assert_string_equal(program_ask(&other, "menus"), "done");
    peer_wait(peer, peer_window(peer, "Tabs"));
    peer_wait(&other.peer, peer_window(&other.peer, "Menus"));
    assert_null(peer_window(peer, "Menus"));
    assert_true(dprintf(other.commands, "exit 0\n") > 0);
    assert_exit(&other, 0);
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
}

static void without_a_socket_path_the_jvm_refuses_to_start(void **state)
{
    char command[512];
    (void)state;
    snprintf(command, sizeof command, "'%s' '-agentpath:%s' -version 2>&1", getenv("GATEHOUSE_JAVA"),
             getenv("GATEHOUSE_AGENT"));
    FILE *output = popen(command, "r");
    char text[1024] = "";
    assert_non_null(output);
    assert_true(fread(text, 1, sizeof text - 1, output) > 0);
    assert_int_not_equal(pclose(output), 0);
    assert_non_null(strstr(text, "path of the supervisor's socket is missing"));
}

// ---- a line that is strained ----

static void a_blocked_event_thread_answers_late(void **state)
{
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "block"), "blocked");
    unsigned long before = peer->answered;
    unsigned long ping = peer_send(peer, "ping", 0, NULL);
    assert_false(peer_read(peer, 1000));
    assert_int_equal(peer->answered, before);
    assert_true(dprintf(program.commands, "release\n") > 0);
    peer_wait(peer, peer->answered == ping);
    assert_string_equal(peer->answer, "ok");
}

static void more_commands_than_are_read_at_once_are_answered_in_order(void **state)
{
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "block"), "blocked");
    unsigned long first = peer->sequence + 1;
    char pings[8 * MOST_PENDING * 16] = "";     // in one piece: many small ones would fill the socket
    size_t length = 0;
    for (int i = 0; i < 8 * MOST_PENDING; i++)
        length += (size_t)sprintf(pings + length, "%lu\tping\n", ++peer->sequence);
    peer_send_bytes(peer, pings, length);
    assert_true(dprintf(program.commands, "release\n") > 0);
    for (unsigned long next = first; next <= peer->sequence; next++)
        peer_wait(peer, peer->answered >= next);
    assert_string_equal(peer->answer, "ok");
}

static void what_a_lost_supervisor_ordered_is_not_done_any_more(void **state)
{
    struct window *window;
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "quitter"), "done");
    peer_wait_window(peer, window, "Quitter");
    long id = window_find(window, "button", "Quit")->id;
    assert_string_equal(program_ask(&program, "block"), "blocked");
    peer_send(peer, "click", id, NULL);
    peer_hang_up(peer);
    peer_accept(peer);
    assert_true(dprintf(program.commands, "release\n") > 0);
    peer_wait(peer, peer_window(peer, "Quitter"));
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
}

static void garbage_is_answered_and_does_no_harm(void **state)
{
    static const char *const lines[] = {
        "\n", "\t\t\t\t\n", "hello\n", "1\n", "0\tping\n", "-1\tping\n", "7x\tping\n", "1\tping\tone\n",
        "99999999999999999999999999\tping\t99999999999999999999999\n", "1\tPING\n", "\\\n", "1\tdump\t-5\n",
        "1\t\xFF\xFE\t\xC0\x80\n",
    };
    char noise[4096];
    (void)state;
    program_open(&program);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        peer_send_bytes(peer, lines[i], strlen(lines[i]));
    srand(1);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (char)(rand() % 64 == 0 ? '\n' : rand() % 16 == 0 ? '\t' : rand());
        peer_send_bytes(peer, noise, sizeof noise);
        peer_read(peer, 0);
    }
    peer_send_bytes(peer, "\n", 1);
    peer->sequence = 1000000;
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
    assert_int_equal(peer->hellos, 2);
}

static void commands_are_understood_however_they_are_cut_into_pieces(void **state)
{
    static const char command[] = "71\tping\n72\tping\t0\t\n73\tno\n";
    (void)state;
    program_open(&program);
    for (size_t i = 0; i < sizeof command - 1; i++)
        peer_send_bytes(peer, command + i, 1);
    peer_wait(peer, peer->answered == 73);
    assert_string_equal(peer->answer, "unknown");
}

// A ping of that many bytes with its newline.
static void send_long_ping(size_t length)
{
    char *line = malloc(length + 1);
    assert_non_null(line);
    memset(line, 'x', length);
    int head = sprintf(line, "%lu\tping\t0\t", ++peer->sequence);
    line[head] = 'x';
    line[length - 1] = '\n';
    peer_send_bytes(peer, line, length);
    free(line);
}

static void a_command_of_8_kib_is_obeyed_and_a_longer_one_ends_the_line(void **state)
{
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "tabs"), "done");
    peer_wait(peer, peer_window(peer, "Tabs"));
    send_long_ping(LONGEST_COMMAND);
    peer_wait(peer, peer->answered == peer->sequence);
    send_long_ping(LONGEST_COMMAND + 1);
    long deadline = clock_ms() + PATIENCE_MS;
    while (!peer->is_down && clock_ms() < deadline)
        peer_read(peer, (int)(deadline - clock_ms()));
    assert_true(peer->is_down);
    peer_accept(peer);
    peer_wait(peer, peer_window(peer, "Tabs"));
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
}

static void a_supervisor_that_does_not_read_loses_the_line_not_the_jvm(void **state)
{
    (void)state;
    program_open(&program);
    assert_string_equal(program_ask(&program, "huge"), "done");
    peer_wait(peer, peer_window(peer, "Huge"));
    for (int i = 0; i < 20; i++)
        peer_send(peer, "census", 0, NULL);
    // the event thread goes on, and what the supervisor left unread is lost with the line
    struct pollfd call = { .fd = peer->listener, .events = POLLIN };
    assert_int_equal(poll(&call, 1, PATIENCE_MS), 1);
    peer_accept(peer);
    peer_wait(peer, peer_window(peer, "Huge"));
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
}

static void a_stranger_s_socket_is_not_spoken_to(void **state)
{
    enum { STRANGER = 65534 };
    (void)state;
    program_prepare(&program, false);
    char path[sizeof peer->path];
    snprintf(path, sizeof path, "%s/socket", program.folder);
    assert_int_equal(chmod(program.folder, 0777), 0);
    assert_int_equal(seteuid(STRANGER), 0);
    peer_listen(peer, path);
    assert_int_equal(seteuid(0), 0);

    program_start(&program, NULL);
    struct pollfd call = { .fd = peer->listener, .events = POLLIN };
    assert_int_equal(poll(&call, 1, PATIENCE_MS), 1);
    int line = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
    char byte;
    assert_int_equal(recv(line, &byte, 1, 0), 0);       // it hangs up without a word
    close(line);
}

#define TEST(name) cmocka_unit_test_teardown(name, close_programs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_says_hello_and_again_when_the_event_thread_starts),
        TEST(windows_opened_before_the_supervisor_listens_are_told),
        TEST(a_supervisor_that_comes_back_is_told_all_windows),
        TEST(a_headless_program_runs_as_without_the_agent),
        TEST(a_program_without_supervisor_runs_and_ends),
        TEST(the_jvm_ends_with_commands_in_flight),
        TEST(a_jvm_that_is_told_to_end_says_bye),
        TEST(two_jvms_do_not_disturb_each_other),
        TEST(without_a_socket_path_the_jvm_refuses_to_start),
        TEST(a_blocked_event_thread_answers_late),
        TEST(more_commands_than_are_read_at_once_are_answered_in_order),
        TEST(what_a_lost_supervisor_ordered_is_not_done_any_more),
        TEST(garbage_is_answered_and_does_no_harm),
        TEST(commands_are_understood_however_they_are_cut_into_pieces),
        TEST(a_command_of_8_kib_is_obeyed_and_a_longer_one_ends_the_line),
        TEST(a_supervisor_that_does_not_read_loses_the_line_not_the_jvm),
        TEST(a_stranger_s_socket_is_not_spoken_to),
    };
    size_t count = sizeof tests / sizeof *tests;
    if (geteuid() != 0)
        count--;                // only root can be the stranger
    return _cmocka_run_group_tests("agent", tests, count, stage_open, stage_close);
}
