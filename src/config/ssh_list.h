/* SPDX-License-Identifier: MIT
 *
 * The lists of SSH_USER_TUNNEL, SSH_REMOTE_PORT, SSH_VNC_PORT and SSH_RDP_PORT: elements separated by commas. Pure.
 */
#ifndef CONFIG_SSH_LIST_H
#define CONFIG_SSH_LIST_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>

struct ssh_target {
    char destination[320]; /* user@host; an IPv6 address without its brackets */
    int port; /* 0: not given */
};

struct ssh_listen {
    char address[64]; /* where to listen on the client's machine; "" : not given; an IPv6 address without its brackets */
    int port;
};

/* How many elements a list has: 0 for "". */
unsigned ssh_list_count(const char *list);

/* The element number `index`, from 0, without blanks around it. False when there is none, or no room. */
bool ssh_list_element(const char *list, unsigned index, char *out, size_t room) MUST_CHECK;

/* One element: "user@host", "user@host:port", "user@[IPv6]:port". NULL, or why not: a fixed end of a sentence. */
const char *ssh_target_parse(const char *element, struct ssh_target *target);

/* One element: "port", "address:port", "[IPv6]:port", "*:port". NULL, or why not. */
const char *ssh_listen_parse(const char *element, struct ssh_listen *listen);

#endif
