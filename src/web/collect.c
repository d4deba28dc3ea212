/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/collect.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static uint64_t resident_bytes(int32_t pid)
{
    char path[64], line[128];
    uint64_t resident = 0;
    if (pid <= 0) return 0;
    text_print(path, "/proc/%" PRId32 "/statm", pid);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof line - 1);
    if (length <= 0) return 0;
    line[length] = 0;
    if (sscanf(line, "%*u %" SCNu64, &resident) != 1) return 0;
    return resident * (uint64_t) sysconf(_SC_PAGESIZE);
}

static bool is_alive(int32_t pid)
{
    return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

static void measure_memory(struct snapshot *snapshot)
{
    snapshot->init_memory = resident_bytes(snapshot->init.pid);
    for (uint32_t i = 0; i < snapshot->init.count; i++)
        snapshot->memory[i] = resident_bytes(snapshot->init.services[i].pid);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        int service = snapshot->session_service[i];
        if (service != SNAPSHOT_NO_SERVICE) snapshot->memory[service] += resident_bytes(snapshot->sessions[i].java_pid);
    }
}

void collect_snapshot(const struct board *board, const struct config *config, struct snapshot *snapshot)
{
    *snapshot = (struct snapshot) { .now_ms = clock_wall_ms() };
    text_print(snapshot->time_zone, "%s", config->time_zone);
    text_print(snapshot->relay_address, "%s", config->bind_address);
    board_read_init(board, &snapshot->init);
    snapshot->init_alive = is_alive(snapshot->init.pid);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        board_read_session(board, i, &snapshot->sessions[i]);
        board_read_relay(board, i, &snapshot->relays[i]);
        board_read_clients(board, i, &snapshot->clients[i]);
        if (snapshot->sessions[i].state == SESSION_ABSENT) snapshot->sessions[i].paper = config_is_paper(config, i);
        snapshot->relay_ports[i] = config_relay_port(config, i);
    }
    snapshot_settle(snapshot);
    measure_memory(snapshot);
}
