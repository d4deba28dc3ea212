/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/log_events.h"

#include "base/clock.h"
#include "web/log_stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HTTP_NOT_FOUND = 404, HTTP_SERVER_ERROR = 500 };
enum { EVENT_ROOM = 7 * LOG_EVENTS_PIECE + 256 }; /* a piece of nothing but line ends, each a field of its own */

struct log_events {
    struct http_source source;
    struct log_follow follow;
    int64_t ends_at;
    bool is_new; /* nothing was said yet */
    size_t length, sent; /* of the event */
    char event[EVENT_ROOM];
};

/* ---- the format ---- */

void log_events_encode(const char *bytes, size_t length, const struct log_mark *mark, struct text *text)
{
    for (size_t at = 0; at < length;) {
        size_t end = at;
        while (end < length && bytes[end] != '\n' && bytes[end] != '\r') end++;
        text_add(text, "data: ");
        text_add_bytes(text, bytes + at, end - at);
        text_add(text, "\n");
        at = end + 1;
        if (at < length && bytes[end] == '\r' && bytes[at] == '\n') at++;
    }
    text_format(text, "id: %" PRIx64 "-%" PRIx64 "-%" PRIx64 "\n\n", mark->inode, (uint64_t) mark->offset, mark->hash);
}

bool log_events_parse_id(const char *id, struct log_mark *mark)
{
    uint64_t offset = 0;
    int end = 0;
    if (id[strspn(id, "0123456789abcdef-")] || *id == '-' || strstr(id, "--")) return false; /* sscanf takes signs and blanks */
    int found = sscanf(id, "%16" SCNx64 "-%15" SCNx64 "-%16" SCNx64 "%n", &mark->inode, &offset, &mark->hash, &end);
    mark->offset = (int64_t) offset;
    return found == 3 && id[end] == 0;
}

/* ---- the stream ---- */

/* What of a piece can be told: whole lines, or all of it where no more comes, or the line is too long. */
static size_t tellable(const struct log_events *events, const char *piece, size_t length)
{
    const char *last = length ? memrchr(piece, '\n', length) : NULL;
    if (last) return (size_t) (last - piece) + 1;
    return length == LOG_EVENTS_PIECE || log_follow_is_behind(&events->follow) ? length : 0;
}

static void make_event(struct log_events *events, int64_t now)
{
    char piece[LOG_EVENTS_PIECE];
    bool cut = false;
    struct text text = TEXT_IN(events->event);
    size_t length = log_follow_peek(&events->follow, piece, sizeof piece, &cut);
    length = tellable(events, piece, length);
    log_follow_skip(&events->follow, length);
    if (events->is_new || cut) text_add(&text, "retry: 1000\nevent: anew\ndata: the log begins here\n\n");
    if (length) {
        struct log_mark mark = log_follow_mark(&events->follow);
        log_events_encode(piece, length, &mark, &text);
    }
    bool is_silent = text.length == 0 && events->source.wake_at && now >= events->source.wake_at;
    if (is_silent) text_add(&text, ":\n\n");
    if (text.length) events->source.wake_at = now + LOG_EVENTS_BEAT_MS;
    events->is_new = false;
    events->length = text.length;
    events->sent = 0;
}

static ssize_t on_read(struct http_source *source, char *bytes, size_t room)
{
    struct log_events *events = CONTAINER_OF(source, struct log_events, source);
    if (events->sent == events->length) {
        int64_t now = clock_now_ms();
        if (now >= events->ends_at) return -1;
        make_event(events, now);
    }
    size_t rest = events->length - events->sent, length = rest < room ? rest : room;
    memcpy(bytes, events->event + events->sent, length);
    events->sent += length;
    return (ssize_t) length;
}

static void on_change(struct log_follow *follow)
{
    http_wake(&CONTAINER_OF(follow, struct log_events, follow)->source);
}

static void on_close(struct http_source *source)
{
    struct log_events *events = CONTAINER_OF(source, struct log_events, source);
    log_follow_stop(&events->follow);
    free(events);
}

/* ---- its start ---- */

/* The rest of a line that begins before. */
static void skip_half_line(struct log_follow *follow)
{
    char piece[LOG_EVENTS_PIECE];
    bool cut = false;
    if (follow->position == 0) return;
    size_t length = log_follow_peek(follow, piece, sizeof piece, &cut);
    const char *end = memchr(piece, '\n', length);
    if (end) log_follow_skip(follow, (size_t) (end - piece) + 1);
}

static int begin(struct log_events *events, struct loop *loop, const struct http_request *request, const char *path)
{
    struct log_mark mark;
    int64_t last = LOG_STREAM_BEGIN, now = clock_now_ms();
    const char *header = http_header(request, "Last-Event-ID");
    (void) text_parse_number(http_query(request, "last"), 0, LOG_EVENTS_LAST, &last);
    if (log_follow_start(&events->follow, loop, path, (off_t) last) < 0) return -1;
    bool is_resumed = log_events_parse_id(*header ? header : http_query(request, "after"), &mark)
                      && log_follow_go(&events->follow, &mark);
    events->is_new = !is_resumed;
    if (!is_resumed) skip_half_line(&events->follow);
    events->source.wake_at = now + LOG_EVENTS_BEAT_MS;
    events->ends_at = now + LOG_EVENTS_LIFE_MS;
    return 0;
}

static void answer(const struct site *site, const struct http_request *request, const char *path, struct http_reply *reply)
{
    struct log_events *events = calloc(1, sizeof *events);
    if (!events) {
        reply_with_error(reply, HTTP_SERVER_ERROR, "There is no memory for this.");
        return;
    }
    events->source = (struct http_source) { .read = on_read, .close = on_close };
    events->follow.on_change = on_change;
    if (begin(events, site->loop, request, path) < 0) {
        free(events);
        reply_with_error(reply, HTTP_NOT_FOUND, "There is no such log.");
        return;
    }
    reply->type = "text/event-stream";
    reply->source = &events->source;
}

void log_events_answer(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    char path[BOARD_PATH];
    if (log_stream_find(site, request, "/log-events/", path, reply)) answer(site, request, path, reply);
}

void log_events_answer_main(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    char path[BOARD_PATH];
    if (log_stream_find_main(site, request, path, reply)) answer(site, request, path, reply);
}
