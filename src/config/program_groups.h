/* SPDX-License-Identifier: MIT
 *
 * What holds between the sections of the user's files once all are read: [group:NAME] gives programs another group. Pure.
 */
#ifndef CONFIG_PROGRAM_GROUPS_H
#define CONFIG_PROGRAM_GROUPS_H

#include "config/programs.h"

/* Renames the processes of every program that a group names to GROUP:PROCESS. A problem for a program that is not there, that is in
 * a group already, or whose new name is taken. */
void program_groups_apply(struct programs *programs, struct problems *problems);

#endif
