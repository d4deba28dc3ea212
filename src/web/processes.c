/* SPDX-License-Identifier: MIT */
#include "web/processes.h"

#include "base/text.h"

#include <string.h>

void processes_group_of(const struct board_service *service, char out[static BOARD_NAME])
{
    text_print_in(out, BOARD_NAME, "%.*s", (int) board_group_length(service->name), service->name);
}

/* `web:web` is `web`. */
static bool is_doubled(const char *name, const char *service)
{
    size_t length = strlen(service);
    return strncmp(name, service, length) == 0 && name[length] == ':' && text_equal(name + length + 1, service);
}

int processes_find(const struct board_init *init, const char *name)
{
    if (name[0] == 0) return PROCESS_NONE;
    for (unsigned i = 0; i < init->count; i++) {
        const struct board_service *service = &init->services[i];
        if (text_equal(service->name, name) || text_equal(service->alias, name) || is_doubled(name, service->name))
            return (int) i;
    }
    return PROCESS_NONE;
}

bool processes_has_group(const struct board_init *init, const char *group)
{
    size_t length = strlen(group);
    for (unsigned i = 0; i < init->count && length > 0; i++) {
        const char *name = init->services[i].name;
        if (board_group_length(name) == length && strncmp(name, group, length) == 0) return true;
    }
    return false;
}

bool processes_is_group(const struct board_init *init, const char *name, char out[static BOARD_NAME])
{
    size_t length = strcspn(name, ":");
    if (!text_equal(name + length, ":*") && !text_equal(name + length, ":")) return false;
    text_print_in(out, BOARD_NAME, "%.*s", (int) length, name);
    if (!processes_has_group(init, out)) return false;
    text_print_in(out, BOARD_NAME, "%.*s:*", (int) length, name);
    return true;
}

static int compare(const struct board_service *a, const struct board_service *b, bool by_process)
{
    char group_a[BOARD_NAME], group_b[BOARD_NAME];
    processes_group_of(a, group_a);
    processes_group_of(b, group_b);
    int groups = strcmp(group_a, group_b), names = strcmp(board_process_name(a->name), board_process_name(b->name));
    if (by_process) return names ? names : groups;
    return groups ? groups : names;
}

unsigned processes_sorted(const struct board_init *init, bool by_process, unsigned out[static BOARD_SERVICES])
{
    unsigned count = 0;
    for (unsigned i = 0; i < init->count; i++) {
        unsigned at = count++;
        for (; at > 0 && compare(&init->services[i], &init->services[out[at - 1]], by_process) < 0; at--)
            out[at] = out[at - 1];
        out[at] = i;
    }
    return count;
}
