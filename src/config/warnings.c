/* SPDX-License-Identifier: MIT
 *
 * No problems, but worth a word at start.
 */
#include "config/config.h"

#include "base/log.h"
#include "base/text.h"
#include "config/ibc_keys.h"

#include <string.h>

static bool is_given(const char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (; *environment; environment++) {
        if (strncmp(*environment, name, length) != 0) continue;
        const char *value = strchr(*environment, '=');
        if (value && value[1] && (*environment)[length] == '=') return true;
    }
    return false;
}

static void warn_of_ours(const char *const *environment)
{
    for (size_t i = 0; i < ibc_keys_count; i++) {
        const struct ibc_key *row = &ibc_keys[i];
        char name[80];
        text_print(name, IBC_PREFIX "%s", row->key);
        if (!row->why_ours) continue;
        if (is_given(environment, name)) log_warning("%s has no effect: %s", name, row->why_ours);
        for (size_t n = 0; n < ARRAY_LENGTH(row->aliases) && row->aliases[n]; n++)
            if (is_given(environment, row->aliases[n])) log_warning("%s has no effect: %s", row->aliases[n], row->why_ours);
    }
}

static void warn_without(const char *value, bool has_effect, const char *name, const char *needs)
{
    if (*value && !has_effect) log_warning("%s has no effect without %s", name, needs);
}

static void warn_of_idle(const struct config *config)
{
    bool is_both = config->trading_mode == TRADING_BOTH, is_tws = config->program == PROGRAM_TWS;
    warn_without(config->user_paper, is_both, "IB_USER_PAPER", "TRADING_MODE=both");
    warn_without(config->password_paper, is_both, "IB_PASSWORD_PAPER", "TRADING_MODE=both");
    warn_without(config->totp_secret_paper, is_both, "TOTP_SECRET_PAPER", "TRADING_MODE=both");
    warn_without(config->ssh_user_tunnel, config->ssh_tunnel != SSH_TUNNEL_NONE, "SSH_USER_TUNNEL", "SSH_TUNNEL=yes or both");
    if (config->auto_logoff_time.minutes < 0 && config->auto_logon_time.minutes >= 0)
        log_warning("AUTO_LOGON_TIME has no effect without AUTO_LOGOFF_TIME");
    warn_without(config->rdp_password, is_tws, "RDP_PWD", "the image of TWS");
    warn_without(config->ssh_rdp_port, *config->rdp_password, "SSH_RDP_PORT", "RDP_PWD");
    warn_without(config->ssh_vnc_port, *config->vnc_password, "SSH_VNC_PORT", "VNC_PWD");
}

static void warn_of_account(const struct config *config)
{
    if (!config_is_own_ibc(config)) return;
    if (*config->user || *config->password)
        log_warning("IB_USER and IB_PASSWORD have no effect with CUSTOM_CONFIG=yes: IBC takes the account from your config.ini");
}

void config_warn(const struct config *config, const char *const *environment)
{
    enum { VNC_LOOKS_AT = 8 };
    warn_of_ours(environment);
    warn_of_idle(config);
    warn_of_account(config);
    if (strlen(config->vnc_password) > VNC_LOOKS_AT)
        log_warning("VNC_PWD has more than %d characters; VNC only looks at the first %d", VNC_LOOKS_AT, VNC_LOOKS_AT);
}
