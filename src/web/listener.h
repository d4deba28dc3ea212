/* SPDX-License-Identifier: MIT
 *
 * The listening TCP socket of the status page.
 */
#ifndef WEB_LISTENER_H
#define WEB_LISTENER_H

#include "base/macros.h"

/* A listening socket at a numeric IPv4 or IPv6 address; "::" takes IPv4 too where the kernel's default says so. The
 * caller owns it. -1, after a line in the log that says what to do. */
int listener_open(const char *address, int port) MUST_CHECK;

#endif
