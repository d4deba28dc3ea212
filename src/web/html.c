/* SPDX-License-Identifier: MIT */
#include "web/html.h"

#include "web/format.h"

#include <string.h>

void html_begin(struct text *text, const char *title, const char *script, unsigned refresh_s)
{
    text_add(text, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    text_add_html(text, title);
    text_add(text, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n");
    if (refresh_s) text_format(text, "<noscript><meta http-equiv=\"refresh\" content=\"%u\"></noscript>\n", refresh_s);
    text_add(text, "<link rel=\"icon\" href=\"icon.svg\" type=\"image/svg+xml\">\n"
                   "<link rel=\"stylesheet\" href=\"style.css\">\n");
    if (script) text_format(text, "<script src=\"%s\" type=\"module\"></script>\n", script);
    text_add(text, "</head>\n<body>\n<header><p class=\"brand\"><a href=\".\"><img src=\"icon.svg\" alt=\"\" width=\"20\" "
                   "height=\"20\"> gatehouse</a></p>");
}

void html_end(const struct snapshot *snapshot, struct text *text)
{
    text_add(text, "<footer><span>gatehouse " GATEHOUSE_VERSION "</span> <span>times of ");
    text_add_html(text, snapshot->time_zone);
    text_add(text, "</span> <a href=\"status.json\">status.json</a> <a href=\"metrics\">metrics</a></footer>\n"
                   "</body>\n</html>\n");
}

void html_figure_begin(struct text *text, const char *name)
{
    text_format(text, "<div><dt>%s</dt><dd>", name);
}

void html_figure_end(struct text *text)
{
    text_add(text, "</dd></div>\n");
}

void html_figure_count(struct text *text, const char *name, uint64_t count)
{
    html_figure_begin(text, name);
    format_count(text, count);
    html_figure_end(text);
}

void html_figure_bytes(struct text *text, const char *name, uint64_t bytes)
{
    html_figure_begin(text, name);
    format_bytes(text, bytes);
    html_figure_end(text);
}

void html_state(struct text *text, const char *tone, const char *word)
{
    text_format(text, "<span class=\"state %s\">%s</span>", tone, word);
}

void html_add_query(struct text *text, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:";
    for (; *value; value++) {
        if (strchr(plain, *value)) text_add_bytes(text, value, 1);
        else text_format(text, "%%%02X", (unsigned char) *value);
    }
}
