/* SPDX-License-Identifier: MIT */
#include "logger/lines.h"

static void give(struct lines *lines, lines_take *take, void *context)
{
    size_t length = lines->length;
    if (length > 0 && lines->begun[length - 1] == '\r') length--;
    lines->length = 0;
    take(context, lines->begun, length);
}

void lines_push(struct lines *lines, const char *bytes, size_t length, lines_take *take, void *context)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            give(lines, take, context);
            continue;
        }
        if (lines->length == LINES_LONGEST) give(lines, take, context);
        lines->begun[lines->length++] = bytes[i] ? bytes[i] : ' ';
    }
}

void lines_end(struct lines *lines, lines_take *take, void *context)
{
    if (lines->length > 0) give(lines, take, context);
}
