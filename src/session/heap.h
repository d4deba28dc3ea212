/* SPDX-License-Identifier: MIT
 *
 * How large java's heap may be: from the memory that the container, or the machine, has.
 */
#ifndef SESSION_HEAP_H
#define SESSION_HEAP_H

#include "base/text.h"

#include <stdint.h>

/* MiB of heap for each of `sessions` javas with `memory` MiB for everything. Pure. See docs/decisions.md for the numbers. */
unsigned heap_auto_mib(uint64_t memory, unsigned sessions);

/* MiB that this process may use at most: the least of the limits of its control group (version 2 or 1) and of those
 * around it, and of the machine's memory. `root` is put before each path: "" for the real ones. 0: nothing can be found
 * out. Reads files of the kernel. */
uint64_t heap_memory_mib(const char *root);

/* The option "-Xmx…" that JAVA_HEAP_SIZE means: "auto", MiB, or a number with k, m or g. */
void heap_option(const char *size, const char *root, unsigned sessions, struct text *out);

#endif
