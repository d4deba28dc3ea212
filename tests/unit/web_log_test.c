/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/clock.h"
#include "base/text.h"
#include "control/board.h"
#include "web/http.h"
#include "web/log_events.h"
#include "web/log_follow.h"
#include "web/log_window.h"
#include "web/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gatehouse-log-test-XXXXXX";
static char path[64], older[64];

static void write_file(const char *text, int flags)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static int make(void **state)
{
    (void) state;
    text_print(path, "%s/a.log", folder);
    text_print(older, "%s/a.log.1", folder);
    write_file("0123456789", O_TRUNC);
    return 0;
}

static int make_folder(void **state)
{
    (void) state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void) state;
    unlink(path);
    unlink(older);
    return rmdir(folder);
}

/* ---- supervisord's rules; what is expected was taken from its own readFile and tailFile ---- */

static void a_part_is_read_by_offset_and_length(void **state)
{
    (void) state;
    static const struct {
        int64_t offset, length;
        enum log_window_result result;
        const char *bytes;
    } cases[] = {
        { 0, 0, LOG_WINDOW_OK, "0123456789" }, { 3, 0, LOG_WINDOW_OK, "3456789" },       { 3, 4, LOG_WINDOW_OK, "3456" },
        { 8, 100, LOG_WINDOW_OK, "89" },       { 10, 5, LOG_WINDOW_OK, "" },             { 99, 0, LOG_WINDOW_OK, "" },
        { -3, 0, LOG_WINDOW_OK, "789" },       { -10, 0, LOG_WINDOW_OK, "0123456789" },  { -99, 0, LOG_WINDOW_OK, "0123456789" },
        { -3, 1, LOG_WINDOW_BAD_ARGUMENTS, NULL }, { 0, -1, LOG_WINDOW_BAD_ARGUMENTS, NULL },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct log_window window;
        assert_int_equal(log_window_read(path, cases[i].offset, cases[i].length, &window), cases[i].result);
        if (cases[i].bytes) assert_string_equal(window.bytes, cases[i].bytes);
        free(window.bytes);
    }
}

static void the_tail_is_the_last_part_of_what_is_too_much(void **state)
{
    (void) state;
    static const struct {
        int64_t offset, length;
        const char *bytes;
        bool overflow;
    } cases[] = {
        { 0, 4, "6789", true },  { 6, 4, "6789", false }, { 8, 4, "6789", false }, { 10, 4, "", false },
        { 99, 4, "", false },    { 0, 99, "0123456789", false }, { 0, 0, "", true }, { 3, -1, "", true },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct log_window window;
        assert_int_equal(log_window_tail(path, cases[i].offset, cases[i].length, &window), LOG_WINDOW_OK);
        assert_string_equal(window.bytes, cases[i].bytes);
        assert_int_equal(window.overflow, cases[i].overflow);
        assert_int_equal(window.size, 10);
        free(window.bytes);
    }
}

static void what_is_not_there_or_too_much_is_said(void **state)
{
    (void) state;
    struct log_window window;
    assert_int_equal(log_window_read("/nosuch/log", 0, 0, &window), LOG_WINDOW_NO_FILE);
    assert_int_equal(log_window_tail("/nosuch/log", 0, 9, &window), LOG_WINDOW_NO_FILE);
    assert_int_equal(log_window_read("/dev/zero", 0, 9, &window), LOG_WINDOW_FAILED);
    assert_int_equal(truncate(path, LOG_WINDOW_MOST + 1), 0);
    assert_int_equal(log_window_read(path, 0, 0, &window), LOG_WINDOW_TOO_LONG);
    assert_int_equal(log_window_read(path, 1, 0, &window), LOG_WINDOW_OK);
    assert_int_equal(window.length, LOG_WINDOW_MOST);
    free(window.bytes);
}

/* ---- following ---- */

/* In the place of the server's. */
void http_wake(struct http_source *source)
{
    (void) source;
}

static int changes;

static void on_change(struct log_follow *follow)
{
    (void) follow;
    changes++;
}

static void expect(struct log_follow *follow, const char *text)
{
    char bytes[256] = "";
    size_t n = log_follow_read(follow, bytes, sizeof bytes - 1);
    bytes[n] = 0;
    assert_string_equal(bytes, text);
}

static void a_log_is_followed_through_rotation_and_truncation(void **state)
{
    (void) state;
    struct loop loop;
    struct log_follow follow = { .on_change = on_change };
    assert_int_equal(loop_init(&loop), 0);
    assert_int_equal(log_follow_start(&follow, &loop, path, 4), 0);
    expect(&follow, "6789");
    expect(&follow, "");
    write_file("more", O_APPEND);
    assert_int_equal(loop_once(&loop), 0);
    assert_int_equal(changes, 1);
    expect(&follow, "more");
    write_file("last", O_APPEND);
    assert_int_equal(rename(path, older), 0);
    write_file("first", O_TRUNC);
    expect(&follow, "last");
    expect(&follow, "first");
    expect(&follow, "");
    assert_int_equal(truncate(path, 0), 0);
    expect(&follow, "==> File truncated <==\n");
    write_file("anew", O_APPEND);
    expect(&follow, "anew");
    log_follow_stop(&follow);
    assert_int_equal(log_follow_start(&follow, &loop, "/nosuch/a.log", 4), -1);
    loop_finish(&loop);
}

