/* SPDX-License-Identifier: MIT
 *
 * The memory of a process that lives for weeks.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

/* Gives back what was touched of the program's file and its libraries'; what is needed still comes back from the page cache, one
 * fault for each neighbourhood. Call it after the start, which needs ten times as much of them as the weeks that follow. */
void memory_let_go_of_files(void);

#endif
