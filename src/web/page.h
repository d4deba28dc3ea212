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

/* The parts about one relay, and about one service. */
void page_add_relay(const struct snapshot *snapshot, unsigned instance, struct text *text);

/* One service: its state, what can be done, its log. `log` is what of it is shown, `filter` what its lines were chosen by. */
void page_render_service(const struct snapshot *snapshot, const struct board_service *service, const char *filter,
                         const char *log, struct text *text);

/* Only its part that changes, <main>. */
void page_render_service_state(const struct snapshot *snapshot, const struct board_service *service, struct text *text);

/* The page on which the gateway's screen is used. `has_client`: this build has noVNC. */
void page_render_screen(const struct snapshot *snapshot, bool has_vnc, bool has_client, struct text *text);

#endif
