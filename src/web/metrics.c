/* SPDX-License-Identifier: MIT */
#include "web/metrics.h"

#include "web/view.h"

/* What a metric is told of; each is one sample for each of these. */
enum about { ABOUT_GATEHOUSE, ABOUT_SERVICE, ABOUT_SERVICE_STATE, ABOUT_SESSION, ABOUT_SESSION_STATE, ABOUT_RELAY };

struct metric {
    const char *name, *type, *help;
    enum about about;
    double (*value)(const struct snapshot *snapshot, unsigned index); /* of a service, session or relay; NULL for states */
};

static const enum service_state service_states[] = { SERVICE_STOPPED,  SERVICE_STARTING, SERVICE_RUNNING, SERVICE_BACKOFF,
                                                     SERVICE_STOPPING, SERVICE_EXITED,   SERVICE_FATAL };

static double ready(const struct snapshot *snapshot, unsigned index)
{
    (void) index;
    return view_is_ready(snapshot);
}

static double started(const struct snapshot *snapshot, unsigned index)
{
    (void) index;
    return (double) snapshot->init.started_at;
}

static double orphans(const struct snapshot *snapshot, unsigned index)
{
    (void) index;
    return snapshot->init.orphans;
}

static double own_memory(const struct snapshot *snapshot, unsigned index)
{
    (void) index;
    return (double) snapshot->init_memory;
}

static double restarts(const struct snapshot *snapshot, unsigned index)
{
    return snapshot->init.services[index].restarts;
}

static double is_up(const struct snapshot *snapshot, unsigned index)
{
    return snapshot->init.services[index].state == SERVICE_RUNNING;
}

static double service_started(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->init.services[index].started_at;
}

static double memory(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->memory[index];
}

static double session_ready(const struct snapshot *snapshot, unsigned index)
{
    struct session_view view;
    view_session(snapshot, index, &view);
    return view.ready;
}

static double session_since(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->sessions[index].since_ms / 1000;
}

static double attempts(const struct snapshot *snapshot, unsigned index)
{
    return snapshot->sessions[index].attempts;
}

/* Not known: the format's word for that is NaN. */
static double latency(const struct snapshot *snapshot, unsigned index)
{
    int32_t ms = snapshot->sessions[index].api_latency_ms;
    bool known = ms >= 0 && snapshot->sessions[index].state != SESSION_ABSENT;
    return known ? (double) ms / 1000 : __builtin_nan("");
}

static double accepting(const struct snapshot *snapshot, unsigned index)
{
    return snapshot->relays[index].accepting;
}

static double clients(const struct snapshot *snapshot, unsigned index)
{
    return snapshot->relays[index].clients;
}

static double accepted(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->relays[index].accepted;
}

static double refused(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->relays[index].refused;
}

static double bytes_up(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->relays[index].bytes_to_gateway;
}

static double bytes_down(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->relays[index].bytes_to_client;
}

static double messages_up(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->relays[index].to_gateway.messages;
}

static double messages_down(const struct snapshot *snapshot, unsigned index)
{
    return (double) snapshot->relays[index].to_client.messages;
}

static const struct metric metrics[] = {
    { "gatehouse_ready", "gauge", "1 when every session is logged in and its API answers.", ABOUT_GATEHOUSE, ready },
    { "gatehouse_start_time_seconds", "gauge", "When gatehouse was started.", ABOUT_GATEHOUSE, started },
    { "gatehouse_orphans_reaped_total", "counter", "Processes reaped that belonged to no service.", ABOUT_GATEHOUSE, orphans },
    { "gatehouse_init_resident_memory_bytes", "gauge", "Memory of init itself; 0 when not known.", ABOUT_GATEHOUSE, own_memory },
    { "gatehouse_service_state", "gauge", "1 for the state that a service is in.", ABOUT_SERVICE_STATE, NULL },
    { "gatehouse_service_up", "gauge", "1 when a service is RUNNING.", ABOUT_SERVICE, is_up },
    { "gatehouse_service_restarts_total", "counter", "Starts that nobody asked for.", ABOUT_SERVICE, restarts },
    { "gatehouse_service_start_time_seconds", "gauge", "When a service was last started; 0: never.", ABOUT_SERVICE,
      service_started },
    { "gatehouse_service_resident_memory_bytes", "gauge", "Memory of a service, a session's with its JVM; 0 when not known.",
      ABOUT_SERVICE, memory },
    { "gatehouse_session_state", "gauge", "1 for the state that a session is in.", ABOUT_SESSION_STATE, NULL },
    { "gatehouse_session_ready", "gauge", "1 when a session is logged in and its API answers.", ABOUT_SESSION, session_ready },
    { "gatehouse_session_state_since_seconds", "gauge", "When a session came into its state.", ABOUT_SESSION, session_since },
    { "gatehouse_session_login_attempts_total", "counter", "Logins tried since the session's process was started.",
      ABOUT_SESSION, attempts },
    { "gatehouse_api_latency_seconds", "gauge", "How long the gateway took to answer the last hello; NaN: it has not.",
      ABOUT_SESSION, latency },
    { "gatehouse_relay_accepting", "gauge", "1 when a relay takes clients.", ABOUT_RELAY, accepting },
    { "gatehouse_relay_clients", "gauge", "Clients connected now.", ABOUT_RELAY, clients },
    { "gatehouse_relay_accepted_total", "counter", "Clients taken since the relay was started.", ABOUT_RELAY, accepted },
    { "gatehouse_relay_refused_total", "counter", "Clients refused since the relay was started.", ABOUT_RELAY, refused },
    { "gatehouse_relay_to_gateway_bytes_total", "counter", "Bytes from clients to the gateway.", ABOUT_RELAY, bytes_up },
    { "gatehouse_relay_to_client_bytes_total", "counter", "Bytes from the gateway to clients.", ABOUT_RELAY, bytes_down },
    { "gatehouse_relay_to_gateway_messages_total", "counter", "API messages from clients to the gateway.", ABOUT_RELAY,
      messages_up },
    { "gatehouse_relay_to_client_messages_total", "counter", "API messages from the gateway to clients.", ABOUT_RELAY,
      messages_down },
};

