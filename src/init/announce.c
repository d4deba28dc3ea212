/* SPDX-License-Identifier: MIT */
#include "init/announce.h"

static bool is_running(const struct service *service)
{
    return service->board->state == SERVICE_RUNNING;
}

static bool all_are_ready(const struct supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count; i++)
        if (!supervisor->services[i].row->may_come_later && !is_running(&supervisor->services[i])) return false;
    return true;
}

static void say_ready(const struct supervisor *supervisor)
{
    char line[1000];
    struct text text = TEXT_IN(line);
    const char *before = "; not up yet: ";
    text_format(&text, "ready%s%s", supervisor->offers[0] ? ": " : "", supervisor->offers);
    for (unsigned i = 0; i < supervisor->count; i++) {
        const struct service *service = &supervisor->services[i];
        if (!service->row->may_come_later || is_running(service)) continue;
        text_format(&text, "%s%s", before, service->row->name);
        before = ", ";
    }
    supervisor_say(supervisor, line);
}

static void say_up(struct service *service)
{
    char line[400];
    const struct service_row *row = service->row;
    service->announced = true;
    text_print(line, "up: %s", row->note ? row->note : row->name);
    supervisor_say(service->supervisor, line);
}

void announce(struct supervisor *supervisor)
{
    if (supervisor->stopping) return;
    if (!supervisor->announced && !all_are_ready(supervisor)) return;
    if (!supervisor->announced) say_ready(supervisor);
    supervisor->announced = true;
    for (unsigned i = 0; i < supervisor->count; i++) {
        struct service *service = &supervisor->services[i];
        if (service->row->may_come_later && !service->announced && is_running(service)) say_up(service);
    }
}
