/* SPDX-License-Identifier: MIT */
#include "init/services.h"

#include <string.h>

static bool has_second_session(const struct config *config)
{
    return config_instances(config) > 1;
}

static bool has_second_relay(const struct config *config)
{
    return config_has_relay(config) && has_second_session(config);
}

static bool has_vnc(const struct config *config)
{
    return *config->vnc_password != 0;
}

static void add_address(struct text *text, const char *address, int port)
{
    bool is_v6 = strchr(address, ':') != NULL;
    text_format(text, is_v6 ? "[%s]:%d" : "%s:%d", address, port);
}

static void offer_api(const struct config *config, unsigned instance, struct text *text)
{
    text_format(text, "%s API on ", config_is_paper(config, instance) ? "paper" : "live");
    if (config_has_relay(config)) add_address(text, config->bind_address, config_relay_port(config, instance));
    else add_address(text, "127.0.0.1", config_api_port(config, instance));
}

static void offer_first_api(const struct config *config, struct text *text)
{
    offer_api(config, 0, text);
}

static void offer_second_api(const struct config *config, struct text *text)
{
    offer_api(config, 1, text);
}

static void offer_vnc(const struct config *config, struct text *text)
{
    text_add(text, "VNC on ");
    add_address(text, config->bind_address, VNC_PORT);
}

static void offer_rdp(const struct config *config, struct text *text)
{
    text_add(text, "RDP on ");
    add_address(text, config->bind_address, RDP_PORT);
}

static void offer_page(const struct config *config, struct text *text)
{
    if (config->ui_port == 0) return; /* there is the unix socket all the same */
    text_add(text, "status page on http://");
    add_address(text, config->bind_address, config->ui_port);
}

static bool has_notify(const struct config *config)
{
    return *config->notify_url || *config->notify_command;
}

static bool has_start_scripts(const struct config *config)
{
    return *config->start_scripts != 0;
}

static bool has_x_scripts(const struct config *config)
{
    return *config->x_scripts != 0;
}

static bool has_ibc_scripts(const struct config *config)
{
    return *config->ibc_scripts != 0;
}

const struct service_row service_rows[] = {
    { .name = "logger", .command = { "gatehouse", "logger" }, .internal = true, .gets_log_pipes = true,
      .limits = { .start_ms = 10000, .stop_ms = 3000 } },
    { .name = "notify", .command = { "gatehouse-notify" }, .audience = AUDIENCE_NOTIFY,
      .limits = { .start_ms = 10000, .stop_ms = 3000 }, .is_enabled = has_notify },
    /* The user's own programs; what comes after them needs them, and they stay when they are done. */
    { .name = "start-scripts", .command = { "gatehouse", "launch", "hooks", "START_SCRIPTS" },
      .limits = { .stop_ms = 3000 }, .is_enabled = has_start_scripts },
    { .name = "xvfb", .command = { "gatehouse", "launch", "xvfb" }, .needs = { "start-scripts" },
      .limits = { .start_ms = 30000, .stop_ms = 3000 } },
    { .name = "x-scripts", .command = { "gatehouse", "launch", "hooks", "X_SCRIPTS" }, .needs = { "xvfb" },
      .limits = { .stop_ms = 3000 }, .is_enabled = has_x_scripts },
    { .name = "ibc-scripts", .command = { "gatehouse", "launch", "hooks", "IBC_SCRIPTS" },
      .needs = { "xvfb", "x-scripts" }, .limits = { .stop_ms = 3000 }, .is_enabled = has_ibc_scripts },
    /* A login may wait for a person: no limit on its start. It closes the gateway tidily, which takes less than
     * 30 s, or 100 s where its token is kept: see src/session/ending.c. */
    { .name = "session", .alias = "ibc", .command = { "gatehouse", "session", "0" },
      .needs = { "xvfb", "x-scripts", "ibc-scripts" },
      .audience = AUDIENCE_SESSION_0, .part = BOARD_PART_SESSION, .limits = { .stop_ms = 100000 }, .offer = offer_first_api },
    { .name = "session-paper", .alias = "ibc-paper", .command = { "gatehouse", "session", "1" },
      .needs = { "xvfb", "x-scripts", "ibc-scripts" },
      .audience = AUDIENCE_SESSION_1, .part = BOARD_PART_SESSION, .instance = 1, .limits = { .stop_ms = 100000 },
      .is_enabled = has_second_session, .offer = offer_second_api },
    { .name = "relay", .alias = "socat", .command = { "gatehouse", "relay", "0" }, .needs = { "session" },
      .part = BOARD_PART_RELAY, .limits = { .start_ms = 10000, .stop_ms = 3000 }, .is_enabled = config_has_relay },
    { .name = "relay-paper", .alias = "socat-paper", .command = { "gatehouse", "relay", "1" },
      .needs = { "session-paper" }, .part = BOARD_PART_RELAY, .instance = 1,
      .limits = { .start_ms = 10000, .stop_ms = 3000 }, .is_enabled = has_second_relay },
    { .name = "x11vnc", .command = { "gatehouse", "launch", "x11vnc" }, .needs = { "xvfb" }, .audience = AUDIENCE_VNC,
      .limits = { .start_ms = 30000, .stop_ms = 3000 }, .is_enabled = has_vnc, .offer = offer_vnc },
    /* It cannot say that it is ready. */
    { .name = "rdp", .command = { "gatehouse", "launch", "rdp" }, .needs = { "xvfb" }, .audience = AUDIENCE_RDP,
      .limits = { .start_ms = 1000, .stop_ms = 3000, .ready_by_living = true }, .is_enabled = config_has_rdp, .offer = offer_rdp },
    { .name = "web", .command = { "gatehouse-web" }, .audience = AUDIENCE_WEB, .internal = true,
      .limits = { .start_ms = 10000, .stop_ms = 3000 }, .offer = offer_page },
};

const size_t service_rows_count = ARRAY_LENGTH(service_rows);
