/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/notification.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[] = "/tmp/notification_test.XXXXXX";

static int listen_there(void)
{
    struct sockaddr_un own = { .sun_family = AF_UNIX };
    notification_path(folder, own.sun_path, sizeof own.sun_path);
    unlink(own.sun_path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_return_code(bind(fd, (const struct sockaddr *) &own, sizeof own), errno);
    return fd;
}

static void what_is_sent_arrives_whole(void **state)
{
    (void) state;
    struct notification got;
    AUTO_CLOSE int fd = listen_there();
    assert_true(notification_send(folder, NOTIFICATION_SECOND_FACTOR, "live", "confirm the login"));
    assert_true(notification_is_valid(&got, (size_t) recv(fd, &got, sizeof got, 0)));
    assert_int_equal(got.kind, NOTIFICATION_SECOND_FACTOR);
    assert_string_equal(got.source, "live");
    assert_string_equal(got.text, "confirm the login");
    assert_in_range(got.at_ms, clock_wall_ms() - 10000, clock_wall_ms());
}

static void nobody_there_is_no_trouble(void **state)
{
    (void) state;
    assert_false(notification_send("/tmp/there-is-no-such-folder", NOTIFICATION_READY, "live", ""));
}

static void sender_does_not_wait_for_one_who_does_not_read(void **state)
{
    (void) state;
    AUTO_CLOSE int fd = listen_there();
    assert_true(fd >= 0);
    unsigned sent = 0;
    while (sent < 10000 && notification_send(folder, NOTIFICATION_READY, "live", "again")) sent++;
    assert_in_range(sent, 1, 9999);
}

static void one_who_is_gone_is_no_trouble(void **state)
{
    (void) state;
    int fd = listen_there();
    close(fd);
    assert_false(notification_send(folder, NOTIFICATION_LOST, "paper", "gone"));
}

static void what_is_not_well_formed_is_known(void **state)
{
    (void) state;
    struct notification good = { .magic = NOTIFICATION_MAGIC, .kind = NOTIFICATION_READY }, bad = good;
    assert_true(notification_is_valid(&good, sizeof good));
    assert_false(notification_is_valid(&good, sizeof good - 1));
    bad.magic++;
    assert_false(notification_is_valid(&bad, sizeof bad));
    bad = good;
    bad.kind = NOTIFICATION_END;
    assert_false(notification_is_valid(&bad, sizeof bad));
    bad.kind = 0;
    assert_false(notification_is_valid(&bad, sizeof bad));
    bad = good;
    memset(bad.text, 'x', sizeof bad.text);
    assert_false(notification_is_valid(&bad, sizeof bad));
    bad = good;
    memset(bad.source, 'x', sizeof bad.source);
    assert_false(notification_is_valid(&bad, sizeof bad));
}

static void every_kind_has_a_name(void **state)
{
    (void) state;
    for (uint32_t kind = 1; kind < NOTIFICATION_END; kind++) assert_string_not_equal(notification_kind_name(kind), "?");
    assert_string_equal(notification_kind_name(0), "?");
    assert_string_equal(notification_kind_name(NOTIFICATION_END), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sent_arrives_whole),
        cmocka_unit_test(nobody_there_is_no_trouble),
        cmocka_unit_test(sender_does_not_wait_for_one_who_does_not_read),
        cmocka_unit_test(one_who_is_gone_is_no_trouble),
        cmocka_unit_test(what_is_not_well_formed_is_known),
        cmocka_unit_test(every_kind_has_a_name),
    };
    if (!mkdtemp(folder)) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char path[128];
    notification_path(folder, path, sizeof path);
    unlink(path);
    return rmdir(folder) < 0 || failed ? 1 : 0;
}
