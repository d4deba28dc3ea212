/* SPDX-License-Identifier: MIT */
#include "config_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct config config;
struct problems problems;

void load(const char *const *environment)
{
    config_wipe(&config);
    memset(&problems, 0, sizeof problems);
    config_load(&config, environment, &problems);
}

int wipe(void **state)
{
    (void) state;
    config_wipe(&config);
    return 0;
}

bool complains(const char *part)
{
    return strstr(problems.lines, part) != NULL;
}

void assert_one_problem(const char *part)
{
    if (problems.count != 1 || !complains(part)) fail_msg("\"%s\" expected alone in:\n%s", part, problems.lines);
}

void assert_no_problem(void)
{
    if (problems.count) fail_msg("%s", problems.lines);
}
