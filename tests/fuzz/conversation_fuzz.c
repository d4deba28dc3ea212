/* SPDX-License-Identifier: MIT
 *
 * What the API says to the client that watches it, in pieces whose sizes the input chooses: the first byte. The news must
 * not depend on how the stream was cut, and nothing may be written beyond what is kept.
 */
#include "session/conversation.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { NEWS = 64 };

struct told {
    enum conversation_news news[NEWS];
    size_t count;
};

/* As api_watch.c does it; after nonsense nothing is read any more. */
static void hear(const uint8_t *bytes, size_t length, size_t step, struct told *told)
{
    static struct conversation conversation;
    conversation.greeted = false;
    conversation.length = conversation.skip = 0;
    for (size_t at = 0; at < length;) {
        enum conversation_news news = NEWS_NONE;
        size_t some = length - at < step ? length - at : step;
        size_t taken = conversation_push(&conversation, bytes + at, some, &news);
        if (taken == 0 || taken > some || conversation.length > sizeof conversation.bytes) abort();
        at += taken;
        if (news != NEWS_NONE && told->count < NEWS) told->news[told->count++] = news;
        if (news == NEWS_NONSENSE) return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct told whole = { .count = 0 }, cut = { .count = 0 };
    if (length == 0) return 0;
    hear(bytes + 1, length - 1, length, &whole);
    hear(bytes + 1, length - 1, 1U + bytes[0] % 32U, &cut);
    if (whole.count != cut.count || memcmp(whole.news, cut.news, whole.count * sizeof *whole.news) != 0) abort();
    return 0;
}
