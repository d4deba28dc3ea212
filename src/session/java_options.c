/* SPDX-License-Identifier: MIT */
#include "session/java_options.h"

#include "base/shell_words.h"

#include <string.h>

static bool is_option(const char *line)
{
    return line[0] == '-' && !text_starts_with(line, "-include-options");
}

/* False: there is no room. */
static bool add(struct option_list *list, const char *option)
{
    size_t length = strlen(option) + 1;
    if (list->count == FACTS_OPTIONS || list->length + length > sizeof list->text) return false;
    memcpy(list->text + list->length, option, length);
    list->length += length;
    list->count++;
    return true;
}

void java_options_read(const char *file, struct launch_facts *facts)
{
    facts->options.count = 0;
    facts->options.length = 0;
    while (*file) {
        char line[1024];
        file += strspn(file, " \t\r\n");
        size_t length = strcspn(file, "\n"), kept = length;
        while (kept > 0 && strchr(" \t\r", file[kept - 1])) kept--;
        text_print(line, "%.*s", (int) (kept < sizeof line ? kept : sizeof line - 1), file);
        file += length;
        if (is_option(line) && !add(&facts->options, line)) return;
    }
}

void java_options_set_heap(struct launch_facts *facts, const char *heap)
{
    struct option_list old = facts->options;
    const char *option = old.text;
    facts->options.count = 0;
    facts->options.length = 0;
    bool fits = add(&facts->options, heap);
    for (unsigned i = 0; i < old.count && fits; i++, option += strlen(option) + 1)
        if (!text_starts_with(option, "-Xmx") && !text_starts_with(option, "-XX:MaxHeapSize="))
            fits = add(&facts->options, option);
}

bool java_options_add_own(struct launch_facts *facts, const char *line, struct text *problem)
{
    char *words[FACTS_OPTIONS + 1], buffer[FACTS_OPTIONS_TEXT];
    const char *why = NULL;
    facts->own_options.count = 0;
    facts->own_options.length = 0;
    ssize_t count = shell_words_split(line, words, FACTS_OPTIONS + 1, buffer, sizeof buffer, &why);
    for (ssize_t i = 0; i < count; i++) {
        if (words[i][0] != '-') why = "holds a word that is no option: each begins with -";
        else if (!add(&facts->own_options, words[i])) why = "is too long";
    }
    if (why) text_format(problem, "JAVA_OPTS %s", why);
    return why == NULL;
}
