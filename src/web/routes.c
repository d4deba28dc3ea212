/* SPDX-License-Identifier: MIT */
#include "web/routes.h"

#include "web/action_post.h"
#include "web/bridge.h"
#include "web/collect.h"
#include "web/files.h"
#include "web/health.h"
#include "web/log_events.h"
#include "web/log_stream.h"
#include "web/log_window.h"
#include "web/metrics.h"
#include "web/page.h"
#include "web/picture.h"
#include "web/processes.h"
#include "web/rpc.h"
#include "web/status_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HTTP_OK = 200, HTTP_NOT_MODIFIED = 304, HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404, HTTP_METHOD_NOT_ALLOWED = 405 };
enum { SHOWN_OF_LOG = 64 * 1024 };

#define HTML "text/html; charset=utf-8"
#define JSON "application/json"

static void collect(const struct site *site, const struct http_request *request, struct snapshot *snapshot)
{
    collect_snapshot(site->board, site->config, snapshot);
    snapshot->may_act = request->trusted;
}

static void answer_page(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    collect(site, request, &snapshot);
    reply->type = HTML;
    page_render(&snapshot, &reply->text);
}

/* Asked for every second by each open page: what has not changed costs a few bytes. */
static void answer_if_changed(const struct http_request *request, struct http_reply *reply)
{
    reply->type = HTML;
    text_print(reply->etag, "\"%016" PRIx64 "\"", text_hash(reply->text.bytes, reply->text.length));
    if (!text_equal(request->if_none_match, reply->etag)) return;
    reply->status = HTTP_NOT_MODIFIED;
    reply->text.length = 0;
}

static void answer_state(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    collect(site, request, &snapshot);
    page_render_state(&snapshot, &reply->text);
    answer_if_changed(request, reply);
}

static const struct board_service *find_service(const struct snapshot *snapshot, const struct http_request *request,
                                                struct http_reply *reply)
{
    const char *name = http_query(request, "name");
    int index = *name ? processes_find(&snapshot->init, name) : PROCESS_NONE;
    if (index != PROCESS_NONE) return &snapshot->init.services[index];
    reply_with_error(reply, HTTP_NOT_FOUND, "There is no such service.");
    return NULL;
}

static bool may_read_logs(const struct http_request *request, struct http_reply *reply)
{
    if (request->trusted) return true;
    reply_with_error(reply, HTTP_FORBIDDEN, "Logs need a login: set SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS.");
    return false;
}

/* What is shown of a log; the caller frees its bytes. "" where there is none. */
static const char *read_end(const char *path, struct log_window *log)
{
    return *path && log_window_read(path, -SHOWN_OF_LOG, 0, log) == LOG_WINDOW_OK ? log->bytes : "";
}

static void answer_service(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    struct log_window log = { 0 };
    if (!may_read_logs(request, reply)) return;
    collect(site, request, &snapshot);
    const struct board_service *service = find_service(&snapshot, request, reply);
    if (!service) return;
    reply->type = HTML;
    const char *end = read_end(service->stdout_log, &log);
    page_render_service(&snapshot, service, http_query(request, "filter"), end, &reply->text);
    free(log.bytes);
}

static void answer_service_state(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    collect(site, request, &snapshot);
    const struct board_service *service = find_service(&snapshot, request, reply);
    if (!service) return;
    page_render_service_state(&snapshot, service, &reply->text);
    answer_if_changed(request, reply);
}

static void answer_supervisor(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    struct log_window log = { 0 };
    if (!may_read_logs(request, reply)) return;
    collect(site, request, &snapshot);
    reply->type = HTML;
    const char *end = read_end(snapshot.init.main_log, &log);
    page_render_supervisor(&snapshot, http_query(request, "filter"), end, &reply->text);
    free(log.bytes);
}

static void answer_supervisor_state(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    collect(site, request, &snapshot);
    page_render_supervisor_state(&snapshot, &reply->text);
    answer_if_changed(request, reply);
}

static void answer_status(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    (void) request;
    struct snapshot snapshot;
    collect_snapshot(site->board, site->config, &snapshot);
    reply->type = JSON;
    status_json_render(&snapshot, &reply->text);
}

static void answer_metrics(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    (void) request;
    struct snapshot snapshot;
    collect_snapshot(site->board, site->config, &snapshot);
    reply->type = METRICS_TYPE;
    metrics_render(&snapshot, &reply->text);
}

