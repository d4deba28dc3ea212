/* SPDX-License-Identifier: MIT
 *
 * A log on a page: of a service on its page, of gatehouse on its own.
 */
#define _GNU_SOURCE
#include "web/html.h"
#include "web/page.h"

#include <string.h>

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
