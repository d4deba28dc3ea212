/* SPDX-License-Identifier: MIT */
#include "ctl/clients.h"

#include "control/describe.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static void add_direction(struct text *text, const char *what, uint64_t bytes, const struct traffic_counts *counts)
{
    text_format(text, ", %s %" PRIu64 " bytes", what, bytes);
    if (counts) text_format(text, " in %" PRIu64 " messages", counts->messages);
}

static void add_types(struct text *text, bool to_gateway, const struct traffic_counts *counts)
{
    if (counts->type_count == 0) return;
    text_format(text, "\n    %s:", to_gateway ? "to the gateway" : "to the client");
    for (uint32_t i = 0; i < counts->type_count && i < TRAFFIC_TYPES; i++) {
        unsigned type = counts->types[i].type;
        const char *name = traffic_type_name(to_gateway, type);
        text_add(text, i ? ", " : " ");
        if (name) text_add(text, name);
        else if (type == TRAFFIC_OTHER_TYPE) text_add(text, "others");
        else text_format(text, "type %u", type);
        text_format(text, " %" PRIu32, counts->types[i].messages);
    }
}

void clients_describe(const struct board_client *client, int64_t now, struct text *text)
{
    text_add(text, client->address);
    if (client->has_client_id) text_format(text, ", client id %" PRId32, client->client_id);
    if (client->version) text_format(text, ", version %" PRIu32, client->version);
    text_add(text, ", connected for ");
    describe_uptime(now - client->since, text);
    add_direction(text, "to the gateway", client->bytes_to_gateway, client->is_opaque ? NULL : &client->to_gateway);
    add_direction(text, "to the client", client->bytes_to_client, client->is_opaque ? NULL : &client->to_client);
    if (client->is_opaque) text_add(text, " (opaque: its messages cannot be told apart)");
    add_types(text, true, &client->to_gateway);
    add_types(text, false, &client->to_client);
}

unsigned clients_print(const struct board *board, const struct board_session sessions[BOARD_INSTANCES])
{
    static struct board_clients clients; /* large */
    unsigned count = 0;
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        board_read_clients(board, i, &clients);
        for (uint32_t at = 0; at < clients.count && at < BOARD_CLIENTS; at++, count++) {
            char bytes[4096];
            struct text text = TEXT_IN(bytes);
            clients_describe(&clients.clients[at], time(NULL), &text);
            printf("%s: %s\n", sessions[i].paper ? "paper" : "live", bytes);
        }
    }
    return count;
}
