/* SPDX-License-Identifier: MIT
 *
 * The commands that tell something, and those that would change the set of services, which is fixed at start.
 */
#include "base/clock.h"
#include "control/describe.h"
#include "ctl/clients.h"
#include "ctl/visit.h"

#include <stdio.h>
#include <string.h>

static bool is_down(const struct board_service *service)
{
    enum service_state state = service->state;
    return state == SERVICE_STOPPED || state == SERVICE_EXITED || state == SERVICE_FATAL;
}

/* ---- status ---- */

struct shown {
    const struct board_service *services[BOARD_SERVICES];
    unsigned count;
};

static bool show_later(struct shown *shown, const struct board_service *service)
{
    if (shown->count < BOARD_SERVICES) shown->services[shown->count++] = service;
    return true;
}

/* False when the name means nothing. */
static bool choose(const struct visit *visit, const char *name, struct shown *shown)
{
    char group[BOARD_NAME];
    bool found = false;
    const struct board_service *one = visit_find(visit, name);
    if (one) return show_later(shown, one);
    if (!visit_names_group(name, group)) return false;
    for (unsigned i = 0; i < visit->init.count; i++) {
        const struct board_service *service = &visit->init.services[visit->order[i]];
        if (visit_is_in_group(service, group)) found = show_later(shown, service);
    }
    return found;
}

static void show(struct visit *visit, const struct shown *shown)
{
    size_t width = 0;
    for (unsigned i = 0; i < shown->count; i++)
        if (strlen(shown->services[i]->name) > width) width = strlen(shown->services[i]->name);
    for (unsigned i = 0; i < shown->count; i++) {
        char line[512];
        struct text text = TEXT_IN(line);
        describe_status_line(shown->services[i], width, clock_wall_s(), &text);
        fputs(line, stdout);
        if (is_down(shown->services[i])) visit_fail(visit, EXIT_NOT_ALL_RUNNING);
    }
}

void run_status(struct visit *visit)
{
    struct shown shown = { .count = 0 };
    if (!visit_board(visit)) {
        visit_fail(visit, EXIT_NOBODY_THERE);
        return;
    }
    bool everything = visit->count == 0 || visit_means_all(visit);
    for (unsigned i = 0; i < visit->init.count && everything; i++)
        show_later(&shown, &visit->init.services[visit->order[i]]);
    for (int i = 0; i < visit->count && !everything; i++) {
        char group[BOARD_NAME];
        if (choose(visit, visit->names[i], &shown)) continue;
        if (visit_names_group(visit->names[i], group)) printf("%s: ERROR (no such group)\n", group);
        else printf("%s: ERROR (no such process)\n", visit->names[i]);
        visit_fail(visit, EXIT_NOBODY_THERE);
    }
    show(visit, &shown);
}

/* ---- numbers ---- */

void run_pid(struct visit *visit)
{
    if (!visit_board(visit)) return;
    if (visit->count == 0) printf("%d\n", (int) visit->init.pid);
    bool all = visit_means_all(visit);
    for (unsigned i = 0; i < visit->init.count && all; i++)
        printf("%d\n", (int) visit->init.services[visit->order[i]].pid);
    for (int i = 0; i < visit->count && !all; i++) {
        const struct board_service *service = visit_find(visit, visit->names[i]);
        if (service) printf("%d\n", (int) service->pid);
        else printf("No such process %s\n", visit->names[i]);
        visit_fail(visit, !service ? EXIT_FAILED : service->pid ? 0 : EXIT_DOES_NOT_COME_UP);
    }
}

void run_version(struct visit *visit)
{
    if (visit_takes_nothing(visit) && visit_board(visit)) puts(GATEHOUSE_VERSION);
}

static int compare_processes(const struct visit *visit, unsigned a, unsigned b)
{
    const char *name_a = visit->init.services[a].name, *name_b = visit->init.services[b].name;
    int names = strcmp(board_process_name(name_a), board_process_name(name_b));
    return names ? names : strcmp(name_a, name_b);
}

/* supervisord lists by process here, whatever the group. */
static void sort_by_process(struct visit *visit)
{
    for (unsigned i = 0; i < visit->init.count; i++) {
        unsigned at = i;
        for (; at > 0 && compare_processes(visit, i, visit->order[at - 1]) < 0; at--)
            visit->order[at] = visit->order[at - 1];
        visit->order[at] = i;
    }
}

void run_avail(struct visit *visit)
{
    if (!visit_takes_nothing(visit) || !visit_board(visit)) return;
    sort_by_process(visit);
    for (unsigned i = 0; i < visit->init.count; i++) {
        struct board_program program;
        board_read_program(visit->board, visit->order[i], &program);
        printf("%-32s %-9s %-9s %d:%d\n", visit->init.services[visit->order[i]].name, "in use",
               program.autostart ? "auto" : "manual", DESCRIBE_GROUP_PRIORITY, (int) program.priority);
    }
}

/* ---- the set of services is fixed ---- */

static bool group_is_known(const struct visit *visit, const char *group, bool *is_up)
{
    bool known = false;
    *is_up = false;
    for (unsigned i = 0; i < visit->init.count; i++) {
        if (!visit_is_in_group(&visit->init.services[i], group)) continue;
        known = true;
        *is_up |= !is_down(&visit->init.services[i]);
    }
    return known;
}

void run_reread(struct visit *visit)
{
    if (visit_takes_nothing(visit) && visit_board(visit)) puts("No config updates to processes");
}

void run_update(struct visit *visit)
{
    bool is_up = false;
    if (!visit_board(visit)) return;
    for (int i = 0; i < visit->count && !visit_means_all(visit); i++) {
        if (group_is_known(visit, visit->names[i], &is_up)) continue;
        printf("ERROR: no such group: %s\n", visit->names[i]);
        visit_fail(visit, EXIT_FAILED);
    }
}

void run_add(struct visit *visit)
{
    bool is_up = false;
    if (!visit_board(visit)) return;
    for (int i = 0; i < visit->count; i++) {
        bool known = group_is_known(visit, visit->names[i], &is_up);
        if (known) puts("ERROR: process group already active");
        else printf("ERROR: no such process/group: %s\n", visit->names[i]);
        visit_fail(visit, known ? 0 : EXIT_FAILED);
    }
}

void run_remove(struct visit *visit)
{
    bool is_up = false;
    if (!visit_board(visit)) return;
    for (int i = 0; i < visit->count; i++) {
        const char *name = visit->names[i];
        if (!group_is_known(visit, name, &is_up)) printf("ERROR: no such process/group: %s\n", name);
        else if (is_up) printf("ERROR: process/group still running: %s\n", name);
        else printf("ERROR: the set of services is fixed at start: %s\n", name);
        visit_fail(visit, EXIT_FAILED);
    }
}

/* ---- sessions ---- */

/* 0 only when every session is ready: the health check of the image. */
void run_health(struct visit *visit)
{
    if (!visit_board(visit)) {
        visit->status = EXIT_FAILED;
        return;
    }
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        char sentence[320];
        const struct board_session *session = &visit->sessions[i];
        if (session->state == SESSION_ABSENT && i > 0) continue;
        session_sentence(session, clock_wall_s(), sentence, sizeof sentence);
        puts(sentence);
        if (session->state != SESSION_READY) visit_fail(visit, EXIT_FAILED);
    }
}

void run_clients(struct visit *visit)
{
    if (!visit_board(visit)) return;
    if (clients_print(visit->board, visit->sessions) == 0) puts("no client of the API is connected");
}
