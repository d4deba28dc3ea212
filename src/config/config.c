/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/config.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "config/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEALED_LIMIT = 1 << 20 };

unsigned config_instances(const struct config *config)
{
    return config->trading_mode == TRADING_BOTH ? 2 : 1;
}

bool config_is_paper(const struct config *config, unsigned instance)
{
    return instance == 1 || config->trading_mode == TRADING_PAPER;
}

static const struct {
    int live, paper;
} ports[][2] = {
    [PROGRAM_GATEWAY] = { { 4001, 4002 }, { 4003, 4004 } },
    [PROGRAM_TWS] = { { 7496, 7497 }, { 7498, 7499 } },
};

int config_api_port(const struct config *config, unsigned instance)
{
    return config_is_paper(config, instance) ? ports[config->program][0].paper : ports[config->program][0].live;
}

int config_relay_port(const struct config *config, unsigned instance)
{
    return config_is_paper(config, instance) ? ports[config->program][1].paper : ports[config->program][1].live;
}

void config_default_run_dir(unsigned uid, char *out, size_t room)
{
    const char *xdg = getenv("XDG_RUNTIME_DIR");
    text_print_in(out, room, "/run/gatehouse");
    if (access(out, W_OK) == 0 || (errno == ENOENT && access("/run", W_OK) == 0)) return;
    if (xdg && xdg[0] == '/') text_print_in(out, room, "%s/gatehouse", xdg);
    else text_print_in(out, room, "/tmp/gatehouse-%u", uid);
}

static void add_sealed(struct text *text, const char *name, const char *value)
{
    text_format(text, "%s=%s", name, value);
    text_add_bytes(text, "", 1);
}

int config_seal(const struct config *config, unsigned audience)
{
    size_t room = config->arena_size + strlen(config->simulator) + SETTING_LIMIT * 64;
    char *bytes = calloc(1, room);
    if (!bytes) return -1;
    struct text text = { .bytes = bytes, .room = room };
    for (size_t i = 0; i < settings_count; i++) {
        bool may = settings[i].audience == AUDIENCE_EVERYBODY || (settings[i].audience & audience);
        if (config->values[i] && may) add_sealed(&text, settings[i].name, config->values[i]);
    }
    if (audience & (AUDIENCE_SESSION_0 | AUDIENCE_SESSION_1)) add_sealed(&text, SIMULATOR_SEALED, config->simulator);
    int fd = fd_sealed_memory("gatehouse-settings", bytes, text.length);
    explicit_bzero(bytes, room);
    free(bytes);
    return fd;
}

bool config_load_sealed(struct config *config, int fd)
{
    const char *environment[SETTING_LIMIT + 2] = { NULL };
    struct problems problems = { 0 };
    size_t length = 0, n = 0;
    char *bytes = fd_read_whole(fd, SEALED_LIMIT, &length);
    if (!bytes) {
        log_errno("the settings handed over by init cannot be read");
        return false;
    }
    close(fd);
    for (char *at = bytes; at < bytes + length && n <= SETTING_LIMIT; at += strlen(at) + 1) environment[n++] = at;
    config_load(config, environment, &problems); /* init has checked them: what is missing is not for us to know */
    explicit_bzero(bytes, length);
    free(bytes);
    return true;
}

void config_wipe(struct config *config)
{
    if (config->arena) explicit_bzero(config->arena, config->arena_size);
    free(config->arena);
    *config = (struct config) { 0 };
}
