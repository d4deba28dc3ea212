/* SPDX-License-Identifier: MIT
 *
 * What no setting shows by itself: contradictions between them, and names that are none.
 */
#include "config/load.h"

#include "base/log.h"
#include "base/properties.h"
#include "base/text.h"
#include "config/listeners.h"
#include "config/names.h"
#include "config/tunnels.h"

#include <string.h>

static size_t index_of(const char *name)
{
    for (size_t i = 0; i < settings_count; i++)
        if (text_equal(settings[i].name, name)) return i;
    INVARIANT(false);
    return 0;
}

/* Given at all, rightly or not: what is wrong has been told already. */
static bool is_given(const struct config *config, const char *name)
{
    return config->values[index_of(name)] != NULL;
}

static void require(const struct config *config, struct problems *problems, const char *name, const char *when)
{
    if (!is_given(config, name)) problem_add(problems, name, NULL, settings[index_of(name)].example, "is missing%s", when);
}

/* An account in the user's own config.ini is not ours to ask for. */
static void check_required(const struct config *config, struct problems *problems)
{
    static const char both[] = ": TRADING_MODE=both needs the paper account too";
    if (config_is_own_ibc(config)) return;
    for (size_t i = 0; i < settings_count; i++)
        if (settings[i].required) require(config, problems, settings[i].name, "");
    if (config->trading_mode != TRADING_BOTH) return;
    require(config, problems, "IB_USER_PAPER", both);
    require(config, problems, "IB_PASSWORD_PAPER", both);
}

static void check_page(const struct config *config, struct problems *problems)
{
    bool has_user = is_given(config, "SUPERVISORD_UI_USER"), has_password = is_given(config, "SUPERVISORD_UI_PASS");
    if (has_user == has_password) return;
    require(config, problems, has_user ? "SUPERVISORD_UI_PASS" : "SUPERVISORD_UI_USER", ": give both or neither");
}

static void check_times(const struct config *config, struct problems *problems)
{
    if (config->auto_restart_time.minutes < 0 || config->auto_logoff_time.minutes < 0) return;
    problem_add(problems, "AUTO_LOGOFF_TIME", NULL, NULL,
                "is given together with AUTO_RESTART_TIME; the program does one of them each day, so give one");
}

/* ---- tunnels ---- */

static void check_tunnels(const struct config *config, struct problems *problems)
{
    if (config->ssh_tunnel == SSH_TUNNEL_YES) require(config, problems, "SSH_USER_TUNNEL", ": SSH_TUNNEL=yes needs it");
    if (config->ssh_tunnel == SSH_TUNNEL_BOTH) require(config, problems, "SSH_USER_TUNNEL", ": SSH_TUNNEL=both needs it");
    tunnels_check(config, problems);
}

/* ---- what IBC's file cannot carry ---- */

static void check_for_ibc(struct problems *problems, const char *name, const char *value)
{
    const char *why = properties_objection(value);
    if (why) problem_add(problems, name, "***", NULL, "%s; with SESSION_DRIVER=native it would do", why);
}

static void check_driver(const struct config *config, struct problems *problems)
{
    if (!config_uses_ibc(config)) return;
    check_for_ibc(problems, "IB_USER", config->user);
    check_for_ibc(problems, "IB_PASSWORD", config->password);
    if (config->trading_mode != TRADING_BOTH) return;
    check_for_ibc(problems, "IB_USER_PAPER", config->user_paper);
    check_for_ibc(problems, "IB_PASSWORD_PAPER", config->password_paper);
}

void check_together(const struct config *config, struct problems *problems)
{
    check_required(config, problems);
    check_page(config, problems);
    check_times(config, problems);
    check_tunnels(config, problems);
    check_driver(config, problems);
    listeners_check(config, problems);
}

/* ---- names ---- */

/* What Kubernetes and Docker links add for a service that happens to have such a name: NAME_PORT=tcp://10.0.0.1:80. */
static bool is_of_a_service(const char *value)
{
    return text_starts_with(value, "tcp://") || text_starts_with(value, "udp://");
}

void check_unknown(const char *const *environment, struct problems *problems)
{
    for (const char *const *entry = environment; *entry; entry++) {
        char name[64];
        size_t length = strcspn(*entry, "=");
        if (length == 0 || length >= sizeof name || !(*entry)[length] || !(*entry)[length + 1]) continue;
        if (name_is_known(*entry) || is_of_a_service(*entry + length + 1)) continue;
        memcpy(name, *entry, length);
        name[length] = 0;
        const char *nearest = name_nearest(name);
        if (name_is_file_of_no_secret(name))
            problem_add(problems, name, NULL, NULL, "is no setting: only secrets can come from a file");
        else if (nearest) problem_add(problems, name, NULL, NULL, "is no setting; did you mean %s?", nearest);
    }
}
