/* SPDX-License-Identifier: MIT
 *
 * The page of one service: its state, what can be done to it, its log.
 */
#define _GNU_SOURCE
#include "web/action.h"
#include "web/format.h"
#include "web/html.h"
#include "web/page.h"
#include "web/view.h"

#include <inttypes.h>
#include <string.h>

static void add_figures(const struct snapshot *snapshot, const struct board_service *service, struct text *text)
{
    size_t index = (size_t) (service - snapshot->init.services);
    int64_t seconds = view_service_seconds(snapshot, service);
    text_add(text, "<dl class=\"figures\">\n");
    html_figure_begin(text, "For");
    if (seconds >= 0) format_duration(text, seconds);
    else text_add(text, "–");
    html_figure_end(text);
    html_figure_begin(text, "PID");
    if (service->pid > 0) text_format(text, "%" PRId32, service->pid);
    else text_add(text, "–");
    html_figure_end(text);
    html_figure_bytes(text, "Memory", snapshot->memory[index]);
    html_figure_count(text, "Restarts", service->restarts);
    if (service->pid == 0 && service->stopped_at > 0) {
        html_figure_begin(text, "Ended with");
        if (service->exit_status < 0) text_add(text, "a signal");
        else text_format(text, "status %" PRId32, service->exit_status);
        html_figure_end(text);
    }
    text_add(text, "</dl>\n");
}

void page_render_service_state(const struct snapshot *snapshot, const struct board_service *service, struct text *text)
{
    text_add(text, "<main id=\"state\" data-title=\"");
    text_add_html(text, service->name);
    text_format(text, ": %s\" data-from=\"service-state?name=", service_state_name(service->state));
    html_add_query(text, service->name);
    text_add(text, "\">\n<section class=\"panel\">\n<h1>");
    text_add_html(text, service->name);
    text_add(text, " ");
    html_state(text, tone_name(view_service_tone(service->state)), service_state_name(service->state));
    text_add(text, "</h1>\n");
    const char *const sentences[] = { service->note, service->reason };
    for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++) {
        if (!*sentences[i]) continue;
        text_add(text, "<p class=\"detail\">");
        text_add_html(text, sentences[i]);
        text_add(text, "</p>\n");
    }
    add_figures(snapshot, service, text);
    action_add_links(snapshot, service, text);
    text_add(text, "</section>\n</main>\n");
}

/* Only the lines with the words in them; all of them for none. */
static void add_lines(const char *log, const char *filter, struct text *text)
{
    char line[2048];
    while (*log) {
        size_t length = strcspn(log, "\n");
        text_print(line, "%.*s", (int) (length < sizeof line ? length : sizeof line - 1), log);
        if (!*filter || text_contains_ignoring_case(line, filter)) {
            text_add_html(text, line);
            text_add(text, "\n");
        }
        log += length + (log[length] ? 1 : 0);
    }
}

void page_add_log(const struct page_log *log, struct text *text)
{
    text_format(text, "<section class=\"panel\" id=\"log\" data-events=\"%s", log->events);
    html_add_query(text, log->name);
    text_format(text, "\">\n<h2>Log <small id=\"following\">its end, as of this page</small></h2>\n"
                      "<form class=\"filter\" method=\"get\" action=\"%s\">", log->page);
    if (*log->name) {
        text_add(text, "<input type=\"hidden\" name=\"name\" value=\"");
        text_add_html(text, log->name);
        text_add(text, "\">");
    }
    text_add(text, "<input type=\"search\" name=\"filter\" aria-label=\"Only lines with\" placeholder=\"only lines with …\" "
                   "autocapitalize=\"off\" autocomplete=\"off\" spellcheck=\"false\" value=\"");
    text_add_html(text, log->filter);
    text_add(text, "\"> <button class=\"button\" type=\"submit\">Filter</button>"
                   "<label hidden><input type=\"checkbox\" id=\"follow\" checked> follow</label></form>\n"
                   "<pre id=\"lines\" tabindex=\"0\">");
    add_lines(log->bytes, log->filter, text);
    text_add(text, "</pre>\n</section>\n");
}

void page_render_service(const struct snapshot *snapshot, const struct board_service *service, const char *filter,
                         const char *log, struct text *text)
{
    page_begin_live(snapshot, service->name, "service.js", 0, text);
    page_render_service_state(snapshot, service, text);
    if (service->stdout_log[0])
        page_add_log(&(struct page_log) { "log-events/", "service", service->name, filter, log }, text);
    html_end(snapshot, text);
}
