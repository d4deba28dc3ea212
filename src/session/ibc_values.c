/* SPDX-License-Identifier: MIT */
#include "session/ibc_values.h"

#include "base/properties.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

enum { WORD = 64 };

static const char *find_line(const char *lines, const char *key)
{
    size_t length = strlen(key);
    while (lines && *lines) {
        if (strncasecmp(lines, key, length) == 0 && lines[length] == '=') return lines + length + 1;
        lines = strchr(lines, '\n');
        if (lines) lines++;
    }
    return NULL;
}

bool ibc_value(const char *lines, const char *key, char *out, size_t room)
{
    struct text text = { .bytes = out, .room = room };
    *out = 0;
    const char *value = find_line(lines, key);
    if (value) properties_read(&text, value);
    return *out != 0;
}

int ibc_value_choice(const char *lines, const char *key, const char *const *words)
{
    char value[WORD];
    if (!ibc_value(lines, key, value, sizeof value)) return -1;
    for (int i = 0; words[i]; i++)
        if (text_equal_ignoring_case(value, words[i])) return i;
    return -1;
}

int ibc_value_yes_no(const char *lines, const char *key)
{
    static const char *const words[] = { "no", "yes", "false", "true", NULL };
    int word = ibc_value_choice(lines, key, words);
    return word < 0 ? -1 : word & 1;
}
