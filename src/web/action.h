/* SPDX-License-Identifier: MIT
 *
 * What a person can do to a service from the page: one table, the links to it, the page that asks once more. Pure.
 */
#ifndef WEB_ACTION_H
#define WEB_ACTION_H

#include "base/text.h"
#include "control/message.h"
#include "web/snapshot.h"

struct action {
    const char *name; /* in links and forms */
    const char *title; /* on the button */
    const char *question; /* before it is done; the service's name follows */
    const char *consequence, *for_session; /* the second is said of a session as well; "": nothing more */
    enum verb verb;
    int number; /* of the request */
    bool (*applies)(const struct snapshot *snapshot, const struct board_service *service);
};

/* NULL when there is none of that name. */
const struct action *action_find(const char *name);

/* The links to all that can be done to the service now; nothing when the viewer may not act. */
void action_add_links(const struct snapshot *snapshot, const struct board_service *service, struct text *text);

/* The page with the form that does it, which carries the token. */
void action_render_confirm(const struct snapshot *snapshot, const struct board_service *service, const struct action *action,
                           const char *token, struct text *text);

/* A page with a sentence, and the way back to the service; "" for the first page. */
void action_render_outcome(const struct snapshot *snapshot, const char *service, const char *sentence, struct text *text);

#endif
