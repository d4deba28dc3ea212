/* SPDX-License-Identifier: MIT
 *
 * The table of settings, for people: what README.md, .env.example and the manual page say is written from it.
 */
#ifndef CONFIG_DESCRIBE_H
#define CONFIG_DESCRIBE_H

#include <stdio.h>

/* The heading of a section (enum setting_section); NULL after the last. */
const char *settings_section_title(unsigned section);

/* The section "Settings" of README.md: a Markdown table for each section. */
void settings_print_markdown(FILE *to);

/* .env.example: the few that everybody sets, then all others as comments. */
void settings_print_environment(FILE *to);

/* man/gatehouse-settings.7, in mdoc(7). */
void settings_print_manual(FILE *to);

/* `gatehouse settings [--env|--man]`. Returns the exit status: 0, or 2 for wrong usage. */
int settings_main(int argc, char **argv);

#endif
