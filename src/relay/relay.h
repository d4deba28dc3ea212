/* SPDX-License-Identifier: MIT
 *
 * The relay role: the only door to the gateway's API.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

/* `relay INSTANCE` under init (settings inherited), or `relay --listen ADDR:PORT --to ADDR:PORT [--allow CIDR,…]
 * [--any-protocol]` by hand. Runs until SIGTERM or SIGINT. Returns the exit status: 0 told to stop, 1 cannot go on,
 * 2 wrong usage, 78 a setting that cannot be used. */
int relay_main(int argc, char **argv);

#endif
