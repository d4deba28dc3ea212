/* SPDX-License-Identifier: MIT */
#include "web/snapshot.h"

static void tame_counts(struct traffic_counts *counts)
{
    if (counts->type_count > TRAFFIC_TYPES) counts->type_count = TRAFFIC_TYPES;
}

static void tame_clients(struct board_clients *clients)
{
    if (clients->count > BOARD_CLIENTS) clients->count = BOARD_CLIENTS;
    for (uint32_t i = 0; i < clients->count; i++) {
        clients->clients[i].address[BOARD_ADDRESS - 1] = 0;
        tame_counts(&clients->clients[i].to_gateway);
        tame_counts(&clients->clients[i].to_client);
    }
}

static void end_texts(struct snapshot *snapshot)
{
    board_tame_init(&snapshot->init);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        snapshot->sessions[i].reason[BOARD_TEXT - 1] = 0;
        snapshot->sessions[i].windows[BOARD_WINDOWS_TEXT - 1] = 0;
        tame_clients(&snapshot->clients[i]);
        tame_counts(&snapshot->relays[i].to_gateway);
        tame_counts(&snapshot->relays[i].to_client);
    }
}

static int find_service(const struct snapshot *snapshot, enum board_part part, unsigned instance)
{
    for (uint32_t i = 0; i < snapshot->init.count; i++) {
        const struct board_service *service = &snapshot->init.services[i];
        if (service->part == part && service->instance == instance) return (int) i;
    }
    return SNAPSHOT_NO_SERVICE;
}

static const struct board_service *service_at(const struct snapshot *snapshot, int index)
{
    return index == SNAPSHOT_NO_SERVICE ? NULL : &snapshot->init.services[index];
}

const struct board_service *snapshot_session_service(const struct snapshot *snapshot, unsigned instance)
{
    return service_at(snapshot, snapshot->session_service[instance]);
}

const struct board_service *snapshot_relay_service(const struct snapshot *snapshot, unsigned instance)
{
    return service_at(snapshot, snapshot->relay_service[instance]);
}

/* A process that was killed had no time to take its part of the board back. */
static void forget_the_dead(struct snapshot *snapshot, unsigned instance)
{
    const struct board_service *session = snapshot_session_service(snapshot, instance);
    const struct board_service *relay = snapshot_relay_service(snapshot, instance);
    if (!session || session->pid == 0) {
        struct board_session *part = &snapshot->sessions[instance];
        *part = (struct board_session) { .state = SESSION_ABSENT, .paper = part->paper };
    }
    if (relay && relay->pid != 0) return;
    snapshot->relays[instance] = (struct board_relay) { 0 };
    snapshot->clients[instance].count = 0;
}

void snapshot_settle(struct snapshot *snapshot)
{
    end_texts(snapshot);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        snapshot->session_service[i] = find_service(snapshot, BOARD_PART_SESSION, i);
        snapshot->relay_service[i] = find_service(snapshot, BOARD_PART_RELAY, i);
        forget_the_dead(snapshot, i);
    }
}
