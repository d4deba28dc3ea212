/* SPDX-License-Identifier: MIT */
#include "web/status_json.h"

#include "web/view.h"

#include <inttypes.h>

/* ---- members; each writes its own comma, which end() takes back ---- */

static void drop_comma(struct text *text)
{
    if (text->length > 0 && text->bytes[text->length - 1] == ',') text->bytes[--text->length] = 0;
}

static void end(struct text *text, const char *bracket)
{
    drop_comma(text);
    text_format(text, "%s,", bracket);
}

static void add_string(struct text *text, const char *name, const char *value)
{
    text_format(text, "\"%s\":\"", name);
    text_add_json(text, value);
    text_add(text, "\",");
}

static void add_number(struct text *text, const char *name, int64_t value)
{
    text_format(text, "\"%s\":%" PRId64 ",", name, value);
}

static void add_counter(struct text *text, const char *name, uint64_t value)
{
    text_format(text, "\"%s\":%" PRIu64 ",", name, value);
}

/* Null where 0 means that there is none. */
static void add_known(struct text *text, const char *name, int64_t value)
{
    if (value > 0) add_number(text, name, value);
    else text_format(text, "\"%s\":null,", name);
}

static void add_bool(struct text *text, const char *name, bool value)
{
    text_format(text, "\"%s\":%s,", name, value ? "true" : "false");
}

static void add_known_string(struct text *text, const char *name, const char *value)
{
    if (value && *value) add_string(text, name, value);
    else text_format(text, "\"%s\":null,", name);
}

/* ---- parts ---- */

static void add_init(const struct snapshot *snapshot, struct text *text)
{
    text_add(text, "\"supervisor\":{");
    add_bool(text, "alive", snapshot->init_alive);
    add_bool(text, "stopping", snapshot->init.stopping);
    add_known_string(text, "trouble", view_supervisor_trouble(snapshot));
    add_known(text, "pid", snapshot->init.pid);
    add_known(text, "started_at", snapshot->init.started_at);
    add_known(text, "memory", (int64_t) snapshot->init_memory);
    add_number(text, "orphans", snapshot->init.orphans);
    end(text, "}");
}

static const char *mode_name(const struct snapshot *snapshot, unsigned instance)
{
    return snapshot->sessions[instance].paper ? "paper" : "live";
}

/* What comes next, and how well the API answers. */
static void add_outlook(const struct board_session *session, struct text *text)
{
    bool is_planned = session->plan != PLAN_NONE;
    add_known_string(text, "plan", is_planned ? session_plan_name(session->plan) : NULL);
    add_known(text, "plan_ms", is_planned ? session->plan_ms : 0);
    add_known(text, "next_start_ms", session->next_start_ms);
    add_string(text, "upstream", session_upstream_name(session->upstream));
    if (session->state != SESSION_ABSENT && session->api_latency_ms >= 0) add_number(text, "api_latency_ms", session->api_latency_ms);
    else text_add(text, "\"api_latency_ms\":null,");
    add_number(text, "attempts_in_hour", session->attempts_in_hour);
    add_known(text, "budget", session->budget);
}

static void add_session(const struct snapshot *snapshot, unsigned instance, struct text *text)
{
    const struct board_session *session = &snapshot->sessions[instance];
    struct session_view view;
    view_session(snapshot, instance, &view);
    text_add(text, "{");
    add_string(text, "service", snapshot_session_service(snapshot, instance)->name);
    add_string(text, "mode", mode_name(snapshot, instance));
    add_string(text, "state", session_state_name(session->state));
    add_string(text, "health", session_health_name(session->health));
    add_bool(text, "ready", view.ready);
    add_string(text, "tone", tone_name(view.tone));
    add_string(text, "headline", view.headline);
    add_string(text, "detail", view.detail);
    add_known(text, "since_ms", session->since_ms);
    add_number(text, "attempts", session->attempts);
    add_known(text, "java_pid", session->java_pid);
    add_known(text, "api_port", session->api_port);
    add_string(text, "windows", session->windows);
    add_outlook(session, text);
    end(text, "}");
}

/* By the name of the type, or its number where it has none. */
static void add_types(const char *name, const struct traffic_counts *counts, bool to_gateway, struct text *text)
{
    char number[16];
    text_format(text, "\"%s\":{", name);
    for (uint32_t i = 0; i < counts->type_count; i++) {
        unsigned type = counts->types[i].type;
        const char *known = type == TRAFFIC_OTHER_TYPE ? "others" : traffic_type_name(to_gateway, type);
        text_print(number, "%u", type);
        add_number(text, known ? known : number, counts->types[i].messages);
    }
    end(text, "}");
}

