/* SPDX-License-Identifier: MIT
 *
 * The one command: its first word names the role this process plays. Called as `supervisorctl` it is the command-line
 * client.
 */
#include "base/macros.h"
#include "base/text.h"
#include "config/describe.h"
#include "ctl/ctl.h"
#include "init/config_command.h"
#include "init/init.h"
#include "launch/launch.h"
#include "logger/logger.h"
#include "relay/relay.h"
#include "session/session.h"
#include "tunnel/askpass.h"
#include "tunnel/tunnel.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_USAGE = 2 };

static const struct role {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the role's name; the result is the exit status */
    const char *help; /* NULL: started by init, not by people */
} roles[] = {
    { "init", init_main, "run the whole stack in the foreground (PID 1 of the container)" },
    { "relay", relay_main, "forward a TCP port to a gateway: --listen ADDR:PORT --to ADDR:PORT [--allow CIDR,...]" },
    { "config", config_main, "the settings in force: value, origin, what each becomes [--check] [--json]" },
    { "tunnel-check", tunnel_check_main, "test every step of the SSH tunnels, and say which fails" },
    { "settings", settings_main, "all settings with their defaults, as Markdown" },
    { "logger", logger_main, NULL },
    { "launch", launch_main, NULL },
    { "session", session_main, NULL },
    { "tunnel", tunnel_main, NULL },
};

static void print_help(FILE *to)
{
    fputs("usage: gatehouse COMMAND [ARGUMENT...]\n\n", to);
    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++)
        if (roles[i].help) fprintf(to, "  %-12s %s\n", roles[i].name, roles[i].help);
    ctl_print_help(to);
    fputs("\nexit status: 0 done, 1 failed, 2 wrong usage, 78 bad settings; `status` as supervisorctl: "
          "3 something is not running, 4 nobody answers\n", to);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int main(int argc, char **argv)
{
    if (argc > 0 && text_equal(base_name(argv[0]), "supervisorctl")) return ctl_main(argc, argv);
    if (argc > 0 && text_equal(base_name(argv[0]), ASKPASS_NAME)) return askpass_main(argc, argv);
    const char *command = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++)
        if (text_equal(command, roles[i].name)) return roles[i].run(argc - 1, argv + 1);
    if (ctl_knows(command)) return ctl_main(argc, argv);
    bool asked = text_equal(command, "--help") || text_equal(command, "-h") || text_equal(command, "help");
    if (!asked && *command) fprintf(stderr, "gatehouse: unknown command \"%s\"\n", command);
    print_help(asked ? stdout : stderr);
    return asked ? 0 : EXIT_USAGE;
}
