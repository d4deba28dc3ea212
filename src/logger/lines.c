/* SPDX-License-Identifier: MIT */
#include "logger/lines.h"

static void give(struct lines *lines, lines_take *take, void *context)
{
    size_t length = lines->length;
    if (length > 0 && lines->begun[length - 1] == '\r') length--;
    lines->length = 0;
    lines->begun[length] = 0;
    take(context, lines->begun, length);
}

/* The bytes at the end that begin a UTF-8 character without completing it: at most three. */
static size_t begun_character(const char *bytes, size_t length)
{
    for (size_t back = 1; back <= 3 && back < length; back++) {
        unsigned char byte = (unsigned char) bytes[length - back];
        size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (byte >= 0x80 && byte < 0xc0) continue;
        return whole > back ? back : 0;
    }
    return 0;
}

static void give_piece(struct lines *lines, lines_take *take, void *context)
{
    char kept[4];
    size_t keep = begun_character(lines->begun, lines->length);
    lines->length -= keep;
    for (size_t i = 0; i < keep; i++) kept[i] = lines->begun[lines->length + i];
    give(lines, take, context);
    for (size_t i = 0; i < keep; i++) lines->begun[lines->length++] = kept[i];
}

void lines_push(struct lines *lines, const char *bytes, size_t length, lines_take *take, void *context)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            give(lines, take, context);
            continue;
        }
        if (lines->length == LINES_LONGEST) give_piece(lines, take, context);
        lines->begun[lines->length++] = bytes[i] ? bytes[i] : ' ';
    }
}

void lines_end(struct lines *lines, lines_take *take, void *context)
{
    if (lines->length > 0) give(lines, take, context);
}
