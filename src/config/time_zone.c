/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/time_zone.h"

#include "base/fd.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DATABASE "/usr/share/zoneinfo/"

enum { NEAREST = 3, FAR = 4, NAME = 48, LIST_LIMIT = 1 << 20 };

struct candidate {
    char name[NAME];
    size_t distance;
};

bool time_zone_exists(const char *name)
{
    char path[256], magic[4];
    if (!*name || name[0] == '/' || strstr(name, "..")) return false;
    text_print(path, DATABASE "%s", name);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && read(fd, magic, sizeof magic) == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
}

/* Some know the city, some the region too: the nearer of both counts, and a whole name before a city. */
static size_t distance_between(const char *wanted, const char *name)
{
    const char *city = strrchr(name, '/'), *wanted_city = strrchr(wanted, '/');
    size_t whole = text_distance(wanted, name);
    if (!city) return whole;
    size_t part = text_distance(wanted_city ? wanted_city + 1 : wanted, city + 1) + 1;
    return whole < part ? whole : part;
}

static void keep_if_near(struct candidate nearest[NEAREST], const char *name, size_t distance)
{
    size_t at = NEAREST;
    while (at > 0 && distance < nearest[at - 1].distance) at--;
    if (at == NEAREST) return;
    memmove(&nearest[at + 1], &nearest[at], (NEAREST - at - 1) * sizeof *nearest);
    text_print(nearest[at].name, "%s", name);
    nearest[at].distance = distance;
}

/* A line of tzdata.zi: "Z NAME …" is a zone, "L TARGET NAME" another name of one. */
static bool zone_of_line(const char *line, char name[NAME])
{
    const char *at = line[0] == 'Z' ? line + 1 : NULL;
    if (line[0] == 'L') at = line + 1 + (line[1] == ' ') + strcspn(line + 1 + (line[1] == ' '), " \n");
    if (!at || *at != ' ') return false;
    size_t length = strcspn(at + 1, " \n");
    if (length == 0 || length >= NAME) return false;
    memcpy(name, at + 1, length);
    name[length] = 0;
    return true;
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

void time_zone_add_nearest(struct text *out, const char *name)
{
    struct candidate nearest[NEAREST] = { { "", FAR }, { "", FAR }, { "", FAR } };
    char wanted[NAME], found[NAME];
    size_t length = 0;
    text_print(wanted, "%s", name);
    for (char *blank = strchr(wanted, ' '); blank; blank = strchr(blank, ' ')) *blank = '_';
    AUTO_CLOSE int fd = open(DATABASE "tzdata.zi", O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *list = fd < 0 ? NULL : fd_read_whole(fd, LIST_LIMIT, &length);
    for (const char *line = list; line && *line; line = next_line(line))
        if (zone_of_line(line, found)) keep_if_near(nearest, found, distance_between(wanted, found));
    for (size_t i = 0; i < NEAREST && nearest[i].distance < FAR; i++)
        text_format(out, "%s%s", i ? " or " : "", nearest[i].name);
}
