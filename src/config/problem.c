/* SPDX-License-Identifier: MIT */
#include "config/problem.h"

#include "base/fd.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 200 };

/* What a user gave goes to a terminal or a log: no control characters, and not without end. */
static void add_given(struct text *text, const char *given)
{
    for (size_t i = 0; given[i] && i < SHOWN; i++) {
        bool is_control = (unsigned char) given[i] < 0x20 || given[i] == 0x7f;
        text_add_bytes(text, is_control ? "?" : &given[i], 1);
    }
    if (strlen(given) > SHOWN) text_add(text, "…");
}

static void add_line(struct text *text, const char *name, const char *given, const char *example, const char *why)
{
    text_format(text, "  %s", name);
    if (given) {
        text_add(text, "=\"");
        add_given(text, given);
        text_add(text, "\"");
    }
    text_format(text, ": %s", why);
    if (example) text_format(text, "; for example %s=%s", name, example);
    text_add(text, "\n");
}

/* All four or none; NULL becomes "". */
static void add_fields(struct problems *problems, const char *const fields[4])
{
    size_t left = sizeof problems->fields - problems->fields_length, length = 4;
    for (int i = 0; i < 4; i++) length += fields[i] ? strlen(fields[i]) : 0;
    if (length > left) return;
    for (int i = 0; i < 4; i++) {
        const char *field = fields[i] ? fields[i] : "";
        memcpy(problems->fields + problems->fields_length, field, strlen(field) + 1);
        problems->fields_length += strlen(field) + 1;
    }
}

void problem_add(struct problems *problems, const char *name, const char *given, const char *example,
                 const char *why, ...)
{
    struct text text = { .bytes = problems->lines, .room = sizeof problems->lines, .length = problems->length };
    char reason[512];
    va_list arguments;
    va_start(arguments, why);
    vsnprintf(reason, sizeof reason, why, arguments);
    va_end(arguments);
    add_line(&text, name, given, example, reason);
    add_fields(problems, (const char *const[]) { name, given, reason, example });
    problems->length = text.length;
    problems->count++;
}

void problems_print(const struct problems *problems, const char *consequence)
{
    char heading[160];
    text_print(heading, "gatehouse: %u problem%s in the settings%s:\n", problems->count,
               problems->count == 1 ? "" : "s", consequence);
    int told = dprintf(STDERR_FILENO, "%s%.*s", heading, (int) problems->length, problems->lines);
    (void) told; /* there is nowhere else to complain */
}

static void add_json_field(struct text *out, const char *key, const char *value)
{
    text_format(out, "\"%s\":", key);
    if (!*value) text_add(out, "null");
    else {
        text_add(out, "\"");
        text_add_json(out, value);
        text_add(out, "\"");
    }
}

bool problem_told(const struct problems *problems, const char *name)
{
    const char *at = problems->fields, *end = at + problems->fields_length;
    for (size_t n = 0; at < end; n++, at += strlen(at) + 1)
        if (n % 4 == 0 && text_equal(at, name)) return true;
    return false;
}

void problems_add_json(const struct problems *problems, struct text *out)
{
    static const char *const keys[] = { "name", "given", "why", "example" };
    const char *at = problems->fields, *end = at + problems->fields_length;
    text_add(out, "[");
    for (size_t n = 0; at < end; n++) {
        text_add(out, n % 4 ? "," : n ? ",{" : "{");
        add_json_field(out, keys[n % 4], at);
        if (n % 4 == 3) text_add(out, "}");
        at += strlen(at) + 1;
    }
    text_add(out, "]");
}
