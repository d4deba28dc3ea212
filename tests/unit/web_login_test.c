/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/macros.h"
#include "web/login.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static struct throttle throttle;
static const struct credentials right = { "admin", "s3cret:x" };

static union address address(const char *text)
{
    union address made = { .v6 = { .sin6_family = AF_INET6 } };
    if (inet_pton(AF_INET6, text, &made.v6.sin6_addr) == 1) return made;
    made = (union address) { .v4 = { .sin_family = AF_INET } };
    assert_int_equal(inet_pton(AF_INET, text, &made.v4.sin_addr), 1);
    return made;
}

static int make(void **state)
{
    (void) state;
    throttle = (struct throttle) { 0 };
    return 0;
}

static enum login try(const char *from, const char *user, const char *password, int64_t now)
{
    union address there = address(from);
    int64_t wait = 0;
    const struct credentials given = { user, password };
    return login_check(&throttle, &right, &given, &there.any, now, &wait);
}

static void only_the_whole_of_both_is_right(void **state)
{
    (void) state;
    static const struct credentials wrong[] = {
        { "", "" }, { "admin", "" }, { "", "s3cret:x" }, { "admin", "s3cret" }, { "admin", "s3cret:xx" },
        { "admin", "s3cret:y" }, { "Admin", "s3cret:x" }, { "admina", "s3cret:x" }, { "s3cret:x", "admin" },
    };
    int64_t now = 0;
    assert_int_equal(try("10.0.0.1", "admin", "s3cret:x", now), LOGIN_RIGHT);
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++, now += THROTTLE_FORGET_MS)
        assert_int_equal(try("10.0.0.1", wrong[i].user, wrong[i].password, now), LOGIN_WRONG);
    assert_int_equal(try("10.0.0.1", NULL, NULL, now), LOGIN_MISSING);
    assert_int_equal(try("10.0.0.1", "admin", NULL, now), LOGIN_MISSING);
}

static void a_header_is_taken_apart_and_what_is_none_is_no_login(void **state)
{
    (void) state;
    static const struct {
        const char *header, *user, *password;
    } cases[] = {
        { "Basic YWRtaW46czNjcmV0Ong=", "admin", "s3cret:x" }, { "bASIC  YWRtaW46czNjcmV0Ong=", "admin", "s3cret:x" },
        { "Basic Og==", "", "" }, { "Basic OnA=", "", "p" }, { "Basic dTo=", "u", "" }, /* libraries send the first one */
        { "", NULL, NULL }, { "Basic", NULL, NULL }, { "Basic ", NULL, NULL }, { "Bearer YTpi", NULL, NULL },
        { "Basic %%%", NULL, NULL }, { "Basic bmlnaHQ=", NULL, NULL }, { "Basic YTp", NULL, NULL }, { "BasicYTpi", NULL, NULL },
        { "Basic YTpiAA==", NULL, NULL }, /* a NUL */
    };
    static char longest[2 * LOGIN_ROOM] = "Basic ";
    char room[LOGIN_ROOM];
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct credentials given = login_decode(cases[i].header, room);
        if (cases[i].user) assert_string_equal(given.user, cases[i].user);
        else assert_null(given.user);
        if (cases[i].password) assert_string_equal(given.password, cases[i].password);
        else assert_null(given.password);
    }
    memset(longest + 6, 'A', sizeof longest - 7);
    assert_null(login_decode(longest, room).user);
}

static void each_wrong_one_doubles_the_pause_up_to_a_limit(void **state)
{
    (void) state;
    static const int64_t pauses[] = { 250, 500, 1000, 2000, 4000, 4000, 4000 };
    union address there = address("10.0.0.1");
    int64_t now = 5000;
    for (size_t i = 0; i < ARRAY_LENGTH(pauses); i++) {
        assert_int_equal(try("10.0.0.1", "admin", "no", now), LOGIN_WRONG);
        assert_int_equal(throttle_wait(&throttle, &there.any, now), pauses[i]);
        assert_int_equal(throttle_wait(&throttle, &there.any, now + pauses[i]), 0);
        now += pauses[i];
    }
}

