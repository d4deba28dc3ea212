/* SPDX-License-Identifier: MIT */
#include "web/page.h"

#include "web/action.h"
#include "web/format.h"
#include "web/html.h"
#include "web/view.h"

#include <inttypes.h>

/* ---- sessions: the sentence that matters ---- */

/* What is known beside the state: what comes next, and how well it answers. */
static void add_session_plan(const struct snapshot *snapshot, const struct board_session *session, struct text *text)
{
    if (session->plan != PLAN_NONE && session->plan_ms > snapshot->now_ms) {
        text_format(text, "<span>next %s ", session_plan_name(session->plan));
        format_moment(text, session->plan_ms / 1000, snapshot->now_ms / 1000);
        text_add(text, "</span> ");
    }
    if (session->next_start_ms > snapshot->now_ms) {
        text_add(text, "<span>next attempt at ");
        format_moment(text, session->next_start_ms / 1000, snapshot->now_ms / 1000);
        text_add(text, "</span> ");
    }
    if (session->state == SESSION_READY && session->health > HEALTH_GOOD)
        text_format(text, "<span>API: %s</span> ", session_health_name(session->health));
    else if (session->state == SESSION_READY && session->api_latency_ms >= 0)
        text_format(text, "<span>API answers in %" PRId32 " ms</span> ", session->api_latency_ms);
}

static void add_session_facts(const struct snapshot *snapshot, const struct board_session *session, struct text *text)
{
    text_add(text, "<p class=\"facts\">");
    if (session->since_ms > 0) {
        text_add(text, "<span>for ");
        format_duration(text, (snapshot->now_ms - session->since_ms) / 1000);
        text_add(text, "</span> ");
    }
    add_session_plan(snapshot, session, text);
    if (session->attempts > 0 && session->state != SESSION_READY)
        text_format(text, "<span>%" PRIu32 " login attempt%s</span> ", session->attempts,
                    session->attempts == 1 ? "" : "s");
    text_add(text, "</p>\n");
}

static void add_windows(const char *windows, struct text *text)
{
    text_add(text, "<div class=\"windows\"><h3>A window nobody knows is open</h3>\n<pre>");
    text_add_html(text, windows);
    text_add(text, "</pre>\n<p>Nothing is clicked in a window that is not known. Answer it on the gateway’s screen."
                   "</p></div>\n");
}

static void add_session(const struct snapshot *snapshot, unsigned instance, struct text *text)
{
    const struct board_session *session = &snapshot->sessions[instance];
    struct session_view view;
    view_session(snapshot, instance, &view);
    text_format(text, "<section class=\"session %s\">\n<h1 aria-live=\"polite\">", tone_name(view.tone));
    text_add_html(text, view.headline);
    text_add(text, "</h1>\n");
    if (view.detail[0]) {
        text_add(text, "<p class=\"detail\">");
        text_add_html(text, view.detail);
        text_add(text, "</p>\n");
    }
    add_session_facts(snapshot, session, text);
    if (session->windows[0]) add_windows(session->windows, text);
    const struct board_service *service = snapshot_session_service(snapshot, instance);
    if (view.tone >= TONE_ACT) action_add_links(snapshot, service, text);
    text_add(text, "</section>\n");
}

/* ---- services ---- */

/* Roles are spelled out because a table that style.css lays out as cards is no table to screen readers otherwise. */
static void cell_begin(struct text *text, const char *label)
{
    text_format(text, "<td role=\"cell\" data-label=\"%s\">", label);
}

static void add_service_reason(const struct board_service *service, struct text *text)
{
    if (!service->reason[0]) return;
    text_add(text, "<tr role=\"row\" class=\"reason\"><td role=\"cell\" colspan=\"6\">");
    text_add_html(text, service->reason);
    text_add(text, "</td></tr>\n");
}

static void add_service_name(const struct snapshot *snapshot, const struct board_service *service, struct text *text)
{
    text_add(text, "<th role=\"rowheader\" scope=\"row\">");
    if (snapshot->may_act) {
        text_add(text, "<a href=\"service?name=");
        html_add_query(text, service->name);
        text_add(text, "\">");
    }
    text_add_html(text, service->name);
    if (snapshot->may_act) text_add(text, "</a>");
    if (service->alias[0]) {
        text_add(text, " <small>");
        text_add_html(text, service->alias);
        text_add(text, "</small>");
    }
    text_add(text, "</th>");
}

