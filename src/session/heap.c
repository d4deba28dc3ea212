/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/heap.h"

#include "base/fd.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    OTHERS_MIB = 256, /* X server, VNC, ourselves */
    PERCENT = 60, /* of the rest; java needs as much again for itself as a small heap has */
    LEAST_MIB = 384,
    MOST_MIB = 4096, /* the program has no use for more, and collecting would take long */
    FILE_LIMIT = 1 << 16
};

static const uint64_t mib = 1024 * 1024;

unsigned heap_auto_mib(uint64_t memory, unsigned sessions)
{
    uint64_t rest = memory > OTHERS_MIB ? memory - OTHERS_MIB : 0;
    uint64_t each = rest * PERCENT / 100 / (sessions ? sessions : 1);
    if (each > MOST_MIB) return MOST_MIB;
    return each > LEAST_MIB ? (unsigned) each : LEAST_MIB;
}

/* A file of the kernel, malloc'ed; NULL when it is not there. */
static char *read_text(const char *path)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? NULL : fd_read_whole(fd, FILE_LIMIT, &length);
}

/* A number of bytes; UINT64_MAX for "max" and for what is none. */
static uint64_t read_bytes(const char *path)
{
    AUTO_FREE char *text = read_text(path);
    if (!text || *text < '0' || *text > '9') return UINT64_MAX;
    return strtoull(text, NULL, 10);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The least limit of a group and all around it. In a container, the group's path may be the one outside of it: what is
 * not there limits nothing. */
static uint64_t limit_of_groups(const char *mount, const char *group, const char *file)
{
    uint64_t limit = UINT64_MAX;
    char place[PATH_MAX], path[PATH_MAX + 64];
    text_print(place, "%s", group);
    for (;;) {
        char *slash = strrchr(place, '/');
        text_print(path, "%s%s/%s", mount, text_equal(place, "/") ? "" : place, file);
        limit = least(limit, read_bytes(path));
        if (!slash || !*place) return limit;
        *slash = 0;
    }
}

/* "0::/path" is version 2, "7:memory:/path" (perhaps among others, with commas) version 1. */
static uint64_t limit_of_line(const char *root, const char *line)
{
    char mount[PATH_MAX], group[PATH_MAX], controllers[256];
    const char *first = strchr(line, ':'), *second = first ? strchr(first + 1, ':') : NULL;
    if (!second) return UINT64_MAX;
    text_print(controllers, ",%.*s,", (int) (second - first - 1), first + 1);
    text_print(group, "%.*s", (int) strcspn(second + 1, "\n"), second + 1);
    bool v2 = text_equal(controllers, ",,");
    if (!v2 && !strstr(controllers, ",memory,")) return UINT64_MAX;
    text_print(mount, "%s/sys/fs/cgroup%s", root, v2 ? "" : "/memory");
    return limit_of_groups(mount, group, v2 ? "memory.max" : "memory.limit_in_bytes");
}

static uint64_t limit_of_group(const char *root)
{
    char path[PATH_MAX];
    uint64_t limit = UINT64_MAX;
    text_print(path, "%s/proc/self/cgroup", root);
    AUTO_FREE char *text = read_text(path);
    for (const char *line = text; line && *line; line += strcspn(line, "\n"), line += *line == '\n')
        limit = least(limit, limit_of_line(root, line));
    return limit;
}

static uint64_t memory_of_machine(const char *root)
{
    char path[PATH_MAX];
    text_print(path, "%s/proc/meminfo", root);
    AUTO_FREE char *text = read_text(path);
    const char *line = text ? strstr(text, "MemTotal:") : NULL;
    return line ? strtoull(line + strlen("MemTotal:"), NULL, 10) * 1024 : UINT64_MAX;
}

uint64_t heap_memory_mib(const char *root)
{
    uint64_t memory = least(limit_of_group(root), memory_of_machine(root));
    return memory == UINT64_MAX ? 0 : memory / mib;
}

void heap_option(const char *size, const char *root, unsigned sessions, struct text *out)
{
    size_t length = strlen(size);
    if (text_equal_ignoring_case(size, "auto") || length == 0)
        text_format(out, "-Xmx%um", heap_auto_mib(heap_memory_mib(root), sessions));
    else text_format(out, "-Xmx%s%s", size, size[length - 1] >= '0' && size[length - 1] <= '9' ? "m" : "");
}
