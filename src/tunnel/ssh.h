/* SPDX-License-Identifier: MIT
 *
 * The ssh process of one tunnel: its options, its configuration, its environment, its start. It reads keys, configuration and
 * passphrase through /proc/OUR-PID/fd/N: ssh closes what it inherits, and files would be files.
 */
#ifndef TUNNEL_SSH_H
#define TUNNEL_SSH_H

#include "base/macros.h"
#include "base/text.h"
#include "config/config.h"
#include "config/tunnels.h"
#include "tunnel/keys.h"

#include <stdbool.h>
#include <sys/types.h>

/* What is asked for; all outlives the connection. */
struct ssh_wish {
    const struct config *config;
    const struct tunnel *tunnel;
    bool without_forwards; /* another connection has them */
    const char *socket; /* through it our check reaches the far end of the first forward; NULL: no check */
};

struct ssh {
    struct ssh_wish wish;
    struct keys keys;
    int configuration, passphrase, passwd, group; /* memory files; -1: none */
    bool learns; /* there is no known_hosts of the user's */
    char known_hosts[512];

    size_t used; /* of text */
    size_t arguments_count, environment_count;
    const char *arguments[SSH_OPTIONS_WORDS + 64];
    const char *environment[16];
    char text[16384]; /* what both point into */
};

/* Reads keys, makes the configuration and puts the command together, anew for each connection: what the user mended meanwhile
 * counts. False with one sentence in `why` when there is no key to offer. Reads and writes files. */
bool ssh_prepare(struct ssh *ssh, const struct ssh_wish *wish, char *why, size_t room) MUST_CHECK;

/* Starts it with its standard error on `errors`; it ends when we do. -1 with errno. */
pid_t ssh_start(const struct ssh *ssh, int errors) MUST_CHECK;

/* Closes what it was given. */
void ssh_forget(struct ssh *ssh);

/* Pure: the configuration that this connection and those to its bastions read. */
void ssh_write_configuration(const struct ssh *ssh, int pid, struct text *text);

/* Seconds for a connection to be made, and for everything until the forwards listen. */
int ssh_connect_timeout(const struct config *config);
int ssh_patience(const struct config *config);

/* True when SSH_OPTIONS asks for ssh's own many words (-v). */
bool ssh_is_verbose(const struct config *config);

#endif
