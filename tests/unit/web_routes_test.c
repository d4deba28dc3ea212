/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/action_post.h"
#include "web/bridge.h"
#include "web/collect.h"
#include "web/files.h"
#include "web/log_events.h"
#include "web/log_stream.h"
#include "web/picture.h"
#include "web/routes.h"
#include "web/rpc.h"
#include "web_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* In the place of the files that the build makes. */
const struct web_file web_files[] = { { "style.css", "text/css", (const unsigned char *) "a{}", 3 } };
const size_t web_files_count = 1;
const struct web_file novnc_files[] = { { "novnc/core/rfb.js", "text/javascript", (const unsigned char *) "x", 1 } };
const size_t novnc_files_count = 1;

static char room[1024 * 1024];
static struct http_reply reply;
static struct site site;
static struct snapshot world;

/* In the place of collect.c. */
void collect_snapshot(const struct board *board, const struct config *config, struct snapshot *snapshot)
{
    (void) board, (void) config;
    *snapshot = world;
}

/* In the place of action_post.c. */
void action_answer_confirm(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "confirm\n");
}

void action_answer_post(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "post\n");
}

/* In the place of bridge.c. */
void bridge_answer(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "socket\n");
}

/* In the place of picture.c. */
void picture_answer(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "picture\n");
}

/* In the place of rpc.c and log_stream.c. */
void rpc_answer(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "rpc\n");
}

void log_stream_answer(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of;
    text_format(&to->text, "log %s\n", request->path);
}

void log_events_answer(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of;
    text_format(&to->text, "events %s\n", request->path);
}

void log_events_answer_main(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "main events\n");
}

void log_stream_answer_main(const struct site *of, const struct http_request *request, struct http_reply *to)
{
    (void) of, (void) request;
    text_add(&to->text, "main log\n");
}

static int make(void **state)
{
    (void) state;
    sample_make(&world);
    return 0;
}

static void ask(const char *method, const char *path, const char *known)
{
    struct http_request request = { .method = method, .path = path, .if_none_match = known };
    reply = (struct http_reply) { .text = TEXT_IN(room) };
    room[0] = 0;
    route_answer(&site, &request, &reply);
}

static void every_page_but_the_health_checks_needs_a_login(void **state)
{
    (void) state;
    for (size_t i = 0; i < routes_count; i++) {
        bool open = text_equal(routes[i].path, "/healthz") || text_equal(routes[i].path, "/readyz");
        assert_int_equal(route_needs_authentication(routes[i].path), !open);
    }
    static const char *const nowhere[] = { "", "/x", "/healthz/", "//healthz", "/HEALTHZ", "/readyz\n" };
    for (size_t i = 0; i < ARRAY_LENGTH(nowhere); i++) assert_true(route_needs_authentication(nowhere[i]));
}

static void every_route_answers_get_and_head(void **state)
{
    (void) state;
    static const char *const methods[] = { "GET", "HEAD" };
    for (size_t i = 0; i < 2; i++) {
        ask(methods[i], "/", "");
        assert_int_equal(reply.status, 200);
        assert_non_null(strstr(room, "<!doctype html>"));
        ask(methods[i], "/status.json", "");
        assert_int_equal(reply.status, 200);
        assert_string_equal(reply.type, "application/json");
        ask(methods[i], "/healthz", "");
        assert_string_equal(room, "ok\n");
        ask(methods[i], "/style.css", "");
        assert_int_equal(reply.length, 3);
    }
}

static void a_wrong_method_is_told_the_right_ones(void **state)
{
    (void) state;
    static const char *const methods[] = { "POST", "PUT", "DELETE", "OPTIONS", "get", "" };
    for (size_t i = 0; i < ARRAY_LENGTH(methods); i++) {
        ask(methods[i], "/", "");
        assert_int_equal(reply.status, 405);
        assert_string_equal(reply.allow, "GET, HEAD");
    }
}

static void metrics_tell_each_service_and_session(void **state)
{
    (void) state;
    ask("GET", "/metrics", "");
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.type, "text/plain; version=0.0.4; charset=utf-8");
    assert_non_null(strstr(room, "# TYPE gatehouse_service_state gauge\n"));
    assert_non_null(strstr(room, "gatehouse_service_state{service=\"session\",state=\"RUNNING\"} 1\n"));
    assert_non_null(strstr(room, "gatehouse_service_state{service=\"session\",state=\"FATAL\"} 0\n"));
    assert_non_null(strstr(room, "gatehouse_session_state{mode=\"paper\",state=\"ready\"} 1\n"));
    world.sessions[0].api_latency_ms = -1;
    ask("GET", "/metrics", "");
    assert_non_null(strstr(room, "gatehouse_api_latency_seconds{mode=\"paper\"} NaN\n"));
    world.sessions[0].api_latency_ms = 25;
    ask("GET", "/metrics", "");
    assert_non_null(strstr(room, "gatehouse_api_latency_seconds{mode=\"paper\"} 0.025\n"));
}

static void an_asterisk_stands_for_all_that_begin_so(void **state)
{
    (void) state;
    ask("POST", "/RPC2", "");
    assert_string_equal(room, "rpc\n");
    ask("POST", "/RPC2/", "");
    assert_string_equal(room, "rpc\n");
    ask("GET", "/logtail/web/stderr", "");
    assert_string_equal(room, "log /logtail/web/stderr\n");
    ask("GET", "/log-events/web", "");
    assert_string_equal(room, "events /log-events/web\n");
    ask("GET", "/mainlogtail", "");
    assert_string_equal(room, "main log\n");
    ask("GET", "/RPC2", "");
    assert_int_equal(reply.status, 405);
    assert_string_equal(reply.allow, "POST");
    ask("GET", "/logtail", "");
    assert_int_equal(reply.status, 404);
}

static void what_is_not_there_is_404_whatever_the_method(void **state)
{
    (void) state;
    ask("GET", "/style.css/", "");
    assert_int_equal(reply.status, 404);
    assert_null(reply.allow);
    ask("POST", "/../etc/passwd", "");
    assert_int_equal(reply.status, 404);
    ask("GET", "/live.js", ""); /* a row without its file */
    assert_int_equal(reply.status, 404);
}

static void a_state_that_has_not_changed_is_not_sent_again(void **state)
{
    (void) state;
    char known[HTTP_ETAG];
    ask("GET", "/state", "");
    assert_int_equal(reply.status, 200);
    assert_true(reply.text.length > 0);
    memcpy(known, reply.etag, sizeof known);
    world.now_ms += 1000; /* nothing that is shown has changed */
    ask("GET", "/state", known);
    assert_int_equal(reply.status, 304);
    assert_int_equal(reply.text.length, 0);
    world.relays[0].clients++;
    ask("GET", "/state", known);
    assert_int_equal(reply.status, 200);
    assert_string_not_equal(reply.etag, known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_page_but_the_health_checks_needs_a_login, make),
        cmocka_unit_test_setup(every_route_answers_get_and_head, make),
        cmocka_unit_test_setup(a_wrong_method_is_told_the_right_ones, make),
        cmocka_unit_test_setup(metrics_tell_each_service_and_session, make),
        cmocka_unit_test_setup(an_asterisk_stands_for_all_that_begin_so, make),
        cmocka_unit_test_setup(what_is_not_there_is_404_whatever_the_method, make),
        cmocka_unit_test_setup(a_state_that_has_not_changed_is_not_sent_again, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
