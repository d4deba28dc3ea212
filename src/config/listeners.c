/* SPDX-License-Identifier: MIT */
#include "config/listeners.h"

#include "base/text.h"

unsigned config_listeners(const struct config *config, struct listener list[LISTENERS_LIMIT])
{
    const char *host = config->bind_address;
    unsigned count = 0;
    for (unsigned i = 0; i < config_instances(config); i++) {
        const char *setting = "TRADING_MODE";
        list[count++] = (struct listener) { setting, "the gateway's API", "127.0.0.1", config_api_port(config, i) };
        if (!config_has_relay(config)) continue;
        list[count++] = (struct listener) { setting, "the relay", host, config_relay_port(config, i) };
    }
    if (*config->vnc_password) list[count++] = (struct listener) { "VNC_PWD", "the VNC server", host, VNC_PORT };
    if (config_has_rdp(config)) list[count++] = (struct listener) { "RDP_PWD", "the RDP server", host, RDP_PORT };
    if (config->ui_port)
        list[count++] = (struct listener) { "SUPERVISORD_UI_PORT", "the status page", host, config->ui_port };
    return count;
}

static bool is_any(const char *host)
{
    return text_equal(host, "0.0.0.0") || text_equal(host, "::");
}

static bool is_same_place(const struct listener *a, const struct listener *b)
{
    return a->port == b->port && (text_equal(a->host, b->host) || is_any(a->host) || is_any(b->host));
}

void listeners_check(const struct config *config, struct problems *problems)
{
    struct listener list[LISTENERS_LIMIT];
    unsigned count = config_listeners(config, list);
    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < i; k++) {
            char given[16];
            if (!is_same_place(&list[i], &list[k])) continue;
            text_print(given, "%d", list[i].port);
            problem_add(problems, list[i].setting, given, "9001", "is the port of %s already: %s cannot listen there too",
                        list[k].who, list[i].who);
        }
    }
}
