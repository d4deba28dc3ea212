/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/memory.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int let_go_of(struct dl_phdr_info *info, size_t size, void *context)
{
    (void) size;
    (void) context;
    uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || part->p_flags & PF_W) continue;
        uintptr_t start = (info->dlpi_addr + part->p_vaddr) & -page;
        uintptr_t end = (info->dlpi_addr + part->p_vaddr + part->p_memsz + page - 1) & -page;
        madvise((void *) start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void memory_let_go_of_files(void)
{
    dl_iterate_phdr(let_go_of, NULL);
}
