/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/board.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/gatehouse-board-test-XXXXXX";
static char path[sizeof directory + 8];

static int set_up(void **state)
{
    (void) state;
    if (!mkdtemp(directory)) return -1;
    snprintf(path, sizeof path, "%s/board", directory);
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    unlink(path);
    return rmdir(directory);
}

static void what_is_written_is_read_by_another_mapping(void **state)
{
    (void) state;
    struct stat about;
    struct board *writer = board_create(directory), *reader = board_open(directory, false);
    assert_non_null(reader);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    uint64_t version = board_version(reader);
    struct board_session session = { .state = SESSION_READY, .paper = true, .api_port = 4002 }, read;
    board_write_session(writer, 1, &session);
    board_read_session(reader, 1, &read);
    assert_memory_equal(&read, &session, sizeof read);
    board_read_session(reader, 0, &read);
    assert_int_equal(read.state, SESSION_ABSENT);
    assert_int_not_equal(board_version(reader), version);
    board_close(writer);
    board_close(reader);
}

static atomic_bool writing_is_over;

static void *write_always(void *argument)
{
    struct board_session session = { 0 };
    for (int i = 0; i < 200000; i++) {
        memset(session.windows, i & 0x7f, sizeof session.windows);
        session.attempts = (uint32_t) (i & 0x7f);
        board_write_session(argument, 0, &session);
    }
    writing_is_over = true;
    return NULL;
}

static void a_part_is_never_read_half_written(void **state)
{
    (void) state;
    struct board *writer = board_create(directory), *reader = board_open(directory, false);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_always, writer), 0);
    while (!writing_is_over) {
        struct board_session read;
        board_read_session(reader, 0, &read);
        for (size_t i = 0; i < sizeof read.windows; i++) assert_int_equal(read.windows[i], (char) read.attempts);
    }
    pthread_join(thread, NULL);
    board_close(writer);
    board_close(reader);
}

static void a_board_of_another_version_is_refused(void **state)
{
    (void) state;
    int fd = open(path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, "old", 3), 3);
    close(fd);
    assert_null(board_open(directory, false));
    assert_int_equal(errno, EPROTO);
}

static void the_sentence_says_what_matters(void **state)
{
    (void) state;
    char sentence[320];
    setenv("TZ", "UTC", 1);
    struct board_session session = { .state = SESSION_READY, .paper = true, .since_ms = 1795371223000 };
    session_sentence(&session, 1795371230, sentence, sizeof sentence);
    assert_string_equal(sentence, "Paper: connected since 18:13:43");
    session_sentence(&session, 1795371230 + 86400, sentence, sizeof sentence);
    assert_string_equal(sentence, "Paper: connected since Nov 22 18:13");
    session.health = HEALTH_UPSTREAM_LOST;
    session_sentence(&session, 1795371230, sentence, sizeof sentence);
    assert_string_equal(sentence, "Paper: connected, but the gateway has lost its servers; since 18:13:43");
    session = (struct board_session) { .state = SESSION_NEEDS_HUMAN, .reason = "login refused", .since_ms = 1795371223000 };
    session_sentence(&session, 1795371230, sentence, sizeof sentence);
    assert_string_equal(sentence, "Live: needs you since 18:13:43 (login refused)");
}

static void clients_are_in_the_order_of_their_arrival(void **state)
{
    (void) state;
    struct board_clients clients = { .count = 3, .clients = {
        { .address = "127.0.0.1:50002", .since = 1795371230 },
        { .address = "127.0.0.1:50001", .since = 1795371230 },
        { .address = "127.0.0.1:50003", .since = 1795371223 },
    } };
    board_sort_clients(&clients);
    assert_string_equal(clients.clients[0].address, "127.0.0.1:50003");
    assert_string_equal(clients.clients[1].address, "127.0.0.1:50001");
    assert_string_equal(clients.clients[2].address, "127.0.0.1:50002");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_by_another_mapping),
        cmocka_unit_test(a_part_is_never_read_half_written),
        cmocka_unit_test(a_board_of_another_version_is_refused),
        cmocka_unit_test(clients_are_in_the_order_of_their_arrival),
        cmocka_unit_test(the_sentence_says_what_matters),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