static void answer_alive(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    (void) request;
    struct snapshot snapshot;
    collect_snapshot(site->board, site->config, &snapshot);
    reply->status = health_alive(&snapshot, &reply->text);
}

static void answer_ready(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    (void) request;
    struct snapshot snapshot;
    collect_snapshot(site->board, site->config, &snapshot);
    reply->status = health_ready(&snapshot, &reply->text);
}

static const struct web_file *find_file(const struct web_file *files, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(files[i].name, name)) return &files[i];
    return NULL;
}

static void answer_file(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    (void) site;
    const struct web_file *file = find_file(web_files, web_files_count, request->path + 1);
    if (!file) file = find_file(novnc_files, novnc_files_count, request->path + 1);
    if (!file) {
        reply_with_error(reply, HTTP_NOT_FOUND, "There is nothing here.");
        return;
    }
    reply->type = file->type;
    reply->bytes = file->bytes;
    reply->length = file->length;
}

static void answer_screen(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    collect(site, request, &snapshot);
    if (!request->trusted) {
        reply_with_error(reply, HTTP_FORBIDDEN, "The screen needs a login: set SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS.");
        return;
    }
    reply->type = HTML;
    bool has_vnc = processes_find(&snapshot.init, "x11vnc") != PROCESS_NONE;
    page_render_screen(&snapshot, has_vnc, novnc_files_count > 0, &reply->text);
}

const struct route routes[] = {
    { "GET", "/", true, answer_page },
    { "GET", "/state", true, answer_state },
    { "GET", "/service", true, answer_service },
    { "GET", "/service-state", true, answer_service_state },
    { "GET", "/supervisor", true, answer_supervisor },
    { "GET", "/supervisor-state", true, answer_supervisor_state },
    { "GET", "/confirm", true, action_answer_confirm },
    { "POST", "/action", true, action_answer_post },
    { "GET", "/screen", true, answer_screen },
    { "GET", "/screen/socket", true, bridge_answer },
    { "GET", "/screen.js", true, answer_file },
    { "GET", "/novnc/*", true, answer_file },
    { "GET", "/screen.png", true, picture_answer },
    { "GET", "/status.json", true, answer_status },
    { "GET", "/style.css", true, answer_file },
    { "GET", "/live.js", true, answer_file },
    { "GET", "/service.js", true, answer_file },
    { "GET", "/icon.svg", true, answer_file },
    { "GET", "/metrics", true, answer_metrics },
    { "POST", "/RPC2*", true, rpc_answer },
    { "GET", "/logtail/*", true, log_stream_answer },
    { "GET", "/mainlogtail*", true, log_stream_answer_main },
    { "GET", "/log-events/*", true, log_events_answer },
    { "GET", "/mainlog-events", true, log_events_answer_main },
    { "GET", "/healthz", false, answer_alive },
    { "GET", "/readyz", false, answer_ready },
};

const size_t routes_count = ARRAY_LENGTH(routes);

static bool leads_to(const struct route *route, const char *path)
{
    size_t length = strlen(route->path);
    if (route->path[length - 1] == '*') return strncmp(path, route->path, length - 1) == 0;
    return text_equal(route->path, path);
}

const struct route *route_find(const char *method, const char *path)
{
    const char *wanted = text_equal(method, "HEAD") ? "GET" : method;
    for (size_t i = 0; i < routes_count; i++)
        if (leads_to(&routes[i], path) && text_equal(routes[i].method, wanted)) return &routes[i];
    return NULL;
}

bool route_needs_authentication(const char *path)
{
    for (size_t i = 0; i < routes_count; i++)
        if (leads_to(&routes[i], path)) return routes[i].needs_authentication;
    return true;
}

/* The Allow header for a path, or NULL where there is nothing. */
static const char *allowed(const char *path)
{
    bool get = route_find("GET", path) != NULL, post = route_find("POST", path) != NULL;
    if (get && post) return "GET, HEAD, POST";
    if (get) return "GET, HEAD";
    return post ? "POST" : NULL;
}

void route_answer(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    const struct route *route = route_find(request->method, request->path);
    reply->status = HTTP_OK;
    if (route) {
        route->answer(site, request, reply);
        return;
    }
    reply->allow = allowed(request->path);
    if (reply->allow) reply_with_error(reply, HTTP_METHOD_NOT_ALLOWED, "This is not done with that method.");
    else reply_with_error(reply, HTTP_NOT_FOUND, "There is nothing here.");
}
