/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/options.h"

#include "base/log.h"
#include "base/text.h"
#include "config/config.h"
#include "control/inherit.h"

#include <stdio.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, SILENCE_S = 60 };

static int wrong_usage(const char *option, const char *given, const char *why)
{
    static const char usage[] =
        "usage: gatehouse relay --listen ADDR:PORT --to ADDR:PORT [--allow CIDR,...]\n"
        "                       [--max-clients N] [--silence SECONDS] [--any-protocol]\n"
        "  --listen ADDR:PORT  where clients connect, for example 0.0.0.0:4003 or [::1]:4003\n"
        "  --to ADDR:PORT      where they are forwarded to, for example 127.0.0.1:4001\n"
        "  --allow CIDR,...    who may connect, for example 192.168.1.0/24,10.0.0.7; without it everybody\n"
        "  --max-clients N     connected at a time, 1 to 10000; 32 for API clients, as the gateway takes, else 8192\n"
        "  --silence SECONDS   after which a peer that acknowledges nothing is given up, 1 to 3600; 60\n"
        "  --any-protocol      forward at once, without waiting for the hello of an API client\n";
    if (given) log_error("%s \"%s\": %s", option, given, why);
    else log_error("%s: %s", option, why);
    fputs(usage, stderr);
    return EXIT_USAGE;
}

static int set_endpoint(struct endpoint *endpoint, const char *option, const char *given)
{
    if (endpoint->length > 0) return wrong_usage(option, given, "is given twice");
    const char *why = endpoint_parse(given, endpoint);
    return why ? wrong_usage(option, given, why) : 0;
}

static int set_allow(struct cidr_list *allow, const char *option, const char *given)
{
    char why[256] = "is empty, which would let everybody in: leave the option out for that";
    if (cidr_list_parse(given, allow, why, sizeof why) && allow->count > 0) return 0;
    return wrong_usage(option, given, why);
}

static int set_number(unsigned *number, const char *option, const char *given, int most)
{
    int64_t value = 0;
    if (!text_parse_number(given, 1, most, &value)) return wrong_usage(option, given, "is not a number in its range");
    *number = (unsigned) value;
    return 0;
}

static int set_option(struct relay_options *options, const char *option, const char *given)
{
    if (text_equal(option, "--listen")) return set_endpoint(&options->listen, option, given);
    if (text_equal(option, "--to")) return set_endpoint(&options->to, option, given);
    if (text_equal(option, "--max-clients")) return set_number(&options->max_clients, option, given, 10000);
    if (text_equal(option, "--silence")) return set_number(&options->silence_s, option, given, 3600);
    return set_allow(&options->allow, option, given);
}

static bool takes_value(const char *option)
{
    static const char *const options[] = { "--listen", "--to", "--allow", "--max-clients", "--silence" };
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
        if (text_equal(option, options[i])) return true;
    return false;
}

int relay_options_from_arguments(struct relay_options *options, int argc, char **argv)
{
    *options = (struct relay_options) { .silence_s = SILENCE_S };
    for (int i = 1; i < argc; i++) {
        const char *option = argv[i];
        int status = 0;
        if (text_equal(option, "--any-protocol")) options->any_protocol = true;
        else if (!takes_value(option)) status = wrong_usage(option, NULL, "is not an option of this command");
        else if (i + 1 == argc) status = wrong_usage(option, NULL, "needs a value after it");
        else status = set_option(options, option, argv[++i]);
        if (status) return status;
    }
    if (options->listen.length == 0) return wrong_usage("--listen", NULL, "is missing");
    if (options->to.length == 0) return wrong_usage("--to", NULL, "is missing");
    if (options->max_clients == 0) options->max_clients = options->any_protocol ? 8192 : 32;
    return 0;
}

static int unusable(const char *name, const char *given, const char *why)
{
    log_error("%s \"%s\": %s", name, given, why);
    return EXIT_BAD_SETTINGS;
}

static int from_config(struct relay_options *options, const struct config *config)
{
    char why[256];
    if (options->instance >= config_instances(config)) {
        log_error("there is no session %u to relay to", options->instance);
        return EXIT_BAD_SETTINGS;
    }
    if (!cidr_list_parse(config->relay_allow, &options->allow, why, sizeof why))
        return unusable("RELAY_ALLOW", config->relay_allow, why);
    if (!endpoint_make(config->bind_address, config_relay_port(config, options->instance), &options->listen))
        return unusable("BIND_ADDRESS", config->bind_address, "is not an IPv4 or IPv6 address");
    if (!endpoint_make("127.0.0.1", config_api_port(config, options->instance), &options->to)) return 1;
    options->max_clients = (unsigned) config->relay_max_clients;
    text_print(options->run_dir, "%s", config->run_dir);
    if (!*options->run_dir) config_default_run_dir(geteuid(), options->run_dir, sizeof options->run_dir);
    return 0;
}

int relay_options_from_init(struct relay_options *options, unsigned instance)
{
    struct config config;
    *options = (struct relay_options) { .by_init = true, .instance = instance, .silence_s = SILENCE_S };
    if (!config_load_sealed(&config, INHERITED_SETTINGS)) return EXIT_BAD_SETTINGS;
    int status = from_config(options, &config);
    config_wipe(&config);
    return status;
}
