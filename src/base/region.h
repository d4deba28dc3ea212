/* SPDX-License-Identifier: MIT
 *
 * Memory that is taken piece by piece and given back all at once: for what is read at start and lives on.
 */
#ifndef BASE_REGION_H
#define BASE_REGION_H

#include "base/macros.h"

#include <stdarg.h>
#include <stddef.h>

struct region_block;

/* All zero: empty. */
struct region {
    struct region_block *blocks;
};

/* Zeroed memory, aligned for anything. Aborts when out of memory. */
void *region_take(struct region *region, size_t size);

/* A copy of the first `length` bytes of a string, ended by NUL. */
char *region_copy(struct region *region, const char *bytes, size_t length);
char *region_vprint(struct region *region, const char *format, va_list arguments) PRINTF_LIKE(2, 0) __attribute__((nonnull));
char *region_print(struct region *region, const char *format, ...) PRINTF_LIKE(2, 3) __attribute__((nonnull));

void region_free(struct region *region);

#endif
