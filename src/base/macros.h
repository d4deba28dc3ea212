/* SPDX-License-Identifier: MIT
 *
 * The few language helpers everything uses: sizes, container_of, clean-up attributes.
 * Not a place for functions that do work.
 */
#ifndef BASE_MACROS_H
#define BASE_MACROS_H

#include <stddef.h>

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof *(a))
#define CONTAINER_OF(pointer, type, member) ((type *) (void *) ((char *) (pointer) - offsetof(type, member)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_index, first_index) __attribute__((format(printf, format_index, first_index)))

/* Closed or freed when the variable leaves its scope; the value is -1 or NULL when there is nothing to do. */
#define AUTO_CLOSE __attribute__((cleanup(auto_close)))
#define AUTO_FREE __attribute__((cleanup(auto_free)))

void auto_close(int *fd);
void auto_free(void *pointer);

#endif