/* What went through, of one client or of a relay. */
static void add_totals(uint64_t bytes_to_gateway, uint64_t bytes_to_client, const struct traffic_counts *to_gateway,
                       const struct traffic_counts *to_client, struct text *text)
{
    add_counter(text, "bytes_to_gateway", bytes_to_gateway);
    add_counter(text, "bytes_to_client", bytes_to_client);
    add_counter(text, "messages_to_gateway", to_gateway->messages);
    add_counter(text, "messages_to_client", to_client->messages);
}

static void add_client(const struct board_client *client, struct text *text)
{
    text_add(text, "{");
    add_string(text, "address", client->address);
    if (client->has_client_id) add_number(text, "client_id", client->client_id);
    else text_add(text, "\"client_id\":null,");
    add_known(text, "version", client->version);
    add_known(text, "since", client->since);
    add_bool(text, "opaque", client->is_opaque);
    add_totals(client->bytes_to_gateway, client->bytes_to_client, &client->to_gateway, &client->to_client, text);
    add_types("types_to_gateway", &client->to_gateway, true, text);
    add_types("types_to_client", &client->to_client, false, text);
    end(text, "}");
}

/* Who is connected, and why others were turned away. */
static void add_visitors(const struct board_relay *relay, const struct board_clients *clients, struct text *text)
{
    text_add(text, "\"refused_by\":{");
    for (unsigned i = 0; i < REFUSALS_END; i++)
        if (relay->refused_by[i]) add_counter(text, refusal_name((enum refusal) i), relay->refused_by[i]);
    end(text, "}");
    text_add(text, "\"connected\":[");
    for (uint32_t i = 0; i < clients->count; i++) add_client(&clients->clients[i], text);
    end(text, "]");
}

static void add_relay(const struct snapshot *snapshot, unsigned instance, struct text *text)
{
    const struct board_relay *relay = &snapshot->relays[instance];
    text_add(text, "{");
    add_string(text, "service", snapshot_relay_service(snapshot, instance)->name);
    add_string(text, "mode", mode_name(snapshot, instance));
    add_string(text, "address", snapshot->relay_address);
    add_number(text, "port", snapshot->relay_ports[instance]);
    add_bool(text, "accepting", relay->accepting);
    add_number(text, "clients", relay->clients);
    add_counter(text, "accepted", relay->accepted);
    add_counter(text, "refused", relay->refused);
    add_totals(relay->bytes_to_gateway, relay->bytes_to_client, &relay->to_gateway, &relay->to_client, text);
    add_visitors(relay, &snapshot->clients[instance], text);
    end(text, "}");
}

static void add_service(const struct snapshot *snapshot, uint32_t index, struct text *text)
{
    const struct board_service *service = &snapshot->init.services[index];
    int64_t seconds = view_service_seconds(snapshot, service);
    text_add(text, "{");
    add_string(text, "name", service->name);
    add_string(text, "alias", service->alias);
    add_string(text, "state", service_state_name(service->state));
    add_known(text, "pid", service->pid);
    add_known(text, "started_at", service->started_at);
    add_known(text, "stopped_at", service->stopped_at);
    add_known(text, "changed_at_ms", service->changed_at_ms);
    if (seconds >= 0) add_number(text, "seconds", seconds);
    else text_add(text, "\"seconds\":null,");
    add_number(text, "restarts", service->restarts);
    add_number(text, "exit_status", service->exit_status);
    add_known(text, "memory", (int64_t) snapshot->memory[index]);
    add_string(text, "reason", service->reason);
    add_string(text, "note", service->note);
    add_string(text, "tone", tone_name(view_service_tone(service->state)));
    end(text, "}");
}

void status_json_render(const struct snapshot *snapshot, struct text *text)
{
    text_add(text, "{");
    add_string(text, "version", GATEHOUSE_VERSION);
    add_number(text, "now_ms", snapshot->now_ms);
    add_string(text, "time_zone", snapshot->time_zone);
    add_bool(text, "ready", view_is_ready(snapshot));
    add_init(snapshot, text);
    text_add(text, "\"sessions\":[");
    for (unsigned i = 0; i < BOARD_INSTANCES; i++)
        if (snapshot_session_service(snapshot, i)) add_session(snapshot, i, text);
    end(text, "]");
    text_add(text, "\"relays\":[");
    for (unsigned i = 0; i < BOARD_INSTANCES; i++)
        if (snapshot_relay_service(snapshot, i)) add_relay(snapshot, i, text);
    end(text, "]");
    text_add(text, "\"services\":[");
    for (uint32_t i = 0; i < snapshot->init.count; i++) add_service(snapshot, i, text);
    end(text, "]");
    end(text, "}");
    drop_comma(text);
    text_add(text, "\n");
}