/* ---- samples ---- */

static void add_number(struct text *text, double value)
{
    if (value != value) text_add(text, " NaN\n");
    else text_format(text, " %.15g\n", value);
}

static void add_services(const struct snapshot *snapshot, const struct metric *metric, struct text *text)
{
    for (uint32_t i = 0; i < snapshot->init.count; i++) {
        const struct board_service *service = &snapshot->init.services[i];
        for (size_t s = 0; metric->about == ABOUT_SERVICE_STATE && s < ARRAY_LENGTH(service_states); s++)
            text_format(text, "%s{service=\"%s\",state=\"%s\"} %d\n", metric->name, service->name,
                        service_state_name(service_states[s]), service->state == service_states[s]);
        if (metric->about == ABOUT_SERVICE_STATE) continue;
        text_format(text, "%s{service=\"%s\"}", metric->name, service->name);
        add_number(text, metric->value(snapshot, i));
    }
}

static const char *mode(const struct snapshot *snapshot, unsigned instance)
{
    return snapshot->sessions[instance].paper ? "paper" : "live";
}

static void add_session(const struct snapshot *snapshot, const struct metric *metric, unsigned i, struct text *text)
{
    if (metric->about == ABOUT_SESSION) {
        text_format(text, "%s{mode=\"%s\"}", metric->name, mode(snapshot, i));
        add_number(text, metric->value(snapshot, i));
        return;
    }
    for (unsigned state = SESSION_ABSENT; state <= SESSION_STOPPING; state++)
        text_format(text, "%s{mode=\"%s\",state=\"%s\"} %d\n", metric->name, mode(snapshot, i),
                    session_state_name((enum session_state) state), (unsigned) snapshot->sessions[i].state == state);
}

static void add_relay(const struct snapshot *snapshot, const struct metric *metric, unsigned i, struct text *text)
{
    text_format(text, "%s{mode=\"%s\"}", metric->name, mode(snapshot, i));
    add_number(text, metric->value(snapshot, i));
}

static void add_samples(const struct snapshot *snapshot, const struct metric *metric, struct text *text)
{
    switch (metric->about) {
    case ABOUT_GATEHOUSE:
        text_add(text, metric->name);
        add_number(text, metric->value(snapshot, 0));
        return;
    case ABOUT_SERVICE:
    case ABOUT_SERVICE_STATE: add_services(snapshot, metric, text); return;
    case ABOUT_SESSION:
    case ABOUT_SESSION_STATE:
        for (unsigned i = 0; i < BOARD_INSTANCES; i++)
            if (snapshot_session_service(snapshot, i)) add_session(snapshot, metric, i, text);
        return;
    case ABOUT_RELAY:
        for (unsigned i = 0; i < BOARD_INSTANCES; i++)
            if (snapshot_relay_service(snapshot, i)) add_relay(snapshot, metric, i, text);
        return;
    }
}

void metrics_render(const struct snapshot *snapshot, struct text *text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(metrics); i++) {
        text_format(text, "# HELP %s %s\n# TYPE %s %s\n", metrics[i].name, metrics[i].help, metrics[i].name, metrics[i].type);
        add_samples(snapshot, &metrics[i], text);
    }
}
