/* SPDX-License-Identifier: MIT */
#include "web/format.h"
#include "web/page.h"
#include "web/status_json.h"
#include "web_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NASTY "</pre><script>alert('1')</script>&\"\x01\xff"
#define NASTY_HTML "&lt;/pre&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;\xef\xbf\xbd\xef\xbf\xbd"
#define NASTY_JSON "</pre><script>alert('1')</script>&\\\"\\u0001\xef\xbf\xbd"

static struct snapshot snapshot;
static char room[1024 * 1024];
static struct text text;

static int make(void **state)
{
    (void) state;
    sample_make(&snapshot);
    text = TEXT_IN(room);
    room[0] = 0;
    return 0;
}

static unsigned count(const char *part)
{
    unsigned found = 0;
    for (const char *at = strstr(room, part); at; at = strstr(at + 1, part)) found++;
    return found;
}

static void durations_and_sizes_read_well(void **state)
{
    (void) state;
    static const struct {
        int64_t seconds;
        const char *words;
    } durations[] = { { -5, "0 s" }, { 59, "59 s" }, { 60, "1 min" }, { 3599, "59 min" }, { 7500, "2 h 05 min" },
                      { 86399, "23 h 59 min" }, { 86400, "1 d 0 h" }, { 273900, "3 d 4 h" } };
    static const struct {
        uint64_t bytes;
        const char *words;
    } sizes[] = { { 0, "0 B" }, { 999, "999 B" }, { 1000, "1.0 KiB" }, { 1434, "1.4 KiB" }, { 10189, "10 KiB" },
                  { 834112, "815 KiB" }, { 73400320, "70 MiB" }, { UINT64_MAX, "16 EiB" } };
    for (size_t i = 0; i < ARRAY_LENGTH(durations); i++) {
        text = TEXT_IN(room);
        format_duration(&text, durations[i].seconds);
        assert_string_equal(room, durations[i].words);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        text = TEXT_IN(room);
        format_bytes(&text, sizes[i].bytes);
        assert_string_equal(room, sizes[i].words);
    }
}

static void counts_are_grouped(void **state)
{
    (void) state;
    format_count(&text, 1234567);
    assert_string_equal(room, "1\xe2\x80\xaf" "234\xe2\x80\xaf" "567");
}

static void the_page_says_what_matters_first(void **state)
{
    (void) state;
    page_render(&snapshot, &text);
    assert_false(text.cut);
    assert_non_null(strstr(room, "<title>Paper: connected since 17:52:10</title>"));
    assert_non_null(strstr(room, "<section class=\"session good\">"));
    assert_non_null(strstr(room, "for 4 h 07 min"));
    assert_non_null(strstr(room, "612 MiB"));
    assert_non_null(strstr(room, "127.0.0.1:4004"));
    assert_true(strstr(room, "Paper: connected") < strstr(room, "Services"));
    assert_non_null(strstr(room, "<noscript><meta http-equiv=\"refresh\""));
}

static void every_service_is_shown(void **state)
{
    (void) state;
    page_render_state(&snapshot, &text);
    assert_int_equal(count("rowheader"), 3);
    assert_non_null(strstr(room, "x11vnc"));
    text = TEXT_IN(room);
    status_json_render(&snapshot, &text);
    assert_non_null(strstr(room, "x11vnc"));
}

static void the_log_of_gatehouse_itself_is_for_whoever_is_logged_in(void **state)
{
    (void) state;
    text_print(snapshot.init.main_log, "/data/log/gatehouse.log");
    page_render_state(&snapshot, &text);
    assert_int_equal(count("href=\"supervisor\""), 0);
    snapshot.may_act = true;
    page_render_state(&snapshot, &text);
    assert_int_equal(count("href=\"supervisor\""), 1);
    text = TEXT_IN(room);
    page_render_supervisor(&snapshot, "second", "first line\n<second> line\n", &text);
    assert_int_equal(count("data-from=\"supervisor-state\""), 1);
    assert_int_equal(count("data-events=\"mainlog-events\""), 1);
    assert_int_equal(count("&lt;second&gt; line\n"), 1);
    assert_int_equal(count("first line"), 0);
}

