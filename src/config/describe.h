/* SPDX-License-Identifier: MIT
 *
 * The table of settings, for people.
 */
#ifndef CONFIG_DESCRIBE_H
#define CONFIG_DESCRIBE_H

#include <stdio.h>

/* The section "Settings" of README.md: a Markdown table for each section. */
void settings_print_markdown(FILE *to);

/* `gatehouse settings`. Returns the exit status: 0, or 2 when it was given an argument. */
int settings_main(int argc, char **argv);

#endif
