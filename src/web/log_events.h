/* SPDX-License-Identifier: MIT
 *
 * /log-events/NAME[/stdout|/stderr] and /mainlog-events: a log as server-sent events, for the page. An event is some whole
 * lines; its id is the place behind them, so that who comes back with Last-Event-ID, as browsers do by themselves, misses nothing
 * and sees nothing twice, rotations included. An event named "anew" says that what was seen so far is not what the next lines
 * follow.
 */
#ifndef WEB_LOG_EVENTS_H
#define WEB_LOG_EVENTS_H

#include "web/log_follow.h"
#include "web/routes.h"

enum {
    LOG_EVENTS_LAST = 256 * 1024, /* the most of what is there already that may be asked for */
    LOG_EVENTS_PIECE = 4096, /* bytes of a log in one event; a longer line becomes two */
    LOG_EVENTS_BEAT_MS = 15000, /* between signs of life on a silent stream, so that proxies keep it */
    LOG_EVENTS_LIFE_MS = 600000 /* then it ends: a browser that is still there comes back */
};

/* Needs a trusted request. The query may say how many bytes of what is there come first ("last"), and, where no header can,
 * where to go on ("after"). */
void log_events_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);

/* The same for gatehouse's own log. */
void log_events_answer_main(const struct site *site, const struct http_request *request, struct http_reply *reply);

/* Pure: adds an event of these bytes, each line a field; '\r' ends a line too. */
void log_events_encode(const char *bytes, size_t length, const struct log_mark *mark, struct text *text);

/* Pure: false for what is no id of ours. */
bool log_events_parse_id(const char *id, struct log_mark *mark);

#endif
