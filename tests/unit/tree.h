/* SPDX-License-Identifier: MIT
 *
 * For tests that look at files: a folder of their own, gone when the test is over.
 */
#ifndef UNIT_TREE_H
#define UNIT_TREE_H

extern char root[64];

int tree_set_up(void **state);
int tree_tear_down(void **state);

/* A file below root, with the folders to it; all may be read, written and executed by us alone. */
void make(const char *path, const char *text);

/* The whole path of what is below root; valid until the next call. */
const char *below(const char *path);

#endif
