/* SPDX-License-Identifier: MIT */
#include "config/problem.h"

#include "base/fd.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void problem_add(struct problems *problems, const char *name, const char *given, const char *example,
                 const char *why, ...)
{
    struct text text = { .bytes = problems->lines, .room = sizeof problems->lines, .length = problems->length };
    char reason[512];
    va_list arguments;
    va_start(arguments, why);
    vsnprintf(reason, sizeof reason, why, arguments);
    va_end(arguments);
    text_format(&text, "  %s", name);
    if (given) text_format(&text, "=\"%s\"", given);
    text_format(&text, ": %s", reason);
    if (example) text_format(&text, "; for example %s=%s", name, example);
    text_add(&text, "\n");
    problems->length = text.length;
    problems->count++;
}

void problems_print(const struct problems *problems)
{
    char heading[96];
    text_print(heading, "gatehouse: %u problem%s in the settings; nothing was started:\n", problems->count,
               problems->count == 1 ? "" : "s");
    int told = dprintf(STDERR_FILENO, "%s%.*s", heading, (int) problems->length, problems->lines);
    (void) told; /* there is nowhere else to complain */
}
