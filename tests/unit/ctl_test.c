/* SPDX-License-Identifier: MIT
 *
 * What the client prints is what supervisorctl prints.
 */
#include "control/describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *line_of(const struct board_service *service)
{
    static char line[512];
    struct text text = TEXT_IN(line);
    describe_status_line(service, 5, 1795371223, &text);
    return line;
}

static void status_lines_have_supervisords_columns(void **state)
{
    (void) state;
    struct board_service service = { .name = "cat", .state = SERVICE_RUNNING, .pid = 17232, .started_at = 1795371223 - 46 };
    assert_string_equal(line_of(&service), "cat                              RUNNING   pid 17232, uptime 0:00:46\n");
    service = (struct board_service) { .name = "nofile", .state = SERVICE_STOPPED };
    assert_string_equal(line_of(&service), "nofile                           STOPPED   Not started\n");
    service = (struct board_service) { .name = "manual", .state = SERVICE_STOPPED, .started_at = 1, .stopped_at = 1795369943 };
    assert_string_equal(line_of(&service), "manual                           STOPPED   Nov 22 05:52 PM\n");
    service = (struct board_service) { .name = "flap", .state = SERVICE_FATAL, .reason = "Exited too quickly" };
    assert_string_equal(line_of(&service), "flap                             FATAL     Exited too quickly\n");
}

static void uptime_reads_as_a_python_timedelta(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = { { 5, "0:00:05" }, { -3, "0:00:00" }, { 86400 + 7384, "1 day, 2:03:04" }, { 12 * 86400, "12 days, 0:00:00" } };
    (void) state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char room[64];
        struct text text = TEXT_IN(room);
        describe_uptime(cases[i].seconds, &text);
        assert_string_equal(room, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_lines_have_supervisords_columns),
        cmocka_unit_test(uptime_reads_as_a_python_timedelta),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
