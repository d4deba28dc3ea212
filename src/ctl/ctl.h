/* SPDX-License-Identifier: MIT
 *
 * The command-line client: what a person, a script or a health check asks of a running gatehouse. Called as
 * `supervisorctl` it takes that program's options; output and exit status are that program's.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stdio.h>

/* True when `command` is one of ours: status, start, stop, … */
bool ctl_knows(const char *command);

/* A line for each command. */
void ctl_print_help(FILE *to);

/* argv[0] is the program, then (as supervisorctl) options, then the command and its arguments. May block as long as a
 * service needs to start or stop. Returns the exit status: 0 done, 1 failed, 2 wrong usage or no name, 3 (status) something
 * shown does not run, 4 (status) nobody answers, 7 (start) the service does not come up. */
int ctl_main(int argc, char **argv);

#endif
