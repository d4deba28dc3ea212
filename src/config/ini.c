/* SPDX-License-Identifier: MIT */
#include "config/ini.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

struct reading {
    const struct ini_reader *reader;
    struct ini_entry entry; /* the one that may still go on; key NULL: none */
    char *end; /* of entry.value */
    size_t indent; /* of entry's line */
};

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\f' || character == '\v';
}

static char *strip(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1])) text[--length] = 0;
    while (is_blank(*text)) text++;
    return text;
}

static void cut_comment(char *line)
{
    char *at = line;
    while (*at && !((*at == ';' || *at == '#') && (at == line || is_blank(at[-1])))) at++;
    *at = 0;
}

static void finish_entry(struct reading *reading)
{
    if (reading->entry.key) reading->reader->take(reading->reader->context, &reading->entry);
    reading->entry.key = NULL;
}

/* What is joined is never longer than where it stood. */
static void go_on(struct reading *reading, const char *more)
{
    size_t length = strlen(more);
    *reading->end++ = '\n';
    memmove(reading->end, more, length + 1);
    reading->end += length;
}

static void begin_section(struct reading *reading, char *line)
{
    char *end = strchr(line, ']');
    if (!end || end == line + 1) {
        reading->reader->complain(reading->reader->context, reading->entry.line, "is a section without its name in [ ]");
        return;
    }
    *end = 0;
    reading->entry.section = line + 1;
    struct ini_entry begin = { .section = line + 1, .line = reading->entry.line };
    reading->reader->take(reading->reader->context, &begin);
}

static void begin_entry(struct reading *reading, char *line)
{
    char *sign = line + strcspn(line, "=:");
    const char *why = NULL;
    if (!*sign) why = "is neither [SECTION] nor KEY=VALUE";
    else if (sign == line) why = "has no key before its =";
    else if (!reading->entry.section) why = "stands before the first [SECTION]";
    if (why) {
        reading->reader->complain(reading->reader->context, reading->entry.line, why);
        return;
    }
    *sign = 0;
    char *key = strip(line);
    for (char *at = key; *at; at++) *at = (char) tolower((unsigned char) *at);
    reading->entry.key = key;
    char *value = strip(sign + 1);
    reading->entry.value = value;
    reading->end = value + strlen(value);
}

static void read_line(struct reading *reading, char *line, int number)
{
    size_t indent = 0;
    cut_comment(line);
    while (is_blank(line[indent])) indent++;
    char *text = strip(line);
    if (!*text) return;
    if (reading->entry.key && indent > reading->indent) {
        go_on(reading, text);
        return;
    }
    finish_entry(reading);
    reading->entry.line = number;
    reading->indent = indent;
    if (*text == '[') begin_section(reading, text);
    else begin_entry(reading, text);
}

void ini_read(char *text, const struct ini_reader *reader)
{
    struct reading reading = { .reader = reader };
    int number = 1;
    for (char *line = text; line; number++) {
        char *end = strchr(line, '\n');
        if (end) *end = 0;
        read_line(&reading, line, number);
        line = end ? end + 1 : NULL;
    }
    finish_entry(&reading);
}
