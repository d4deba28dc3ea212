/* SPDX-License-Identifier: MIT */
#include "base/component.h"

#include "base/text.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

bool component_self(char *out, size_t room)
{
    ssize_t n = readlink("/proc/self/exe", out, room - 1);
    if (n <= 0) return false;
    out[n] = 0;
    return true;
}

bool component_find(const char *name, char *out, size_t room)
{
    static const char *const places[] = { "", "../lib/gatehouse/", "../share/gatehouse/" };
    char self[PATH_MAX];
    if (!component_self(self, sizeof self)) return false;
    *strrchr(self, '/') = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        text_print_in(out, room, "%s/%s%s", self, places[i], name);
        if (access(out, F_OK) == 0) return true;
    }
    return false;
}
