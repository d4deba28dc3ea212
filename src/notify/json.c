/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "notify/json.h"

#include <time.h>

static void add_member(struct text *out, const char *name, const char *value)
{
    text_format(out, "\"%s\":\"", name);
    text_add_json(out, value);
    text_add(out, "\",");
}

void json_letter(const struct letter *letter, const char *host, struct text *out)
{
    const struct notification *notification = &letter->notification;
    const char *kind = notification_kind_name(notification->kind);
    char when[32] = "", sentence[NOTIFICATION_TEXT + 128];
    time_t at = (time_t) (notification->at_ms / 1000);
    struct tm utc;
    if (gmtime_r(&at, &utc)) strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    text_print(sentence, "%s: %s: %s", notification->source, kind, notification->text);
    text_add(out, "{");
    add_member(out, "event", kind);
    add_member(out, "source", notification->source);
    add_member(out, "reason", notification->text);
    add_member(out, "time", when);
    add_member(out, "host", host);
    add_member(out, "text", sentence);
    add_member(out, "content", sentence);
    text_format(out, "\"suppressed\":%u}", letter->suppressed);
}
