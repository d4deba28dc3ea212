/* SPDX-License-Identifier: MIT
 *
 * The listening sockets: TCP for browsers, a unix socket for supervisorctl and its like.
 */
#ifndef WEB_LISTENER_H
#define WEB_LISTENER_H

#include "base/macros.h"

/* A listening socket at a numeric IPv4 or IPv6 address; "::" takes IPv4 too where the kernel's default says so. The
 * caller owns it. -1, after a line in the log that says what to do. */
int listener_open(const char *address, int port) MUST_CHECK;

/* A listening unix socket at `path`, mode 0700: only our user and root get in. The caller owns it, and unlinks the path.
 * -1, after a line in the log. */
int listener_open_local(const char *path) MUST_CHECK;

#endif
