/* SPDX-License-Identifier: MIT
 *
 * The pages of a process.
 */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

/* Gives back the pages of the program's file and its libraries' that were mapped so far; those that are needed still come back
 * from the page cache, one fault for each neighbourhood. For a process that lives for weeks on a tenth of what its start needed. */
void pages_let_go(void);

#endif
