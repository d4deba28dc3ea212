/* SPDX-License-Identifier: MIT
 *
 * What a server says upon the probe's hello, and lines of the kernel's socket tables.
 */
#include "base/api_hello.h"
#include "session/ports.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    size_t skip = 0;
    int version = 0;
    enum hello_answer answer = hello_read(bytes, length, &skip, &version);
    if (skip > length || (answer == HELLO_OK && (version < 100 || version > 176))) abort();
    char line[256];
    size_t kept = length < sizeof line ? length : sizeof line - 1;
    memcpy(line, bytes, kept);
    line[kept] = 0;
    struct port_view view = { 0 };
    port_view_add(&view, line, 4002);
    return 0;
}
