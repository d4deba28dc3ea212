/* SPDX-License-Identifier: MIT
 *
 * The sockets of the relay: how they are made, and how they are ended in another way than by close(2) alone.
 */
#ifndef RELAY_TCP_H
#define RELAY_TCP_H

#include "base/macros.h"
#include "relay/endpoint.h"

#include <stdbool.h>
#include <stdint.h>

/* A listening socket, non-blocking. What it accepts inherits its options: no delay for small messages, and keepalive
 * (after 60 s, every 15 s, 4 times). The caller owns it. -1 with errno. */
int tcp_listen(const struct endpoint *at) MUST_CHECK;

/* Between here and a loopback address there is no network that could be congested: congestion control may only hold bytes
 * back there, and BBR (by its pace) and CUBIC (by an early end of its slow start) do. So Reno, which does not. Other peers
 * keep what the system is set to. For an accepted socket; tcp_dial does it by itself. */
void tcp_adapt(int fd, const struct endpoint *peer);

/* A non-blocking socket with the same options on its way to `to`. The caller owns it. -1 with errno. */
int tcp_dial(const struct endpoint *to) MUST_CHECK;

enum tcp_dialling { TCP_DIALLING, TCP_CONNECTED, TCP_REFUSED };

/* How far that is; errno says why it was refused. */
enum tcp_dialling tcp_dialled(int fd, const struct endpoint *to) MUST_CHECK;

/* Whether the peer has acknowledged nothing for so long although something was sent and sent again. One that is only slow
 * to read still acknowledges, and is not silent. */
bool tcp_is_silent(int fd, int64_t limit_ms);

/* Makes the close(2) to come a reset. */
void tcp_reset_on_close(int fd);

/* Sends the end and drops what is unread, through `scratch`, because close(2) with something unread would be a
 * reset. */
void tcp_end_on_close(int fd, uint8_t *scratch, size_t room);

#endif