static void a_place_is_found_again_through_rotations_and_never_in_another_file(void **state)
{
    (void) state;
    struct loop loop;
    char oldest[72];
    struct log_follow one = { .on_change = on_change }, other = { .on_change = on_change };
    text_print(oldest, "%s.2", path);
    assert_int_equal(loop_init(&loop), 0);
    write_file("one\ntwo\nthree\n", O_TRUNC);
    assert_int_equal(log_follow_start(&one, &loop, path, 10), 0);
    assert_int_equal(log_follow_start(&other, &loop, path, 0), 0);
    struct log_mark mark = log_follow_mark(&one);
    assert_int_equal(mark.offset, 4);
    assert_true(log_follow_go(&other, &mark));
    expect(&other, "two\nthree\n");
    assert_int_equal(rename(path, older), 0);
    write_file("four\n", O_TRUNC);
    assert_int_equal(rename(older, oldest), 0);
    assert_int_equal(rename(path, older), 0);
    write_file("five\n", O_TRUNC);
    assert_true(log_follow_go(&other, &mark)); /* two rotations ago */
    assert_true(log_follow_is_behind(&other));
    expect(&other, "two\nthree\n");
    expect(&other, "four\n");
    expect(&other, "five\n");
    expect(&other, "");
    assert_false(log_follow_is_behind(&other));
    mark.hash++; /* the same file, other words: it was emptied and has grown again */
    assert_false(log_follow_go(&other, &mark));
    mark = log_follow_mark(&other);
    assert_int_equal(truncate(path, 0), 0);
    assert_false(log_follow_go(&one, &mark));
    unlink(oldest);
    log_follow_stop(&one);
    log_follow_stop(&other);
    loop_finish(&loop);
}

/* ---- as events ---- */

static void lines_become_fields_and_the_place_behind_them_the_id(void **state)
{
    (void) state;
    char room[256] = "";
    struct text text = TEXT_IN(room);
    struct log_mark mark = { 0xabc, 18, 0xffffffffffffffff }, read;
    log_events_encode("a\n\n b: 1\r2\r\nend", 15, &mark, &text);
    assert_string_equal(room, "data: a\ndata: \ndata:  b: 1\ndata: 2\ndata: end\nid: abc-12-ffffffffffffffff\n\n");
    assert_true(log_events_parse_id("abc-12-ffffffffffffffff", &read));
    assert_int_equal(read.inode, mark.inode);
    assert_int_equal(read.offset, mark.offset);
    assert_int_equal(read.hash, mark.hash);
    static const char *const others[] = { "", "abc", "abc-12", "abc-12-", "abc-12-ff ", "x-1-1", "abc--ff", "1-1-1\n",
                                          "1--1-1", "-1-1-1", "1-0x1-1", " 1-1-1", "1-1234567890abcdef-1" };
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) assert_false(log_events_parse_id(others[i], &read));
}

/* In the place of base/clock.c: the time is what a test says it is. */
static int64_t now_ms = 1000000;

int64_t clock_now_ms(void)
{
    return now_ms;
}

static const char *nothing_asked(const struct http_request *request, bool in_query, const char *name)
{
    (void) request, (void) in_query, (void) name;
    return NULL;
}

static struct http_source *open_events(struct loop *loop, struct board *board)
{
    struct site site = { .board = board, .loop = loop };
    const struct http_request request = { .method = "GET", .path = "/mainlog-events", .trusted = true, .find = nothing_asked };
    struct http_reply reply = { .status = 200 };
    struct board_init init = { .pid = 1 };
    text_print(init.main_log, "%s", path);
    board_write_init(board, &init);
    log_events_answer_main(&site, &request, &reply);
    assert_string_equal(reply.type, "text/event-stream");
    return reply.source;
}

static void expect_event(struct http_source *source, const char *event)
{
    char bytes[256] = "";
    ssize_t n = source->read(source, bytes, sizeof bytes - 1);
    assert_in_range(n, 0, sizeof bytes - 1);
    assert_memory_equal(bytes, event, strlen(event));
    if (!*event) assert_int_equal(n, 0);
}