static void the_loudest_session_is_in_the_title(void **state)
{
    (void) state;
    struct board_service *second = &snapshot.init.services[snapshot.init.count++];
    *second = (struct board_service) { .name = "session-paper", .part = BOARD_PART_SESSION, .instance = 1, .pid = 40, .state = SERVICE_RUNNING };
    snapshot.sessions[0].paper = false;
    snapshot.sessions[1] = (struct board_session) { .state = SESSION_NEEDS_HUMAN, .paper = true };
    snapshot_settle(&snapshot);
    page_render_state(&snapshot, &text);
    assert_non_null(strstr(room, "data-title=\"⚠ Paper: needs you\""));
    assert_int_equal(count("<h1"), 2);
}

static void no_text_can_leave_its_place(void **state)
{
    (void) state;
    text_print(snapshot.init.services[SAMPLE_SESSION].name, "session");
    text_print(snapshot.init.services[SAMPLE_SESSION].alias, "<i>&\"");
    text_print(snapshot.init.services[SAMPLE_SESSION].reason, "%s", NASTY);
    text_print(snapshot.sessions[0].reason, "%s", NASTY);
    text_print(snapshot.sessions[0].windows, "%s", NASTY);
    text_print(snapshot.time_zone, "%s", NASTY);
    text_print(snapshot.relay_address, "%s", NASTY);
    page_render(&snapshot, &text);
    assert_int_equal(count(NASTY_HTML), 5);
    assert_int_equal(count("<script"), 1); /* ours */
    assert_null(strstr(room, "<i>"));
    assert_null(strchr(room, 1));
    text = TEXT_IN(room);
    status_json_render(&snapshot, &text);
    assert_int_equal(count(NASTY_JSON), 5);
}

static void unknown_windows_are_shown_and_none_is_no_box(void **state)
{
    (void) state;
    page_render_state(&snapshot, &text);
    assert_int_equal(count("class=\"windows\""), 0);
    text_print(snapshot.sessions[0].windows, "Login Messenger\n  You have mail");
    text = TEXT_IN(room);
    page_render_state(&snapshot, &text);
    assert_non_null(strstr(room, "A window nobody knows is open</h3>\n<pre>Login Messenger\n  You have mail</pre>"));
}

static void the_fullest_board_fits(void **state)
{
    (void) state;
    snapshot.init.count = BOARD_SERVICES;
    for (unsigned i = 0; i < BOARD_SERVICES; i++) {
        struct board_service *service = &snapshot.init.services[i];
        memset(service->alias, '"', sizeof service->alias);
        memset(service->reason, '"', sizeof service->reason);
        if (i > 1) memset(service->name, '"', sizeof service->name);
    }
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        memset(snapshot.sessions[i].windows, 1, sizeof snapshot.sessions[i].windows);
        memset(snapshot.sessions[i].reason, 1, sizeof snapshot.sessions[i].reason);
    }
    snapshot_settle(&snapshot);
    page_render(&snapshot, &text);
    assert_false(text.cut);
    text = TEXT_IN(room);
    status_json_render(&snapshot, &text);
    assert_false(text.cut);
}

static void trouble_with_the_supervisor_is_a_banner(void **state)
{
    (void) state;
    page_render_state(&snapshot, &text);
    assert_null(strstr(room, "role=\"alert\""));
    snapshot.init_alive = false;
    text = TEXT_IN(room);
    page_render_state(&snapshot, &text);
    assert_non_null(strstr(room, "role=\"alert\">The supervisor is gone"));
}

