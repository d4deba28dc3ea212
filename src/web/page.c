/* SPDX-License-Identifier: MIT */
#include "web/page.h"

#include "web/format.h"
#include "web/view.h"

#include <inttypes.h>

/* ---- small parts ---- */

/* A name and a number below each other, in a <dl class="figures">. Between begin and end comes the number. */
static void figure_begin(struct text *text, const char *name)
{
    text_format(text, "<div><dt>%s</dt><dd>", name);
}

static void figure_end(struct text *text)
{
    text_add(text, "</dd></div>\n");
}

static void add_figure_count(struct text *text, const char *name, uint64_t count)
{
    figure_begin(text, name);
    format_count(text, count);
    figure_end(text);
}

static void add_figure_bytes(struct text *text, const char *name, uint64_t bytes)
{
    figure_begin(text, name);
    format_bytes(text, bytes);
    figure_end(text);
}

static const char *mode_name(const struct snapshot *snapshot, unsigned instance)
{
    return snapshot->sessions[instance].paper ? "Paper" : "Live";
}

/* ---- sessions: the sentence that matters ---- */

static void add_session_facts(const struct snapshot *snapshot, const struct board_session *session, struct text *text)
{
    text_add(text, "<p class=\"facts\">");
    if (session->since_ms > 0) {
        text_add(text, "<span>for ");
        format_duration(text, (snapshot->now_ms - session->since_ms) / 1000);
        text_add(text, "</span> ");
    }
    if (session->attempts > 0)
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
    text_add(text, "</section>\n");
}

/* ---- relays ---- */

static void add_address(struct text *text, const char *address, int port)
{
    bool is_v6 = false;
    for (const char *at = address; *at; at++) is_v6 |= *at == ':';
    text_add(text, is_v6 ? "[" : "");
    text_add_html(text, address);
    text_format(text, "%s:%d", is_v6 ? "]" : "", port);
}

static void add_relay(const struct snapshot *snapshot, unsigned instance, struct text *text)
{
    const struct board_relay *relay = &snapshot->relays[instance];
    text_format(text, "<section class=\"panel\">\n<h2>%s API for clients <small>", mode_name(snapshot, instance));
    add_address(text, snapshot->relay_address, snapshot->relay_ports[instance]);
    text_add(text, "</small></h2>\n<dl class=\"figures\">\n");
    figure_begin(text, "New clients");
    text_format(text, "<span class=\"state %s\">%s</span>", tone_name(relay->accepting ? TONE_GOOD : TONE_QUIET),
                relay->accepting ? "accepted" : "not now");
    figure_end(text);
    add_figure_count(text, "Connected", relay->clients);
    add_figure_count(text, "Served so far", relay->accepted);
    add_figure_count(text, "Turned away", relay->refused);
    add_figure_bytes(text, "To the gateway", relay->bytes_to_gateway);
    add_figure_bytes(text, "To clients", relay->bytes_to_client);
    text_add(text, "</dl>\n</section>\n");
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

static void add_service_name(const struct board_service *service, struct text *text)
{
    text_add(text, "<th role=\"rowheader\" scope=\"row\">");
    text_add_html(text, service->name);
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
    add_service_name(service, text);
    text_format(text, "<td role=\"cell\"><span class=\"state %s\">%s</span></td>",
                tone_name(view_service_tone(service->state)), service_state_name(service->state));
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

static void add_supervisor(const struct snapshot *snapshot, struct text *text)
{
    const struct board_init *init = &snapshot->init;
    text_add(text, "<section class=\"panel\">\n<h2>Supervisor</h2>\n<dl class=\"figures\">\n");
    figure_begin(text, "Up for");
    format_duration(text, snapshot->now_ms / 1000 - init->started_at);
    figure_end(text);
    add_figure_bytes(text, "Memory", snapshot->init_memory);
    figure_begin(text, "PID");
    text_format(text, "%" PRId32, init->pid);
    figure_end(text);
    add_figure_count(text, "Orphans reaped", init->orphans);
    text_add(text, "</dl>\n</section>\n");
}

/* ---- the document ---- */

/* For the browser's tab: the headline of the session that most needs somebody. */
static void add_title(const struct snapshot *snapshot, struct text *text)
{
    struct session_view loudest = { .tone = TONE_QUIET, .headline = "no session" };
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        struct session_view view;
        if (!snapshot_session_service(snapshot, i)) continue;
        view_session(snapshot, i, &view);
        if (view.tone >= loudest.tone) loudest = view;
    }
    if (loudest.tone >= TONE_ACT) text_add(text, "⚠ ");
    text_add_html(text, loudest.headline);
}

void page_render_state(const struct snapshot *snapshot, struct text *text)
{
    const char *trouble = view_supervisor_trouble(snapshot);
    text_add(text, "<main id=\"state\" data-title=\"");
    add_title(snapshot, text);
    text_add(text, "\">\n");
    if (trouble) text_format(text, "<p class=\"banner\" role=\"alert\">%s</p>\n", trouble);
    text_add(text, "<div class=\"sessions\">\n");
    for (unsigned i = 0; i < BOARD_INSTANCES; i++)
        if (snapshot_session_service(snapshot, i)) add_session(snapshot, i, text);
    text_add(text, "</div>\n<div class=\"panels\">\n");
    add_services(snapshot, text);
    text_add(text, "<div class=\"column\">\n");
    for (unsigned i = 0; i < BOARD_INSTANCES; i++)
        if (snapshot_relay_service(snapshot, i)) add_relay(snapshot, i, text);
    add_supervisor(snapshot, text);
    text_add(text, "</div>\n</div>\n</main>\n");
}

/* All links are relative, so that the page also works below a path of a reverse proxy. */
void page_render(const struct snapshot *snapshot, struct text *text)
{
    text_add(text, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    add_title(snapshot, text);
    text_add(text, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n"
                   "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>\n"
                   "<link rel=\"icon\" href=\"icon.svg\" type=\"image/svg+xml\">\n"
                   "<link rel=\"stylesheet\" href=\"style.css\">\n"
                   "<script src=\"live.js\" defer></script>\n</head>\n<body>\n"
                   "<header><p class=\"brand\"><img src=\"icon.svg\" alt=\"\" width=\"20\" height=\"20\"> gatehouse</p>"
                   "<p id=\"live\" role=\"status\">as of ");
    format_time(text, snapshot->now_ms / 1000);
    text_add(text, "</p></header>\n");
    page_render_state(snapshot, text);
    text_add(text, "<footer><span>gatehouse " GATEHOUSE_VERSION "</span> <span>times of ");
    text_add_html(text, snapshot->time_zone);
    text_add(text, "</span> <a href=\"status.json\">status.json</a></footer>\n</body>\n</html>\n");
}
