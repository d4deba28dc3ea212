/* SPDX-License-Identifier: MIT
 *
 * The first bytes of a stranger. What must hold for any input: a verdict once given stays, HELLO_MORE only below the
 * limit, and what is found right can be described.
 */
#include "relay/hello.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum hello_verdict before = HELLO_MORE;
    for (size_t n = 0; n <= size && n <= HELLO_LIMIT; n++) {
        uint8_t *exact = malloc(n ? n : 1); /* so that a read past the end is seen */
        if (!exact) return 0;
        if (n) memcpy(exact, data, n);
        enum hello_verdict now = hello_check(exact, n);
        char text[HELLO_TEXT_LIMIT + 1];
        if (now == HELLO_OK) hello_describe(exact, text, sizeof text);
        free(exact);
        INVARIANT(before == HELLO_MORE || now == before);
        INVARIANT(now != HELLO_MORE || n < HELLO_LIMIT);
        before = now;
    }
    return 0;
}
