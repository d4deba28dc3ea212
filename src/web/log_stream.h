/* SPDX-License-Identifier: MIT
 *
 * supervisord's /logtail/NAME[/stdout|/stderr] and /mainlogtail: the end of a log, and what comes, without end.
 */
#ifndef WEB_LOG_STREAM_H
#define WEB_LOG_STREAM_H

#include "web/routes.h"

enum { LOG_STREAM_BEGIN = 1024 /* bytes of what is there already, which come first */ };

/* Both need a trusted request. */
void log_stream_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);
void log_stream_answer_main(const struct site *site, const struct http_request *request, struct http_reply *reply);

/* The file of the log that follows `prefix` in the request's path: NAME[/stdout|/stderr]. False: the reply says why not. */
bool log_stream_find(const struct site *site, const struct http_request *request, const char *prefix,
                     char path[static BOARD_PATH], struct http_reply *reply);

/* The same for gatehouse's own. */
bool log_stream_find_main(const struct site *site, const struct http_request *request, char path[static BOARD_PATH],
                          struct http_reply *reply);

/* Splits what follows "/logtail/" into the name and whether the log of its standard error is meant; false: neither. Pure. */
bool log_stream_parse(const char *path, char name[static BOARD_NAME], bool *is_stderr);

#endif
