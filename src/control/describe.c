/* SPDX-License-Identifier: MIT */
#include "control/describe.h"

#include <time.h>

void describe_uptime(int64_t seconds, struct text *text)
{
    if (seconds < 0) seconds = 0; /* the clock was set back */
    int64_t days = seconds / 86400;
    if (days) text_format(text, "%lld day%s, ", (long long) days, days == 1 ? "" : "s");
    text_format(text, "%d:%02d:%02d", (int) (seconds / 3600 % 24), (int) (seconds / 60 % 60), (int) (seconds % 60));
}

static void describe_end(const struct board_service *service, struct text *text)
{
    char when[32] = "";
    struct tm local;
    time_t stopped = (time_t) service->stopped_at;
    if (service->reason[0]) text_add(text, service->reason);
    else if (!service->started_at) text_add(text, "Not started");
    else if (localtime_r(&stopped, &local) && strftime(when, sizeof when, "%b %d %I:%M %p", &local)) text_add(text, when);
}

static void describe_state(const struct board_service *service, int64_t now, struct text *text)
{
    switch (service->state) {
    case SERVICE_RUNNING:
        text_format(text, "pid %d, uptime ", (int) service->pid);
        describe_uptime(now - service->started_at, text);
        return;
    case SERVICE_STARTING:
    case SERVICE_STOPPING: text_add(text, service->reason); return;
    case SERVICE_BACKOFF:
    case SERVICE_FATAL:
        text_add(text, service->reason[0] ? service->reason : "unknown error (try \"tail NAME\")");
        return;
    case SERVICE_STOPPED:
    case SERVICE_EXITED: describe_end(service, text); return;
    }
}

void describe_service(const struct board_service *service, int64_t now, struct text *text)
{
    size_t before = text->length;
    describe_state(service, now, text);
    if (service->note[0]) text_format(text, "%s%s", text->length > before ? "; " : "", service->note);
}

void describe_status_line(const struct board_service *service, size_t width, int64_t now, struct text *text)
{
    int column = (int) (width > 30 ? width : 30) + 3;
    text_format(text, "%-*s%-10s", column, service->name, service_state_name(service->state));
    describe_service(service, now, text);
    text_add(text, "\n");
}
