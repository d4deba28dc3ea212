/* SPDX-License-Identifier: MIT
 *
 * What of a request's line and headers we read ourselves: the path of a log, the place in it, the name of
 * a process, the Host, the login.
 */
#include "web/http.h"
#include "web/processes.h"
#include "web/log_events.h"
#include "web/log_stream.h"
#include "web/login.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* In the place of the server's. */
void http_wake(struct http_source *source)
{
    (void) source;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct board_init init = { .count = 3,
                                      .services = { { .name = "web", .alias = "w" }, { .name = "bots:a" }, { .name = "bots:b" } } };
    char name[BOARD_NAME], group[BOARD_NAME];
    bool is_stderr = false;
    char *text = malloc(length + 1);
    if (!text) return 0;
    if (length) memcpy(text, bytes, length);
    text[length] = 0;
    if (log_stream_parse(text, name, &is_stderr) && (strchr(name, '/') || !*name)) abort();
    int index = processes_find(&init, text);
    if (index < PROCESS_NONE || index >= (int) init.count) abort();
    if (processes_is_group(&init, text, group) && !text_equal(group, "web:*") && !text_equal(group, "bots:*")) abort();
    struct log_mark mark;
    if (log_events_parse_id(text, &mark) && mark.offset < 0) abort();
    (void) http_host_is_private(text);
    char room[LOGIN_ROOM];
    struct credentials given = login_decode(text, room);
    if (given.user && (given.user != room || given.password != room + strlen(room) + 1)) abort();
    free(text);
    return 0;
}
