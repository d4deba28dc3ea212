/* SPDX-License-Identifier: MIT */
#include "base/region.h"

#include "base/log.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16384, ALIGNMENT = 16 };

struct region_block {
    struct region_block *next;
    size_t used, size;
    _Alignas(ALIGNMENT) char bytes[];
};

void *region_take(struct region *region, size_t size)
{
    struct region_block *block = region->blocks;
    INVARIANT(size < SIZE_MAX / 2);
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!block || size > block->size - block->used) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = calloc(1, sizeof *block + room);
        INVARIANT(block);
        *block = (struct region_block) { .next = region->blocks, .size = room };
        region->blocks = block;
    }
    void *place = block->bytes + block->used;
    block->used += size;
    return place;
}

char *region_copy(struct region *region, const char *bytes, size_t length)
{
    char *copy = region_take(region, length + 1);
    memcpy(copy, bytes, length);
    return copy;
}

char *region_vprint(struct region *region, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    INVARIANT(length >= 0);
    char *text = region_take(region, (size_t) length + 1);
    vsnprintf(text, (size_t) length + 1, format, arguments);
    return text;
}

char *region_print(struct region *region, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = region_vprint(region, format, arguments);
    va_end(arguments);
    return text;
}

void region_free(struct region *region)
{
    while (region->blocks) {
        struct region_block *block = region->blocks;
        region->blocks = block->next;
        free(block);
    }
}
