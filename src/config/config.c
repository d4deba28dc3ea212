/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/config.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

unsigned config_instances(const struct config *config)
{
    return config->trading_mode == TRADING_BOTH ? 2 : 1;
}

bool config_has_relay(const struct config *config)
{
    return config->relay_enabled && config->ssh_tunnel != SSH_TUNNEL_YES;
}

bool config_has_rdp(const struct config *config)
{
    return *config->rdp_password && config->program == PROGRAM_TWS;
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

static const char *ibc_folder(const struct config *config)
{
    return *config->ibc_path ? config->ibc_path : DEFAULT_IBC_PATH;
}

bool config_is_own_ibc(const struct config *config)
{
    return config->custom_config && config_uses_ibc(config);
}

bool config_own_ini(const struct config *config, const char *settings_dir, unsigned n, char *out, size_t room)
{
    const char *const folders[] = { settings_dir, config->data_dir, ibc_folder(config) };
    if (n >= ARRAY_LENGTH(folders)) return false;
    text_print_in(out, room, "%s/config.ini", folders[n]);
    return true;
}

void config_default_run_dir(unsigned uid, char *out, size_t room)
{
    const char *xdg = getenv("XDG_RUNTIME_DIR");
    text_print_in(out, room, "/run/gatehouse");
    if (access(out, W_OK) == 0 || (errno == ENOENT && access("/run", W_OK) == 0)) return;
    if (xdg && xdg[0] == '/') text_print_in(out, room, "%s/gatehouse", xdg);
    else text_print_in(out, room, "/tmp/gatehouse-%u", uid);
}

bool config_uses_ibc(const struct config *config)
{
    char jar[512];
    if (config->session_driver != SESSION_DRIVER_AUTO) return config->session_driver == SESSION_DRIVER_IBC;
    text_print(jar, "%s/IBC.jar", ibc_folder(config));
    return access(jar, R_OK) == 0;
}
