/* SPDX-License-Identifier: MIT
 *
 * What the SSH_… settings mean: which tunnels there are, where each goes, and what appears there. Pure; how ssh is run is
 * src/tunnel's business, when it runs src/init's.
 */
#ifndef CONFIG_TUNNELS_H
#define CONFIG_TUNNELS_H

#include "base/macros.h"
#include "config/problem.h"
#include "config/settings.h"
#include "config/ssh_list.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    TUNNEL_TARGETS = 4, /* machines in SSH_USER_TUNNEL */
    TUNNEL_LIMIT = 3 * TUNNEL_TARGETS, /* two sessions and a screen for each */
    TUNNEL_FORWARDS = 2,
    TUNNEL_NAME = 32,
    SSH_OPTIONS_WORDS = 64
};

/* What the connection carries. The API has one for each session, so that it lives and dies with its session; VNC and RDP have
 * their own, because they are needed most while no session is ready. */
enum tunnel_kind { TUNNEL_API, TUNNEL_API_PAPER, TUNNEL_SCREEN };

struct tunnel_forward {
    const char *what; /* "API", "VNC", "RDP" */
    struct ssh_listen remote; /* where it listens there; the address is filled in */
    int local_port; /* where it ends, on our loopback */
};

/* One ssh connection, and one service. */
struct tunnel {
    char name[TUNNEL_NAME]; /* ssh-tunnel, ssh-tunnel:2 …; ssh-tunnel-paper, ssh-tunnel-vnc likewise */
    enum tunnel_kind kind;
    struct ssh_target target;
    unsigned forwards_count;
    struct tunnel_forward forwards[TUNNEL_FORWARDS];
};

struct tunnels {
    unsigned count;
    struct tunnel list[TUNNEL_LIMIT];
};

/* All of them, in the order of SSH_USER_TUNNEL; none when SSH_TUNNEL is off. The settings have been checked. */
void tunnels_plan(const struct config *config, struct tunnels *tunnels);

/* The tunnel of that name, or NULL. */
const struct tunnel *tunnels_find(const struct tunnels *tunnels, const char *name);

/* Adds what is wrong with the SSH_… settings together: lists that do not fit, two forwards at one place. What is wrong with one
 * alone is said elsewhere. */
void tunnels_check(const struct config *config, struct problems *problems);

/* `API at 127.0.0.1:4001 of trader@client.example:2222`, for descriptions and logs. */
void tunnel_describe(const struct tunnel *tunnel, char *out, size_t room);

/* Says how SSH_OPTIONS is quoted wrongly, or what of it would break the supervision of ssh or its checks, and what to do instead; NULL: nothing. The
 * sentence stays valid until the next call. */
const char *ssh_options_objection(const char *options);

#endif
