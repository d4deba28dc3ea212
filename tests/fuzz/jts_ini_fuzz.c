/* SPDX-License-Identifier: MIT
 *
 * Any jts.ini: after editing it has our lines, and editing it again changes nothing.
 */
#include "session/jts_ini.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { LONGEST = 4096, ROOM = 4 * LONGEST + 1024 };

static void edit(const char *old, char out[ROOM])
{
    struct text text = { .bytes = out, .room = ROOM };
    out[0] = 0;
    jts_ini_edit(old, "Europe/Berlin", &text);
    if (text.cut) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static char old[LONGEST + 1], once[ROOM], twice[ROOM];
    length = length < LONGEST ? length : LONGEST;
    memcpy(old, bytes, length);
    old[length] = 0;
    edit(old, once);
    edit(once, twice);
    if (!text_equal(once, twice)) abort();
    if (!strstr(once, "TimeZone=Europe/Berlin\n") || !strstr(once, "ApiOnly=true\n") || !strstr(once, "127.0.0.1")) abort();
    return 0;
}
