/* SPDX-License-Identifier: MIT
 *
 * The program that ssh runs when it needs the passphrase of a key (SSH_ASKPASS): prints it from a descriptor of the tunnel's
 * process, and answers no other question.
 */
#ifndef TUNNEL_ASKPASS_H
#define TUNNEL_ASKPASS_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>

/* The name that this executable is called by then: SSH_ASKPASS has no room for arguments. */
#define ASKPASS_NAME "gatehouse-askpass"

/* The environment variable with the path of the descriptor. */
#define ASKPASS_VARIABLE "GATEHOUSE_PASSPHRASE_AT"

/* Prints the passphrase and a newline when argv[1] asks for one. Returns the exit status: 1 for any other question. */
int askpass_main(int argc, char **argv);

/* A link of that name to this executable, in this folder; its path in `out`. False with errno. */
bool askpass_make_link(const char *folder, char *out, size_t room) MUST_CHECK;

#endif
