/* SPDX-License-Identifier: MIT
 *
 * What IBC and the program write on standard output, line by line: titles and texts of windows come from the servers. What
 * must hold: the story keeps its bounds, and what it tells can be described.
 */
#define _GNU_SOURCE
#include "session/ibc_ini.h"
#include "session/ibc_story.h"

#include "base/log.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct ibc_story *story, const struct story_turn *turn)
{
    INVARIANT((unsigned) turn->event < SESSION_EVENTS);
    INVARIANT(story->window_count <= STORY_WINDOWS);
    for (unsigned i = 0; i < story->window_count; i++) {
        char described[2048];
        static const char *const secrets[] = { "e", NULL };
        struct text text = TEXT_IN(described);
        ibc_story_describe(&story->windows[i], secrets, &text);
        INVARIANT(!text.cut);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ibc_story story = { .resumed = size & 1 };
    char *text = malloc(size + 1);
    if (!text) return 0;
    if (size) memcpy(text, data, size);
    text[size] = 0;
    ibc_ini_command_port(text);
    for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
        struct story_turn turn = ibc_story_take(&story, line);
        check(&story, &turn);
    }
    free(text);
    return 0;
}
