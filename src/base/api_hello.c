/* SPDX-License-Identifier: MIT */
#include "base/api_hello.h"

#include "base/text.h"

#include <string.h>

enum { FIELD = 16, OLDEST = 100, NEWEST = 176 };

static unsigned count_fields(const uint8_t *frame, size_t length)
{
    unsigned count = 0;
    for (size_t i = 0; i < length; i++) count += frame[i] == 0;
    return count;
}

/* The frame ends with a NUL, so its first field is a string. */
static enum hello_answer judge(const uint8_t *frame, size_t length, int *version)
{
    char field[FIELD] = "";
    int64_t number = 0;
    const uint8_t *end = memchr(frame, 0, length);
    size_t size = end ? (size_t) (end - frame) : length;
    if (size >= sizeof field) return HELLO_NOT_API;
    memcpy(field, frame, size);
    if (!text_parse_number(field, -1, NEWEST, &number)) return HELLO_NOT_API;
    if (number == -1) return HELLO_REDIRECT;
    *version = (int) number;
    return number >= OLDEST ? HELLO_OK : HELLO_NOT_API;
}

enum hello_answer hello_read(const uint8_t *bytes, size_t length, size_t *skip, int *version)
{
    size_t at = 0;
    enum hello_answer answer = HELLO_MORE;
    while (answer == HELLO_MORE && length - at >= 4) {
        uint32_t size = (uint32_t) bytes[at] << 24 | (uint32_t) bytes[at + 1] << 16 | (uint32_t) bytes[at + 2] << 8
                        | bytes[at + 3];
        if (size == 0 || size > HELLO_FRAME_LIMIT) answer = HELLO_NOT_API;
        else if (length - at - 4 < size) break;
        else {
            const uint8_t *frame = bytes + at + 4;
            if (frame[size - 1] == 0 && count_fields(frame, size) == 2) answer = judge(frame, size, version);
            at += 4 + size;
        }
    }
    *skip = at;
    return answer;
}
