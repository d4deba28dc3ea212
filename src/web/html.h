/* SPDX-License-Identifier: MIT
 *
 * What the pages share: the document around them, and a name above a number. Pure.
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/text.h"
#include "web/snapshot.h"

/* From the doctype to the end of <header>. `script`: a file of www/, NULL for none; `title` is escaped. Without JavaScript the
 * page asks for itself every `refresh_s` seconds; 0: never. All links are relative, so that the pages also work below a path
 * of a reverse proxy. */
void html_begin(struct text *text, const char *title, const char *script, unsigned refresh_s);
void html_end(const struct snapshot *snapshot, struct text *text);

/* In a <dl class="figures">. Between begin and end comes the number. */
void html_figure_begin(struct text *text, const char *name);
void html_figure_end(struct text *text);
void html_figure_count(struct text *text, const char *name, uint64_t count);
void html_figure_bytes(struct text *text, const char *name, uint64_t bytes);

/* A state as a coloured word. */
void html_state(struct text *text, const char *tone, const char *word);

/* As part of the query of a link, inside an attribute. */
void html_add_query(struct text *text, const char *value);

#endif
