/* SPDX-License-Identifier: MIT
 *
 * The private keys that are mounted, as memory: ssh refuses key files of another owner or an open mode, and a mount is often
 * both, so it gets copies in sealed memory files, which never touch a disk.
 */
#ifndef TUNNEL_KEYS_H
#define TUNNEL_KEYS_H

#include <stdbool.h>

enum { KEYS_LIMIT = 5 }; /* sshd ends a connection after six keys that do not fit */

struct keys {
    unsigned count;
    struct {
        int fd;
        char name[64];
        bool has_certificate; /* NAME-cert.pub is beside it */
    } list[KEYS_LIMIT];
    char unusable[400]; /* keys that cannot be read, and why; "" when there are none */
};

/* Reads what looks like a private key in this folder, id_* first. Reads files: may block as they do. */
void keys_collect(struct keys *keys, const char *folder);
void keys_forget(struct keys *keys);

#endif
