/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/set_back.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void a_line_is_read_as_it_was_written(void **state)
{
    (void) state;
    static const char *const lines[] = { "11:45 PM logoff\n", "01:23 AM restart\n" };
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct wish wishes[CONFIGURATION_TASKS];
        char line[64] = "";
        struct text text = TEXT_IN(line);
        assert_true(set_back_parse(lines[i], wishes));
        assert_int_equal(wishes[PLACE_AUTO_RESTART].kind, i == 1 ? WISH_ON : WISH_NONE);
        assert_int_equal(wishes[PLACE_AUTO_LOGOFF].kind, i == 0 ? WISH_ON : WISH_NONE);
        assert_int_equal(wishes[0].kind, WISH_NONE);
        set_back_format(wishes, &text);
        assert_string_equal(line, lines[i]);
    }
}

static void what_is_no_such_line_is_none(void **state)
{
    (void) state;
    static const char *const lines[] = { "", "\n", "11:45", "11:45 PM", "11:45 XM logoff", "11:45 PM lunch", "noon PM logoff" };
    struct wish wishes[CONFIGURATION_TASKS];
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) assert_false(set_back_parse(lines[i], wishes));
}

static void it_is_kept_until_it_is_forgotten(void **state)
{
    (void) state;
    char folder[] = "/tmp/set_back.XXXXXX";
    struct wish wishes[CONFIGURATION_TASKS], read[CONFIGURATION_TASKS];
    assert_non_null(mkdtemp(folder));
    assert_false(set_back_load(folder, read));
    assert_true(set_back_parse("11:45 PM logoff", wishes));
    set_back_keep(folder, wishes);
    assert_true(set_back_load(folder, read));
    assert_string_equal(read[PLACE_TIME].text, "11:45");
    set_back_forget(folder);
    assert_false(set_back_load(folder, read));
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_such_line_is_none),
        cmocka_unit_test(it_is_kept_until_it_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