static void the_json_has_its_promised_shape(void **state)
{
    (void) state;
    struct board_session *session = &snapshot.sessions[0];
    session->plan = PLAN_RESTART;
    session->plan_ms = 1795390000000;
    session->upstream = UPSTREAM_CONNECTED;
    session->api_latency_ms = 3;
    session->attempts_in_hour = 1;
    session->budget = 6;
    snapshot.relays[0].to_gateway.messages = 7;
    snapshot.relays[0].refused_by[REFUSED_HTTP] = 12;
    snapshot.clients[0] = (struct board_clients) { .count = 1 };
    snapshot.clients[0].clients[0] = (struct board_client) { .address = "127.0.0.1:50123", .since = 1795384700, .version = 176,
        .has_client_id = true, .client_id = 7, .bytes_to_gateway = 90,
        .to_gateway = { .messages = 2, .type_count = 2, .types = { { 71, 1 }, { 9999, 1 } } } };
    status_json_render(&snapshot, &text);
    assert_string_equal(room,
        "{\"version\":\"" GATEHOUSE_VERSION "\",\"now_ms\":1795384800000,\"time_zone\":\"UTC\",\"ready\":true,"
        "\"supervisor\":{\"alive\":true,\"stopping\":false,\"trouble\":null,\"pid\":1,\"started_at\":1795294800,\"memory\":1048576,"
        "\"orphans\":0},"
        "\"sessions\":[{\"service\":\"session\",\"mode\":\"paper\",\"state\":\"ready\",\"health\":\"unknown\",\"ready\":true,"
        "\"tone\":\"good\",\"headline\":\"Paper: connected since 17:52:10\",\"detail\":\"\",\"since_ms\":1795369930000,"
        "\"attempts\":1,\"java_pid\":30,\"api_port\":4002,\"windows\":\"\",\"plan\":\"restart\",\"plan_ms\":1795390000000,"
        "\"next_start_ms\":null,\"upstream\":\"connected\",\"api_latency_ms\":3,\"attempts_in_hour\":1,\"budget\":6}],"
        "\"relays\":[{\"service\":\"relay\",\"mode\":\"paper\",\"address\":\"127.0.0.1\",\"port\":4004,"
        "\"accepting\":true,\"clients\":2,\"accepted\":1431,\"refused\":12,\"bytes_to_gateway\":834112,"
        "\"bytes_to_client\":73400320,\"messages_to_gateway\":7,\"messages_to_client\":0,\"refused_by\":{\"http\":12},"
        "\"connected\":[{\"address\":\"127.0.0.1:50123\",\"client_id\":7,\"version\":176,\"since\":1795384700,"
        "\"opaque\":false,\"bytes_to_gateway\":90,\"bytes_to_client\":0,\"messages_to_gateway\":2,"
        "\"messages_to_client\":0,\"types_to_gateway\":{\"startApi\":1,\"9999\":1},\"types_to_client\":{}}]}],"
        "\"services\":[{\"name\":\"session\",\"alias\":\"ibc\",\"state\":\"RUNNING\",\"pid\":21,"
        "\"started_at\":1795377300,\"stopped_at\":null,\"changed_at_ms\":1795377400000,\"seconds\":7500,\"restarts\":0,"
        "\"exit_status\":0,\"memory\":641728512,\"reason\":\"\",\"note\":\"\",\"tone\":\"good\"},"
        "{\"name\":\"relay\",\"alias\":\"socat\",\"state\":\"RUNNING\",\"pid\":22,"
        "\"started_at\":1795377300,\"stopped_at\":null,\"changed_at_ms\":1795377400000,\"seconds\":7500,\"restarts\":0,"
        "\"exit_status\":0,\"memory\":null,\"reason\":\"\",\"note\":\"\",\"tone\":\"good\"},"
        "{\"name\":\"x11vnc\",\"alias\":\"\",\"state\":\"STOPPED\",\"pid\":null,"
        "\"started_at\":1795377300,\"stopped_at\":null,\"changed_at_ms\":1795377400000,\"seconds\":7400,\"restarts\":0,"
        "\"exit_status\":0,\"memory\":null,\"reason\":\"\",\"note\":\"\",\"tone\":\"quiet\"}]}\n");
}

static void an_empty_board_is_valid_json(void **state)
{
    (void) state;
    snapshot = (struct snapshot) { .now_ms = 1 };
    snapshot_settle(&snapshot);
    status_json_render(&snapshot, &text);
    assert_non_null(strstr(room, "\"sessions\":[],\"relays\":[],\"services\":[]}\n"));
    text = TEXT_IN(room);
    page_render(&snapshot, &text);
    assert_non_null(strstr(room, "The supervisor has not started yet."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(durations_and_sizes_read_well, make),
        cmocka_unit_test_setup(counts_are_grouped, make),
        cmocka_unit_test_setup(the_page_says_what_matters_first, make),
        cmocka_unit_test_setup(every_service_is_shown, make),
        cmocka_unit_test_setup(the_log_of_gatehouse_itself_is_for_whoever_is_logged_in, make),
        cmocka_unit_test_setup(the_loudest_session_is_in_the_title, make),
        cmocka_unit_test_setup(no_text_can_leave_its_place, make),
        cmocka_unit_test_setup(unknown_windows_are_shown_and_none_is_no_box, make),
        cmocka_unit_test_setup(the_fullest_board_fits, make),
        cmocka_unit_test_setup(trouble_with_the_supervisor_is_a_banner, make),
        cmocka_unit_test_setup(the_json_has_its_promised_shape, make),
        cmocka_unit_test_setup(an_empty_board_is_valid_json, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
