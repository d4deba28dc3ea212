/* SPDX-License-Identifier: MIT */
#include "web/log_stream.h"

#include "web/log_follow.h"
#include "web/processes.h"

#include <stdlib.h>
#include <string.h>

enum { HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404, HTTP_SERVER_ERROR = 500 };

struct log_stream {
    struct http_source source;
    struct log_follow follow;
};

static void on_change(struct log_follow *follow)
{
    http_wake(&CONTAINER_OF(follow, struct log_stream, follow)->source);
}

static ssize_t on_read(struct http_source *source, char *bytes, size_t room)
{
    struct log_stream *stream = CONTAINER_OF(source, struct log_stream, source);
    return (ssize_t) log_follow_read(&stream->follow, bytes, room);
}

static void on_close(struct http_source *source)
{
    struct log_stream *stream = CONTAINER_OF(source, struct log_stream, source);
    log_follow_stop(&stream->follow);
    free(stream);
}

static void stream_file(const struct site *site, const char *path, struct http_reply *reply)
{
    struct log_stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        reply_with_error(reply, HTTP_SERVER_ERROR, "There is no memory for this.");
        return;
    }
    stream->source = (struct http_source) { .read = on_read, .close = on_close };
    stream->follow.on_change = on_change;
    if (log_follow_start(&stream->follow, site->loop, path, LOG_STREAM_BEGIN) < 0) {
        free(stream);
        reply_with_error(reply, HTTP_NOT_FOUND, "There is no such log.");
        return;
    }
    reply->type = "text/plain;charset=utf-8";
    reply->source = &stream->source;
}

static bool is_forbidden(const struct http_request *request, struct http_reply *reply)
{
    if (request->trusted) return false;
    reply_with_error(reply, HTTP_FORBIDDEN, "Logs need a login: set SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS.");
    return true;
}

bool log_stream_parse(const char *path, char name[static BOARD_NAME], bool *is_stderr)
{
    size_t length = strcspn(path, "/");
    if (length == 0 || length >= BOARD_NAME) return false;
    text_print_in(name, BOARD_NAME, "%.*s", (int) length, path);
    *is_stderr = text_equal(path + length, "/stderr");
    return *is_stderr || path[length] == 0 || text_equal(path + length, "/stdout");
}

bool log_stream_find(const struct site *site, const struct http_request *request, const char *prefix,
                     char path[static BOARD_PATH], struct http_reply *reply)
{
    struct board_init init;
    char name[BOARD_NAME];
    bool is_stderr = false;
    if (is_forbidden(request, reply)) return false;
    board_read_init(site->board, &init);
    bool is_well_formed = log_stream_parse(request->path + strlen(prefix), name, &is_stderr);
    int index = is_well_formed ? processes_find(&init, name) : PROCESS_NONE;
    path[0] = 0;
    if (index != PROCESS_NONE)
        text_print_in(path, BOARD_PATH, "%s", is_stderr ? init.services[index].stderr_log : init.services[index].stdout_log);
    if (!*path) reply_with_error(reply, HTTP_NOT_FOUND, "There is no such log.");
    return *path != 0;
}

void log_stream_answer(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    char path[BOARD_PATH];
    if (log_stream_find(site, request, "/logtail/", path, reply)) stream_file(site, path, reply);
}

bool log_stream_find_main(const struct site *site, const struct http_request *request, char path[static BOARD_PATH],
                          struct http_reply *reply)
{
    struct board_init init;
    if (is_forbidden(request, reply)) return false;
    board_read_init(site->board, &init);
    text_print_in(path, BOARD_PATH, "%s", init.main_log);
    if (!*path) reply_with_error(reply, HTTP_NOT_FOUND, "There is no such log.");
    return *path != 0;
}

void log_stream_answer_main(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    char path[BOARD_PATH];
    if (log_stream_find_main(site, request, path, reply)) stream_file(site, path, reply);
}
