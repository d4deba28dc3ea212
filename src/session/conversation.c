/* SPDX-License-Identifier: MIT */
#include "session/conversation.h"

#include "base/text.h"

#include <string.h>

enum { HEAD = 4, FIELD = 16, CODE_FIELD = 3 };

/* ---- one frame ---- */

/* The field of that number; "" when there is none, or it is long. */
static void read_field(const uint8_t *frame, size_t length, unsigned number, char out[FIELD])
{
    size_t at = 0;
    out[0] = 0;
    for (; number > 0 && at < length; at++) number -= frame[at] == 0;
    const uint8_t *end = number == 0 && at < length ? memchr(frame + at, 0, length - at) : NULL;
    size_t size = end ? (size_t) (end - frame) - at : FIELD;
    if (size >= FIELD) return;
    memcpy(out, frame + at, size);
    out[size] = 0;
}

static enum conversation_news read_code(const char *code)
{
    static const struct {
        const char *code;
        enum conversation_news news;
    } codes[] = {
        { "1100", NEWS_LOST }, { "2110", NEWS_LOST }, { "1101", NEWS_BACK }, { "1102", NEWS_BACK }, { "326", NEWS_TAKEN },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
        if (text_equal(codes[i].code, code)) return codes[i].news;
    return NEWS_NONE;
}

static enum conversation_news read_frame(const uint8_t *frame, size_t length)
{
    char kind[FIELD], code[FIELD];
    read_field(frame, length, 0, kind);
    if (text_equal(kind, "15")) return NEWS_ACCOUNTS;
    if (text_equal(kind, "49")) return NEWS_TIME;
    if (!text_equal(kind, "4")) return NEWS_NONE;
    read_field(frame, length, CODE_FIELD, code);
    return read_code(code);
}

/* ---- the stream ---- */

static enum conversation_news greet(struct conversation *conversation)
{
    size_t skip = 0;
    int version = 0;
    enum hello_answer answer = hello_read(conversation->bytes, conversation->length, &skip, &version);
    conversation->length -= skip;
    memmove(conversation->bytes, conversation->bytes + skip, conversation->length);
    if (answer == HELLO_MORE) return NEWS_NONE;
    conversation->greeted = answer == HELLO_OK;
    return answer == HELLO_OK ? NEWS_HELLO : NEWS_NONSENSE;
}

static size_t frame_length(const uint8_t *head)
{
    return (size_t) head[0] << 24 | (size_t) head[1] << 16 | (size_t) head[2] << 8 | head[3];
}

/* What is complete, one frame at a time; a frame too long to be kept says nothing we look for. */
static enum conversation_news look(struct conversation *conversation)
{
    if (!conversation->greeted) return greet(conversation);
    if (conversation->length < HEAD) return NEWS_NONE;
    size_t length = frame_length(conversation->bytes);
    if (length == 0 || length > 0xffffff) return NEWS_NONSENSE;
    if (length > CONVERSATION_ROOM - HEAD) {
        conversation->skip = HEAD + length - conversation->length;
        conversation->length = 0;
        return NEWS_NONE;
    }
    if (conversation->length < HEAD + length) return NEWS_NONE;
    enum conversation_news news = read_frame(conversation->bytes + HEAD, length);
    conversation->length = 0;
    return news;
}

/* How many bytes may be taken without going beyond what is being read. */
static size_t wanted(const struct conversation *conversation)
{
    if (!conversation->greeted) return 1;
    if (conversation->length < HEAD) return HEAD - conversation->length;
    size_t whole = HEAD + frame_length(conversation->bytes);
    return whole > conversation->length ? whole - conversation->length : 1;
}

size_t conversation_push(struct conversation *conversation, const uint8_t *bytes, size_t length,
                         enum conversation_news *news)
{
    *news = NEWS_NONE;
    size_t n = conversation->skip ? conversation->skip : wanted(conversation);
    if (n > length) n = length;
    if (conversation->skip) {
        conversation->skip -= n;
        return n;
    }
    memcpy(conversation->bytes + conversation->length, bytes, n);
    conversation->length += n;
    *news = look(conversation);
    return n;
}

/* ---- what is said to it ---- */

static size_t frame(uint8_t out[CONVERSATION_MESSAGE], const char *body, size_t length)
{
    uint8_t head[HEAD] = { 0, 0, 0, (uint8_t) length };
    memcpy(out, head, HEAD);
    memcpy(out + HEAD, body, length);
    return HEAD + length;
}

static size_t frame_fields(uint8_t out[CONVERSATION_MESSAGE], const char *fields)
{
    char body[CONVERSATION_MESSAGE - HEAD];
    struct text text = TEXT_IN(body);
    text_add(&text, fields);
    for (size_t i = 0; i < text.length; i++)
        if (body[i] == '|') body[i] = 0;
    return frame(out, body, text.length);
}

size_t conversation_login(int client, uint8_t out[CONVERSATION_MESSAGE])
{
    char fields[32];
    text_print(fields, "71|2|%d||", client); /* startApi, version 2, no optional capabilities */
    return frame_fields(out, fields);
}

size_t conversation_question(uint8_t out[CONVERSATION_MESSAGE])
{
    return frame_fields(out, "49|1|"); /* reqCurrentTime, version 1 */
}
