/* SPDX-License-Identifier: MIT
 *
 * What ssh writes on its standard error: banners, disconnect messages and host names in it come from the other machine.
 * What must hold: no text outgrows its place, a trouble has its row, and the first trouble told stays.
 */
#define _GNU_SOURCE
#include "tunnel/attempt.h"

#include "base/log.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct attempt *attempt, const struct attempt *before)
{
    INVARIANT(memchr(attempt->host_key, 0, sizeof attempt->host_key));
    INVARIANT(memchr(attempt->words, 0, sizeof attempt->words));
    INVARIANT(attempt->stage >= before->stage && attempt->stage <= STAGE_UP);
    INVARIANT(before->trouble == TROUBLE_NONE || attempt->trouble == before->trouble);
    enum trouble trouble = attempt_trouble(attempt);
    INVARIANT(trouble > TROUBLE_NONE && trouble < TROUBLE_COUNT);
    INVARIANT(*trouble_row(trouble)->step && *trouble_row(trouble)->brief);
    INVARIANT(!attempt_is_up(attempt) || attempt->forwards_up >= attempt->forwards);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct attempt attempt;
    char *text = malloc(size + 1);
    if (!text) return 0;
    if (size) memcpy(text, data, size);
    text[size] = 0;
    attempt_begin(&attempt, "client.example", (unsigned) (size % 3));
    for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
        struct attempt before = attempt;
        INVARIANT(attempt_read(&attempt, line) <= NEWS_NO_USER);
        news_is_noise(line);
        check(&attempt, &before);
    }
    free(text);
    return 0;
}
