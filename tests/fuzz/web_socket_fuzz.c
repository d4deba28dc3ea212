/* SPDX-License-Identifier: MIT
 *
 * The frames of a websocket: in whatever pieces they come, what is told lies within what was given, and it always goes on.
 */
#include "web/websocket.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct websocket socket = { 0 };
    uint8_t *copy = malloc(length + 1);
    size_t step = length ? bytes[0] % 32u + 1 : 1;
    if (!copy) return 0;
    if (length) memcpy(copy, bytes, length);
    for (size_t at = 0; at < length;) {
        size_t taken = 0, told = 0, count = length - at < step ? length - at : step;
        uint8_t *data = NULL;
        enum websocket_event event = websocket_read(&socket, copy + at, count, &taken, &data, &told);
        if (taken > count || socket.control_length > WEBSOCKET_CONTROL || socket.head_length > WEBSOCKET_HEAD) abort();
        if (event == WEBSOCKET_DATA && (told == 0 || data < copy + at || data + told > copy + at + taken)) abort();
        if (event == WEBSOCKET_BROKEN) break;
        if (taken == 0) abort();
        at += taken;
    }
    free(copy);
    return 0;
}
