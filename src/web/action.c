/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/action.h"

#include "web/html.h"

#include <signal.h>

static bool runs(const struct board_service *service)
{
    return service->pid > 0;
}

static bool can_restart(const struct snapshot *snapshot, const struct board_service *service)
{
    (void) snapshot;
    return runs(service) && service->state != SERVICE_STOPPING;
}

static bool can_start(const struct snapshot *snapshot, const struct board_service *service)
{
    (void) snapshot;
    return !runs(service) && service->state != SERVICE_STARTING;
}

/* Parts of gatehouse itself are not stopped from a page that one of them serves. */
static bool can_stop(const struct snapshot *snapshot, const struct board_service *service)
{
    (void) snapshot;
    bool is_on = runs(service) || service->state == SERVICE_BACKOFF || service->state == SERVICE_STARTING;
    return is_on && service->state != SERVICE_STOPPING && !service->internal;
}

static bool can_retry(const struct snapshot *snapshot, const struct board_service *service)
{
    if (service->part != BOARD_PART_SESSION || !runs(service) || service->instance >= BOARD_INSTANCES) return false;
    return snapshot->sessions[service->instance].state == SESSION_NEEDS_HUMAN;
}

/* In the order of the buttons. */
static const struct action actions[] = {
    { "retry", "Log in once more", "Log in once more with", "One attempt is made. A wrong password counts at Interactive Brokers: "
      "several lock the account.", "", VERB_SIGNAL, SIGUSR1, can_retry },
    { "start", "Start", "Start", "What it needs is started too.",
      "It logs in, and may ask for your second factor.", VERB_START, 0, can_start },
    { "restart", "Restart", "Restart", "What needs it is stopped meanwhile and started again.",
      "It logs in anew, and may ask for your second factor.", VERB_RESTART, 0, can_restart },
    { "stop", "Stop", "Stop", "It stays stopped until it is started again, and so does what needs it.",
      "Its next login may ask for your second factor.", VERB_STOP, 0, can_stop },
};

const struct action *action_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(actions); i++)
        if (text_equal(actions[i].name, name)) return &actions[i];
    return NULL;
}

void action_add_links(const struct snapshot *snapshot, const struct board_service *service, struct text *text)
{
    if (!snapshot->may_act) return;
    text_add(text, "<p class=\"actions\">");
    for (size_t i = 0; i < ARRAY_LENGTH(actions); i++) {
        if (!actions[i].applies(snapshot, service)) continue;
        text_format(text, "<a class=\"button\" href=\"confirm?action=%s&amp;name=", actions[i].name);
        html_add_query(text, service->name);
        text_format(text, "\">%s</a> ", actions[i].title);
    }
    text_add(text, "</p>\n");
}

static void add_back(const char *service, const char *word, struct text *text)
{
    text_add(text, "<a class=\"button\" href=\"");
    if (*service) {
        text_add(text, "service?name=");
        html_add_query(text, service);
    } else {
        text_add(text, ".");
    }
    text_format(text, "\">%s</a>", word);
}

static void add_hidden(const char *name, const char *value, struct text *text)
{
    text_format(text, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    text_add_html(text, value);
    text_add(text, "\">\n");
}

void action_render_confirm(const struct snapshot *snapshot, const struct board_service *service, const struct action *action,
                           const char *token, struct text *text)
{
    html_begin(text, action->title, NULL, 0);
    text_format(text, "</header>\n<main>\n<section class=\"panel question\">\n<h1>%s ", action->question);
    text_add_html(text, service->name);
    text_format(text, "?</h1>\n<p>%s %s</p>\n<form method=\"post\" action=\"action\">\n", action->consequence,
                service->part == BOARD_PART_SESSION ? action->for_session : "");
    add_hidden("token", token, text);
    add_hidden("action", action->name, text);
    add_hidden("name", service->name, text);
    text_format(text, "<p class=\"actions\"><button class=\"button primary\" type=\"submit\">%s</button> ", action->title);
    add_back(service->name, "Leave it", text);
    text_add(text, "</p>\n</form>\n</section>\n</main>\n");
    html_end(snapshot, text);
}

void action_render_outcome(const struct snapshot *snapshot, const char *service, const char *sentence, struct text *text)
{
    html_begin(text, "gatehouse", NULL, 0);
    text_add(text, "</header>\n<main>\n<section class=\"panel question\">\n<h1>Not done</h1>\n<p>");
    text_add_html(text, sentence);
    text_add(text, "</p>\n<p class=\"actions\">");
    add_back(service, "Back", text);
    text_add(text, "</p>\n</section>\n</main>\n");
    html_end(snapshot, text);
}
