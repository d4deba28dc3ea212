/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What is mapped just now; exact, as /proc/self/status is not. */
static long mapped_kb(void)
{
    FILE *rollup = fopen("/proc/self/smaps_rollup", "re");
    char line[256];
    long kb = -1;
    assert_non_null(rollup);
    while (kb < 0 && fgets(line, sizeof line, rollup))
        if (sscanf(line, "Rss: %ld kB", &kb) != 1) kb = -1;
    fclose(rollup);
    assert_true(kb > 0);
    return kb;
}

static void what_was_touched_of_files_is_given_back_and_all_goes_on(void **state)
{
    (void) state;
    static char written[] = "before"; /* in the file as "before"; what was written must stay */
    memcpy(written, "after!", sizeof written);
    long before = mapped_kb();
    memory_let_go_of_files();
    assert_true(mapped_kb() < before);
    assert_string_equal(written, "after!");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_was_touched_of_files_is_given_back_and_all_goes_on) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
