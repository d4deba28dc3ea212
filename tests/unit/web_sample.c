/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web_sample.h"

#include "base/text.h"

#include <stdlib.h>
#include <time.h>

static const int64_t now_s = 1795384800;

static void add_service(struct snapshot *snapshot, const char *name, const char *alias, int32_t pid)
{
    struct board_service *service = &snapshot->init.services[snapshot->init.count++];
    text_print(service->name, "%s", name);
    text_print(service->alias, "%s", alias);
    if (text_equal(name, "session")) service->part = BOARD_PART_SESSION;
    if (text_equal(name, "relay")) service->part = BOARD_PART_RELAY;
    service->pid = pid;
    service->state = pid > 0 ? SERVICE_RUNNING : SERVICE_STOPPED;
    service->started_at = now_s - 7500;
    service->changed_at_ms = (now_s - 7400) * 1000;
}

void sample_make(struct snapshot *snapshot)
{
    setenv("TZ", "UTC", 1);
    tzset();
    *snapshot = (struct snapshot) { .now_ms = now_s * 1000, .time_zone = "UTC", .init_alive = true,
                                    .relay_address = "127.0.0.1", .relay_ports = { 4004, 4004 } };
    snapshot->init.pid = 1;
    snapshot->init.started_at = now_s - 90000;
    snapshot->init_memory = 1 << 20;
    add_service(snapshot, "session", "ibc", 21);
    add_service(snapshot, "relay", "socat", 22);
    add_service(snapshot, "x11vnc", "", 0);
    snapshot->memory[SAMPLE_SESSION] = 612 << 20;
    snapshot->sessions[0] = (struct board_session) { .state = SESSION_READY, .paper = true, .attempts = 1,
                                                     .java_pid = 30, .api_port = 4002,
                                                     .since_ms = 1795369930 * INT64_C(1000) };
    snapshot->relays[0] = (struct board_relay) { .accepting = true, .clients = 2, .accepted = 1431, .refused = 12,
                                                 .bytes_to_gateway = 834112, .bytes_to_client = 73400320 };
    snapshot_settle(snapshot);
}
