/* SPDX-License-Identifier: MIT
 *
 * The TCP ports that these settings make the container listen on. Pure.
 */
#ifndef CONFIG_LISTENERS_H
#define CONFIG_LISTENERS_H

#include "config/config.h"

enum { LISTENERS_LIMIT = 7 }; /* two sessions with a relay each, VNC, RDP, the page */

struct listener {
    const char *setting; /* that decides about it */
    const char *who; /* "the status page" */
    const char *host; /* points into the settings, or is constant */
    int port;
};

/* Fills `list` and returns how many there are. */
unsigned config_listeners(const struct config *config, struct listener list[LISTENERS_LIMIT]);

/* Adds a problem for each two that want the same port of the same address. */
void listeners_check(const struct config *config, struct problems *problems);

#endif
