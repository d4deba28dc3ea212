/* SPDX-License-Identifier: MIT
 *
 * What the kernel knows of a local TCP port, from the text of /proc/net/tcp and tcp6: looking costs the gateway
 * nothing. Pure. A Java listener shows in tcp6 even when it is bound to 127.0.0.1.
 */
#ifndef SESSION_PORTS_H
#define SESSION_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port_view {
    bool listening; /* reachable over 127.0.0.1 */
    uint32_t queued; /* connections the listener has not accepted yet */
    uint32_t abandoned; /* connections whose client has gone and whose server has not noticed (CLOSE_WAIT) */
};

/* Adds what one line of such a file says about `port`; a line that makes no sense says nothing. */
void port_view_add(struct port_view *view, const char *line, uint16_t port);

#endif
