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

void page_render_service(const struct snapshot *snapshot, const struct board_service *service, const char *filter,
                         const char *log, struct text *text)
{
    page_begin_live(snapshot, service->name, "service.js", 0, text);
    page_render_service_state(snapshot, service, text);
    if (service->stdout_log[0])
        page_add_log(&(struct page_log) { "log-events/", "service", service->name, filter, log }, text);
    html_end(snapshot, text);
}
