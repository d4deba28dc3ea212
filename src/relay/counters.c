/* SPDX-License-Identifier: MIT */
#include "relay/counters.h"

#include "base/clock.h"

#include <time.h>

_Static_assert((int) ENDPOINT_TEXT <= (int) BOARD_ADDRESS, "an address and a port must fit");

void counters_add_relay(const struct conn_set *set, struct board_relay *part)
{
    struct conn_counts counts;
    conn_set_counts(set, &counts);
    part->clients += set->lists[CONN_OPEN].count;
    part->accepted += set->accepted;
    part->refused += set->refusals.total;
    for (size_t i = 0; i < REFUSALS_END; i++) part->refused_by[i] += set->refusals.by_cause[i];
    part->bytes_to_gateway += counts.bytes_to_gateway;
    part->bytes_to_client += counts.bytes_to_client;
    traffic_counts_add(&part->to_gateway, &counts.to_gateway);
    traffic_counts_add(&part->to_client, &counts.to_client);
}

static void describe(const struct conn *conn, int64_t now, struct board_client *client)
{
    const struct traffic *traffic = conn->traffic;
    endpoint_print(&conn->from, client->address);
    client->since = now - (clock_now_ms() - conn->since) / 1000;
    client->bytes_to_gateway = conn->up.moved;
    client->bytes_to_client = conn->down.moved;
    client->is_opaque = !traffic || traffic->up.is_opaque || traffic->down.is_opaque;
    if (!traffic) return;
    client->version = traffic->version;
    client->has_client_id = traffic->has_client_id;
    client->client_id = traffic->client_id;
    client->to_gateway = traffic->up.counts;
    client->to_client = traffic->down.counts;
}

void counters_add_clients(const struct conn_set *set, struct board_clients *part)
{
    int64_t now = time(NULL);
    for (const struct conn *conn = set->lists[CONN_OPEN].first; conn && part->count < BOARD_CLIENTS; conn = conn->next)
        describe(conn, now, &part->clients[part->count++]);
}
