/* SPDX-License-Identifier: MIT
 *
 * The routes by which a service is acted on. A request must come from a page of ours: by what the browser says of its origin,
 * and by a token that only a page for somebody logged in carries.
 */
#ifndef WEB_ACTION_POST_H
#define WEB_ACTION_POST_H

#include "web/routes.h"

/* GET /confirm?action=…&name=…: asks once more. */
void action_answer_confirm(const struct site *site, const struct http_request *request, struct http_reply *reply);

/* POST /action: does it, and leads back to the service's page. */
void action_answer_post(const struct site *site, const struct http_request *request, struct http_reply *reply);

#endif
