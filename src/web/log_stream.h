/* SPDX-License-Identifier: MIT
 *
 * supervisord's /logtail/NAME[/stdout|/stderr] and /mainlogtail: the end of a log, and what comes, without end.
 */
#ifndef WEB_LOG_STREAM_H
#define WEB_LOG_STREAM_H

#include "web/routes.h"

enum {
    LOG_STREAM_BEGIN = 1024, /* bytes of what is there already, unless the query says "last=BYTES" */
    LOG_STREAM_LAST = 256 * 1024 /* the most that may be asked for */
};

/* Both need a trusted request. */
void log_stream_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);
void log_stream_answer_main(const struct site *site, const struct http_request *request, struct http_reply *reply);

/* Splits what follows "/logtail/" into the name and whether the log of its standard error is meant; false: neither. Pure. */
bool log_stream_parse(const char *path, char name[static BOARD_NAME], bool *is_stderr);

#endif
