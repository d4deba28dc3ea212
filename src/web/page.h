/* SPDX-License-Identifier: MIT
 *
 * A snapshot as HTML, for people. Pure. www/live.js asks for the changing part again and again and puts it in place of
 * the old one, so that there is one renderer, not two that drift apart.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/text.h"
#include "web/snapshot.h"

/* The whole document; complete and current without JavaScript. */
void page_render(const struct snapshot *snapshot, struct text *text);

/* Only its part that changes, <main>. Equal bytes mean that nothing a person could see has changed. */
void page_render_state(const struct snapshot *snapshot, struct text *text);

/* The parts about one relay, and about the supervisor. */
void page_add_relay(const struct snapshot *snapshot, unsigned instance, struct text *text);
void page_add_supervisor(const struct snapshot *snapshot, struct text *text);

/* A log on a page: what of it is shown, and what its lines were chosen by. */
struct page_log {
    const char *events; /* where its events come from; the name is added */
    const char *page; /* where the filter asks, with the name */
    const char *name; /* the service's; "": the page has only one */
    const char *filter, *bytes;
};

void page_add_log(const struct page_log *log, struct text *text);

/* html_begin of a page that is kept current, and when it was made. */
void page_begin_live(const struct snapshot *snapshot, const char *title, const char *script, unsigned refresh_s, struct text *text);

/* One service: its state, what can be done, its log. `log` is what of it is shown, `filter` what its lines were chosen by. */
void page_render_service(const struct snapshot *snapshot, const struct board_service *service, const char *filter,
                         const char *log, struct text *text);

/* Only its part that changes, <main>. */
void page_render_service_state(const struct snapshot *snapshot, const struct board_service *service, struct text *text);

/* gatehouse itself, in the same way: how its supervisor is, its log. */
void page_render_supervisor(const struct snapshot *snapshot, const char *filter, const char *log, struct text *text);
void page_render_supervisor_state(const struct snapshot *snapshot, struct text *text);

/* The page on which the gateway's screen is used. `has_client`: this build has noVNC. */
void page_render_screen(const struct snapshot *snapshot, bool has_vnc, bool has_client, struct text *text);

#endif
