/* SPDX-License-Identifier: MIT
 *
 * The part of the page about a relay: what went through it, and who is connected.
 */
#include "web/format.h"
#include "web/html.h"
#include "web/page.h"
#include "web/view.h"

#include <inttypes.h>
#include <string.h>

static void add_address(struct text *text, const char *address, int port)
{
    bool is_v6 = strchr(address, ':') != NULL;
    text_add(text, is_v6 ? "[" : "");
    text_add_html(text, address);
    text_format(text, "%s:%d", is_v6 ? "]" : "", port);
}

static void add_type(struct text *text, bool to_gateway, unsigned type, uint32_t messages)
{
    const char *name = type == TRAFFIC_OTHER_TYPE ? "others" : traffic_type_name(to_gateway, type);
    text_add(text, "<div><dt>");
    if (name) text_add_html(text, name);
    else text_format(text, "type %u", type);
    text_add(text, "</dt><dd>");
    format_count(text, messages);
    text_add(text, "</dd></div>");
}

static void add_types(struct text *text, const struct traffic_counts *counts, bool to_gateway)
{
    if (counts->type_count == 0) return;
    text_format(text, "<h3>%s</h3>\n<dl class=\"types\">", to_gateway ? "To the gateway" : "To the client");
    for (uint32_t i = 0; i < counts->type_count; i++)
        add_type(text, to_gateway, counts->types[i].type, counts->types[i].messages);
    text_add(text, "</dl>\n");
}

static void add_name(const struct board_client *client, struct text *text)
{
    if (client->has_client_id) text_format(text, "<b>client %" PRId32 "</b> <small>", client->client_id);
    else text_add(text, "<b>no client id yet</b> <small>");
    text_add_html(text, client->address);
    if (client->version) text_format(text, " · version %" PRIu32, client->version);
    text_add(text, "</small>");
}

static void add_client(const struct snapshot *snapshot, const struct board_client *client, struct text *text)
{
    text_add(text, "<details><summary>");
    add_name(client, text);
    text_add(text, "<span class=\"facts\"><span>for ");
    format_duration(text, snapshot->now_ms / 1000 - client->since);
    text_add(text, "</span> <span>↑ ");
    format_count(text, client->to_gateway.messages);
    text_add(text, " · ");
    format_bytes(text, client->bytes_to_gateway);
    text_add(text, "</span> <span>↓ ");
    format_count(text, client->to_client.messages);
    text_add(text, " · ");
    format_bytes(text, client->bytes_to_client);
    text_add(text, "</span></span></summary>\n");
    if (client->is_opaque) text_add(text, "<p>Its messages cannot be told apart: only bytes are counted.</p>\n");
    add_types(text, &client->to_gateway, true);
    add_types(text, &client->to_client, false);
    text_add(text, "</details>\n");
}

static void add_clients(const struct snapshot *snapshot, unsigned instance, struct text *text)
{
    const struct board_clients *clients = &snapshot->clients[instance];
    if (clients->count == 0) return;
    text_add(text, "<div class=\"clients\">\n");
    for (uint32_t i = 0; i < clients->count; i++) add_client(snapshot, &clients->clients[i], text);
    text_add(text, "</div>\n");
}

static void add_refusals(const struct board_relay *relay, struct text *text)
{
    if (relay->refused == 0) return;
    text_add(text, "<details class=\"refusals\"><summary>Turned away: ");
    format_count(text, relay->refused);
    text_add(text, "</summary>\n<dl class=\"types\">");
    for (unsigned i = 0; i < REFUSALS_END; i++) {
        if (relay->refused_by[i] == 0) continue;
        text_format(text, "<div><dt>%s</dt><dd>", refusal_words((enum refusal) i));
        format_count(text, relay->refused_by[i]);
        text_add(text, "</dd></div>");
    }
    text_add(text, "</dl></details>\n");
}

void page_add_relay(const struct snapshot *snapshot, unsigned instance, struct text *text)
{
    const struct board_relay *relay = &snapshot->relays[instance];
    text_format(text, "<section class=\"panel\">\n<h2>%s API <small>", snapshot->sessions[instance].paper ? "Paper" : "Live");
    add_address(text, snapshot->relay_address, snapshot->relay_ports[instance]);
    text_add(text, "</small></h2>\n<dl class=\"figures\">\n");
    html_figure_begin(text, "New clients");
    html_state(text, tone_name(relay->accepting ? TONE_GOOD : TONE_QUIET), relay->accepting ? "accepted" : "not now");
    html_figure_end(text);
    html_figure_count(text, "Connected", relay->clients);
    html_figure_count(text, "Served so far", relay->accepted);
    html_figure_bytes(text, "To the gateway", relay->bytes_to_gateway);
    html_figure_bytes(text, "To clients", relay->bytes_to_client);
    html_figure_count(text, "Messages", relay->to_gateway.messages + relay->to_client.messages);
    text_add(text, "</dl>\n");
    add_clients(snapshot, instance, text);
    add_refusals(relay, text);
    text_add(text, "</section>\n");
}
