/* SPDX-License-Identifier: MIT */
#include "init/announce.h"

static bool is_running(const struct service *service)
{
    return service->board->state == SERVICE_RUNNING;
}

/* One of the user's programs that fails, or shall not start by itself, is no reason to hide that the gateway is there. */
static bool has_had_its_turn(const struct service *service)
{
    if (!service->row->program) return false;
    return !service->wanted || (service->board->started_at && service->board->state != SERVICE_STARTING);
}

static bool all_are_ready(const struct supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        const struct service *service = &supervisor->services[i];
        if (!service->row->may_come_later && !is_running(service) && !has_had_its_turn(service)) return false;
    }
    return true;
}

static bool is_awaited(const struct service *service)
{
    if (is_running(service) || !service->wanted || service->board->state == SERVICE_EXITED) return false;
    return service->row->may_come_later || service->row->program;
}

static void say_ready(const struct supervisor *supervisor)
{
    char line[1000];
    struct text text = TEXT_IN(line);
    const char *before = "; not up yet: ";
    text_format(&text, "ready%s%s", supervisor->offers[0] ? ": " : "", supervisor->offers);
    for (unsigned i = 0; i < supervisor->count; i++) {
        const struct service *service = &supervisor->services[i];
        if (!is_awaited(service)) continue;
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
