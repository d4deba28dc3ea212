/* SPDX-License-Identifier: MIT
 *
 * GET /screen/socket: the browser's websocket, bridged to the VNC server of this container. Bytes go through as they are; the
 * VNC password is asked for by the VNC server itself.
 */
#ifndef WEB_BRIDGE_H
#define WEB_BRIDGE_H

#include "web/routes.h"

enum { BRIDGE_MOST = 4, BRIDGE_ROOM = 64 * 1024 };

/* The upgrade; a trusted request from a page of ours, with VNC_PWD set. */
void bridge_answer(const struct site *site, const struct http_request *request, struct http_reply *reply);

#endif
