/* SPDX-License-Identifier: MIT
 *
 * What the page says of gatehouse itself: how its supervisor is, and its own log.
 */
#include "web/format.h"
#include "web/html.h"
#include "web/page.h"
#include "web/view.h"

#include <inttypes.h>

static void add_figures(const struct snapshot *snapshot, struct text *text)
{
    const struct board_init *init = &snapshot->init;
    text_add(text, "<dl class=\"figures\">\n");
    html_figure_begin(text, "Up for");
    format_duration(text, snapshot->now_ms / 1000 - init->started_at);
    html_figure_end(text);
    html_figure_bytes(text, "Memory", snapshot->init_memory);
    html_figure_begin(text, "PID");
    text_format(text, "%" PRId32, init->pid);
    html_figure_end(text);
    html_figure_count(text, "Orphans reaped", init->orphans);
    text_add(text, "</dl>\n");
}

void page_add_supervisor(const struct snapshot *snapshot, struct text *text)
{
    text_add(text, "<section class=\"panel\">\n<h2>Supervisor");
    if (snapshot->may_act && snapshot->init.main_log[0])
        text_add(text, " <small><a href=\"supervisor\">gatehouse’s own log</a></small>");
    text_add(text, "</h2>\n");
    add_figures(snapshot, text);
    text_add(text, "</section>\n");
}

void page_render_supervisor_state(const struct snapshot *snapshot, struct text *text)
{
    const char *trouble = view_supervisor_trouble(snapshot);
    text_add(text, "<main id=\"state\" data-title=\"gatehouse\" data-from=\"supervisor-state\">\n"
                   "<section class=\"panel\">\n<h1>gatehouse</h1>\n");
    if (trouble) text_format(text, "<p class=\"detail\">%s</p>\n", trouble);
    add_figures(snapshot, text);
    text_add(text, "</section>\n</main>\n");
}

void page_render_supervisor(const struct snapshot *snapshot, const char *filter, const char *log, struct text *text)
{
    page_begin_live(snapshot, "gatehouse", "service.js", 0, text);
    page_render_supervisor_state(snapshot, text);
    if (snapshot->init.main_log[0])
        page_add_log(&(struct page_log) { "mainlog-events", "supervisor", "", filter, log }, text);
    html_end(snapshot, text);
}
