/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ctl/visit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void visit_fail(struct visit *visit, int status)
{
    if (status) visit->status = status;
}

void visit_complain(struct visit *visit, const char *text)
{
    printf("Error: %s\n%s %s\n", text, visit->command->name, visit->command->help);
    visit_fail(visit, EXIT_FAILED);
}

bool visit_takes_nothing(struct visit *visit)
{
    char text[64];
    if (visit->count == 0) return true;
    text_print(text, "%s accepts no arguments", visit->command->name);
    visit_complain(visit, text);
    return false;
}

/* As supervisorctl tells that nobody is there, under the address it would use. */
static void tell_absence(struct visit *visit, int error)
{
    bool missing = error == ENOENT;
    const char *why = missing ? "no such file" : error == ECONNREFUSED ? "refused connection" : strerror(error);
    printf("unix://%s/supervisor.sock %s\n", visit->run_dir, why);
    visit_fail(visit, missing ? EXIT_DOES_NOT_COME_UP : error == ECONNREFUSED ? EXIT_NOBODY_THERE : EXIT_FAILED);
}

static int compare(const struct board_service *a, const struct board_service *b)
{
    size_t length_a = board_group_length(a->name), length_b = board_group_length(b->name);
    size_t shorter = length_a < length_b ? length_a : length_b;
    int groups = strncmp(a->name, b->name, shorter);
    if (groups == 0 && length_a != length_b) groups = length_a < length_b ? -1 : 1;
    return groups ? groups : strcmp(board_process_name(a->name), board_process_name(b->name));
}

static void sort(struct visit *visit)
{
    const struct board_service *services = visit->init.services;
    for (unsigned i = 0; i < visit->init.count; i++) {
        unsigned at = i;
        for (; at > 0 && compare(&services[i], &services[visit->order[at - 1]]) < 0; at--)
            visit->order[at] = visit->order[at - 1];
        visit->order[at] = i;
    }
}

bool visit_board(struct visit *visit)
{
    if (visit->board) return true;
    visit->board = board_open(visit->run_dir, false);
    if (!visit->board) {
        tell_absence(visit, errno);
        return false;
    }
    board_read_init(visit->board, &visit->init);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) board_read_session(visit->board, i, &visit->sessions[i]);
    sort(visit);
    setenv("TZ", visit->init.time_zone, 1);
    if (kill(visit->init.pid, 0) == 0 || errno == EPERM) return true;
    tell_absence(visit, ECONNREFUSED);
    return false;
}

void visit_end(struct visit *visit)
{
    board_close(visit->board);
    visit->board = NULL;
}

const struct board_service *visit_find(const struct visit *visit, const char *name)
{
    for (unsigned i = 0; i < visit->init.count && *name; i++) {
        const struct board_service *service = &visit->init.services[i];
        size_t length = strlen(service->name);
        bool doubled = strncmp(name, service->name, length) == 0 && name[length] == ':'
                       && text_equal(name + length + 1, service->name);
        if (text_equal(service->name, name) || text_equal(service->alias, name) || doubled) return service;
    }
    return NULL;
}

bool visit_means_all(const struct visit *visit)
{
    for (int i = 0; i < visit->count; i++)
        if (text_equal(visit->names[i], "all")) return true;
    return false;
}

bool visit_names_group(const char *name, char group[static BOARD_NAME])
{
    size_t length = strcspn(name, ":");
    if (!text_equal(name + length, ":*") && !text_equal(name + length, ":")) return false;
    text_print_in(group, BOARD_NAME, "%.*s", (int) length, name);
    return true;
}

bool visit_is_in_group(const struct board_service *service, const char *group)
{
    size_t length = strlen(group);
    return board_group_length(service->name) == length && strncmp(service->name, group, length) == 0;
}

bool visit_ask(struct visit *visit, enum verb verb, const char *service, int number, struct answer *answer)
{
    if (control_ask(visit->run_dir, verb, service, number, answer) == 0) return true;
    tell_absence(visit, errno);
    return false;
}