static void add_service(const struct snapshot *snapshot, uint32_t index, struct text *text)
{
    const struct board_service *service = &snapshot->init.services[index];
    int64_t seconds = view_service_seconds(snapshot, service);
    text_format(text, "<tr role=\"row\"%s>", service->reason[0] ? " class=\"explained\"" : "");
    add_service_name(snapshot, service, text);
    text_add(text, "<td role=\"cell\">");
    html_state(text, tone_name(view_service_tone(service->state)), service_state_name(service->state));
    text_add(text, "</td>");
    cell_begin(text, "for");
    if (seconds >= 0) format_duration(text, seconds);
    else text_add(text, "–");
    text_add(text, "</td>");
    cell_begin(text, "memory");
    if (snapshot->memory[index] > 0) format_bytes(text, snapshot->memory[index]);
    else text_add(text, "–");
    text_add(text, "</td>");
    cell_begin(text, "restarts");
    text_format(text, "%" PRIu32 "</td>", service->restarts);
    cell_begin(text, "pid");
    if (service->pid > 0) text_format(text, "%" PRId32 "</td></tr>\n", service->pid);
    else text_add(text, "–</td></tr>\n");
    add_service_reason(service, text);
}

static void add_services(const struct snapshot *snapshot, struct text *text)
{
    text_add(text, "<section class=\"panel\">\n<h2>Services</h2>\n<table role=\"table\" class=\"services\">\n"
                   "<thead role=\"rowgroup\"><tr role=\"row\">");
    static const char *const columns[] = { "Name", "State", "For", "Memory", "Restarts", "PID" };
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
        text_format(text, "<th role=\"columnheader\" scope=\"col\">%s</th>", columns[i]);
    text_add(text, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for (uint32_t i = 0; i < snapshot->init.count; i++) add_service(snapshot, i, text);
    text_add(text, "</tbody>\n</table>\n</section>\n");
}

/* ---- the document ---- */

/* For the browser's tab: the headline of the session that most needs somebody. */
static void page_title(const struct snapshot *snapshot, char *out, size_t room)
{
    struct session_view loudest = { .tone = TONE_QUIET, .headline = "no session" };
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        struct session_view view;
        if (!snapshot_session_service(snapshot, i)) continue;
        view_session(snapshot, i, &view);
        if (view.tone >= loudest.tone) loudest = view;
    }
    text_print_in(out, room, "%s%s", loudest.tone >= TONE_ACT ? "⚠ " : "", loudest.headline);
}

void page_render_state(const struct snapshot *snapshot, struct text *text)
{
    const char *trouble = view_supervisor_trouble(snapshot);
    char title[VIEW_TEXT + 8];
    page_title(snapshot, title, sizeof title);
    text_add(text, "<main id=\"state\" data-title=\"");
    text_add_html(text, title);
    text_add(text, "\">\n");
    if (trouble) text_format(text, "<p class=\"banner\" role=\"alert\">%s</p>\n", trouble);
    text_add(text, "<div class=\"sessions\">\n");
    for (unsigned i = 0; i < BOARD_INSTANCES; i++)
        if (snapshot_session_service(snapshot, i)) add_session(snapshot, i, text);
    text_add(text, "</div>\n<div class=\"panels\">\n");
    add_services(snapshot, text);
    text_add(text, "<div class=\"column\">\n");
    for (unsigned i = 0; i < BOARD_INSTANCES; i++)
        if (snapshot_relay_service(snapshot, i)) page_add_relay(snapshot, i, text);
    page_add_supervisor(snapshot, text);
    text_add(text, "</div>\n</div>\n</main>\n");
}

void page_begin_live(const struct snapshot *snapshot, const char *title, const char *script, unsigned refresh_s, struct text *text)
{
    html_begin(text, title, script, refresh_s);
    text_add(text, "<p id=\"live\" role=\"status\">as of ");
    format_time(text, snapshot->now_ms / 1000);
    text_add(text, "</p></header>\n");
}

void page_render(const struct snapshot *snapshot, struct text *text)
{
    char title[VIEW_TEXT + 8];
    page_title(snapshot, title, sizeof title);
    page_begin_live(snapshot, title, "live.js", 5, text);
    page_render_state(snapshot, text);
    if (snapshot->may_act)
        text_add(text, "<section class=\"panel\" id=\"screen\">\n<h2>The gateway’s screen <small><a href=\"screen\">"
                       "look and type</a></small></h2>\n<a href=\"screen\">"
                       "<img id=\"picture\" src=\"screen.png\" alt=\"A picture of the gateway’s screen\"></a>\n</section>\n");
    else
        text_add(text, "<p class=\"hint\">Only the state is shown. With SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS set, logs, "
                       "actions and the gateway’s screen are here too.</p>\n");
    html_end(snapshot, text);
}