static void even_the_right_one_is_not_looked_at_during_the_pause(void **state)
{
    (void) state;
    assert_int_equal(try("10.0.0.1", "admin", "no", 0), LOGIN_WRONG);
    assert_int_equal(try("10.0.0.1", "admin", "s3cret:x", 249), LOGIN_MUST_WAIT);
    assert_int_equal(try("10.0.0.1", "admin", "no", 249), LOGIN_MUST_WAIT);
    assert_int_equal(try("10.0.0.1", "admin", "s3cret:x", 250), LOGIN_RIGHT);
}

static void others_do_not_wait(void **state)
{
    (void) state;
    assert_int_equal(try("10.0.0.1", "admin", "no", 0), LOGIN_WRONG);
    assert_int_equal(try("10.0.0.2", "admin", "s3cret:x", 0), LOGIN_RIGHT);
    assert_int_equal(try("::1", "admin", "s3cret:x", 0), LOGIN_RIGHT);
}

static void a_whole_v6_network_is_one_guesser_and_a_mapped_address_is_its_v4(void **state)
{
    (void) state;
    assert_int_equal(try("2001:db8:0:1::1", "admin", "no", 0), LOGIN_WRONG);
    assert_int_equal(try("2001:db8:0:1:ffff::2", "admin", "no", 0), LOGIN_MUST_WAIT);
    assert_int_equal(try("2001:db8:0:2::1", "admin", "s3cret:x", 0), LOGIN_RIGHT);
    assert_int_equal(try("10.0.0.1", "admin", "no", 0), LOGIN_WRONG);
    assert_int_equal(try("::ffff:10.0.0.1", "admin", "no", 0), LOGIN_MUST_WAIT);
    assert_int_equal(try("::ffff:10.0.0.2", "admin", "s3cret:x", 0), LOGIN_RIGHT);
}

static void a_success_does_not_make_guessing_cheap_again_but_time_does(void **state)
{
    (void) state;
    union address there = address("10.0.0.1");
    assert_int_equal(throttle_failed(&throttle, &there.any, 0), 1);
    assert_int_equal(throttle_failed(&throttle, &there.any, 250), 2);
    assert_int_equal(try("10.0.0.1", "admin", "s3cret:x", 1000), LOGIN_RIGHT);
    assert_int_equal(throttle_failed(&throttle, &there.any, 1000), 3);
    assert_int_equal(throttle_failed(&throttle, &there.any, 1000 + THROTTLE_FORGET_MS), 1);
}

static void the_least_recent_is_forgotten_when_there_is_no_room(void **state)
{
    (void) state;
    char from[32];
    for (int i = 0; i <= THROTTLE_ADDRESSES; i++) {
        snprintf(from, sizeof from, "10.0.0.%d", i);
        assert_int_equal(try(from, "admin", "no", i), LOGIN_WRONG);
    }
    assert_int_equal(try("10.0.0.0", "admin", "s3cret:x", THROTTLE_ADDRESSES), LOGIN_RIGHT);
    assert_int_equal(try("10.0.0.1", "admin", "s3cret:x", THROTTLE_ADDRESSES), LOGIN_MUST_WAIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_the_whole_of_both_is_right, make),
        cmocka_unit_test(a_header_is_taken_apart_and_what_is_none_is_no_login),
        cmocka_unit_test_setup(each_wrong_one_doubles_the_pause_up_to_a_limit, make),
        cmocka_unit_test_setup(even_the_right_one_is_not_looked_at_during_the_pause, make),
        cmocka_unit_test_setup(others_do_not_wait, make),
        cmocka_unit_test_setup(a_whole_v6_network_is_one_guesser_and_a_mapped_address_is_its_v4, make),
        cmocka_unit_test_setup(a_success_does_not_make_guessing_cheap_again_but_time_does, make),
        cmocka_unit_test_setup(the_least_recent_is_forgotten_when_there_is_no_room, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
