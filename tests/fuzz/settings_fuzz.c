/* SPDX-License-Identifier: MIT
 *
 * Any environment, a line for each variable: loading, sealing for a child, and telling it. What a child gets is what was given,
 * and what is told is whole.
 */
#include "config/config.h"

#include "base/text.h"
#include "config/effective.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { ENTRIES = 64, LONGEST = 8192, OUTPUT = 1 << 20 };

/* Files are not made of bytes: whatever path comes by chance, perhaps that of a terminal, is not opened. */
static bool names_a_file(const char *entry)
{
    size_t length = strcspn(entry, "=");
    return length > 5 && memcmp(entry + length - 5, "_FILE", 5) == 0;
}

static void split(char *text, const char *environment[ENTRIES + 1])
{
    size_t count = 0;
    while (*text && count < ENTRIES) {
        size_t length = strcspn(text, "\n");
        bool is_last = !text[length];
        text[length] = 0;
        if (!names_a_file(text)) environment[count++] = text;
        text += length + !is_last;
    }
    environment[count] = NULL;
}

static void check_child(const struct config *config)
{
    static struct config child;
    unsigned all = ~0U;
    if (!config_load_sealed(&child, config_seal(config, all))) abort();
    for (size_t i = 0; i < settings_count; i++) {
        const char *given = config->values[i], *got = child.values[i];
        if (!given != !got || (given && !text_equal(given, got))) abort();
    }
    if (!text_equal(child.ibc, config->ibc) || !text_equal(child.simulator, config->simulator)) abort();
    config_wipe(&child);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static char text[LONGEST + 1], output[OUTPUT];
    static struct problems problems;
    const char *environment[ENTRIES + 1];
    struct config config;
    struct text out = TEXT_IN(output);
    length = length < LONGEST ? length : LONGEST;
    memcpy(text, bytes, length);
    text[length] = 0;
    split(text, environment);
    problems = (struct problems) { 0 };
    config_load(&config, environment, &problems);
    if (!problems.count) check_child(&config);
    config_print_json(&config, &(struct config_findings) { &problems, true }, 1767225600, false, &out);
    if (out.cut || output[0] != '{' || !text_equal(output + out.length - 2, "}\n")) abort();
    out = TEXT_IN(output);
    config_print_table(&config, 1767225600, &out);
    if (out.cut) abort();
    config_wipe(&config);
    return 0;
}