static void a_silent_stream_gives_signs_of_life_and_ends_in_time(void **state)
{
    (void) state;
    struct loop loop;
    char board_path[64];
    const int64_t begun = now_ms;
    struct board *board = board_create(folder);
    assert_non_null(board);
    assert_int_equal(loop_init(&loop), 0);
    write_file("a line\n", O_TRUNC);
    struct http_source *source = open_events(&loop, board);
    expect_event(source, "retry: 1000\nevent: anew\n");
    expect_event(source, "");
    assert_int_equal(source->wake_at, begun + LOG_EVENTS_BEAT_MS);
    now_ms = begun + LOG_EVENTS_BEAT_MS - 1;
    expect_event(source, ""); /* looked at for another reason */
    write_file("another\n", O_APPEND);
    expect_event(source, "data: another\nid: ");
    assert_int_equal(source->wake_at, now_ms + LOG_EVENTS_BEAT_MS); /* a line is a sign of life */
    unsigned beats = 0;
    for (; source->wake_at < begun + LOG_EVENTS_LIFE_MS; beats++) {
        now_ms = source->wake_at;
        expect_event(source, ":\n\n");
        expect_event(source, "");
    }
    assert_int_equal(beats, LOG_EVENTS_LIFE_MS / LOG_EVENTS_BEAT_MS - 1);
    write_file("too late\n", O_APPEND); /* the next stream has it */
    now_ms = begun + LOG_EVENTS_LIFE_MS;
    char bytes[256];
    assert_int_equal(source->read(source, bytes, sizeof bytes), -1);
    source->close(source);
    loop_finish(&loop);
    board_close(board);
    text_print(board_path, "%s/board", folder);
    unlink(board_path);
}

/* ---- names ---- */

static struct board_init sample(void)
{
    struct board_init init = { .count = 5 };
    static const char *const names[] = { "web", "bots:b", "bots:a", "relay", "alone:z" };
    for (unsigned i = 0; i < init.count; i++) text_print(init.services[i].name, "%s", names[i]);
    text_print(init.services[3].alias, "socat");
    return init;
}

static void names_are_understood_as_supervisord_does(void **state)
{
    (void) state;
    struct board_init init = sample();
    static const struct {
        const char *name;
        int index;
        const char *group;
    } cases[] = {
        { "web", 0, NULL },   { "web:web", 0, NULL },         { "web:*", PROCESS_NONE, "web:*" }, { "socat", 3, NULL },
        { "bots:a", 2, NULL }, { "bots:*", PROCESS_NONE, "bots:*" }, { "bots:", PROCESS_NONE, "bots:*" },
        { "bots", PROCESS_NONE, NULL }, { "a", PROCESS_NONE, NULL }, { "", PROCESS_NONE, NULL }, { ":", PROCESS_NONE, NULL },
        { ":*", PROCESS_NONE, NULL }, { "nosuch:*", PROCESS_NONE, NULL }, { "bot:*", PROCESS_NONE, NULL },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char group[BOARD_NAME];
        assert_int_equal(processes_find(&init, cases[i].name), cases[i].index);
        bool is_group = processes_is_group(&init, cases[i].name, group);
        assert_int_equal(is_group, cases[i].group != NULL);
        if (is_group) assert_string_equal(group, cases[i].group);
    }
}

static void the_order_is_by_group_and_process_or_by_process(void **state)
{
    (void) state;
    struct board_init init = sample();
    unsigned sorted[BOARD_SERVICES];
    static const unsigned by_group[] = { 4, 2, 1, 3, 0 }, by_process[] = { 2, 1, 3, 0, 4 };
    assert_int_equal(processes_sorted(&init, false, sorted), 5);
    assert_memory_equal(sorted, by_group, sizeof by_group);
    assert_int_equal(processes_sorted(&init, true, sorted), 5);
    assert_memory_equal(sorted, by_process, sizeof by_process);
}

static void a_host_that_anybody_may_own_is_told_from_one_of_ours(void **state)
{
    (void) state;
    static const char *const ours[] = { "", "localhost", "localhost:9001", "127.0.0.1:9001", "[::1]:9001", "192.168.1.4",
                                        "gateway", "gateway:9001", "nas.local", "a.svc.cluster.local:9001", "X.LAN" };
    static const char *const theirs[] = { "evil.example", "evil.example:9001", "1.2.3.4.evil.com", ".local.com", "a.b", "local.",
                                          ".lan" };
    for (size_t i = 0; i < ARRAY_LENGTH(ours); i++) assert_true(http_host_is_private(ours[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(theirs); i++) assert_false(http_host_is_private(theirs[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_part_is_read_by_offset_and_length, make),
        cmocka_unit_test_setup(the_tail_is_the_last_part_of_what_is_too_much, make),
        cmocka_unit_test_setup(what_is_not_there_or_too_much_is_said, make),
        cmocka_unit_test_setup(a_log_is_followed_through_rotation_and_truncation, make),
        cmocka_unit_test_setup(a_place_is_found_again_through_rotations_and_never_in_another_file, make),
        cmocka_unit_test(lines_become_fields_and_the_place_behind_them_the_id),
        cmocka_unit_test_setup(a_silent_stream_gives_signs_of_life_and_ends_in_time, make),
        cmocka_unit_test(names_are_understood_as_supervisord_does),
        cmocka_unit_test(the_order_is_by_group_and_process_or_by_process),
        cmocka_unit_test(a_host_that_anybody_may_own_is_told_from_one_of_ours),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
