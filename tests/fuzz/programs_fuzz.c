/* SPDX-License-Identifier: MIT
 *
 * Files of the user's own programs, whatever is in them: read without harm, and what is taken from them is sane.
 */
#include "config/program_groups.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const environment[] = { "HOME=/home/u", NULL };
    static const struct program_source source = { "/etc/x.conf", environment, PROGRAMS_AND_SERVER };
    static struct problems problems;
    static struct programs programs;
    char *text = malloc(size + 1);
    must(text != NULL);
    memcpy(text, bytes, size);
    text[size] = 0;
    problems.count = 0;
    problems.length = 0;
    programs_init(&programs);
    programs_parse(&programs, text, &source, &problems);
    program_groups_apply(&programs, &problems);
    for (unsigned i = 0; i < programs.count; i++) {
        const struct user_program *program = &programs.list[i];
        must(program->words && program->words[0] && program->command);
        must(strlen(program->name) < PROGRAM_NAME);
        must(program->startsecs >= 0 && program->stopwaitsecs >= 0 && program->stopsignal > 0);
    }
    free(text);
    programs_free(&programs);
    return 0;
}
