/* SPDX-License-Identifier: MIT
 *
 * `gatehouse config`: all that init would read and look at, without the start.
 */
#ifndef INIT_CONFIG_COMMAND_H
#define INIT_CONFIG_COMMAND_H

/* `gatehouse config [--check] [--json]`, on the process's own environment: the settings as they would be in force, or only what is
 * wrong with them. Returns the exit status: 0, 78 when there is a problem, 2 for wrong usage. */
int config_main(int argc, char **argv);

#endif
