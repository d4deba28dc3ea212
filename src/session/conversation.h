/* SPDX-License-Identifier: MIT
 *
 * What the gateway says to an API client that has logged in, as far as it matters to whoever watches it: that it talks, and
 * whether it has its servers. Pure. Text form only, which HELLO_BYTES asks for; sources: docs of the API, codes 1100 to 2110.
 */
#ifndef SESSION_CONVERSATION_H
#define SESSION_CONVERSATION_H

#include "base/api_hello.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum conversation_news {
    NEWS_NONE, /* more bytes are needed, or nothing of note was said */
    NEWS_HELLO, /* the hello was answered: conversation_login is to be sent */
    NEWS_ACCOUNTS, /* the login was taken */
    NEWS_TIME, /* the answer to conversation_question */
    NEWS_LOST, /* the gateway has lost its servers: 1100, 2110 */
    NEWS_BACK, /* and has them again: 1101, 1102 */
    NEWS_TAKEN, /* the number of the client is in use: 326 */
    NEWS_NONSENSE /* this is no API server */
};

enum { CONVERSATION_ROOM = 65536 + 4, CONVERSATION_MESSAGE = 64 };

struct conversation {
    bool greeted;
    size_t length;
    size_t skip; /* bytes of a frame too long to be kept, still to come */
    uint8_t bytes[CONVERSATION_ROOM];
};

/* Takes some of the bytes that came in, gives how many; *news is what they meant. To be called until none are left. */
size_t conversation_push(struct conversation *conversation, const uint8_t *bytes, size_t length,
                         enum conversation_news *news);

/* The bytes to send, and how many. */
size_t conversation_login(int client, uint8_t out[CONVERSATION_MESSAGE]);
size_t conversation_question(uint8_t out[CONVERSATION_MESSAGE]);

#endif
