/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ctl/ctl.h"

#include "config/config.h"
#include "ctl/visit.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command commands[] = {
    { "status", run_status, "[NAME...]  what runs, since when, or why not" },
    { "start", run_start, "NAME...|GROUP:*|all  start, and wait until it is ready" },
    { "stop", run_stop, "NAME...|GROUP:*|all  stop, what needs it first" },
    { "restart", run_restart, "NAME...|GROUP:*|all  stop, then start" },
    { "signal", run_signal, "SIGNAL NAME...|GROUP:*|all  send a signal" },
    { "retry", run_retry, "[NAME...]  a session that needs you: log in once more; without a name: session" },
    { "pid", run_pid, "[NAME...|all]  process numbers" },
    { "tail", run_tail, "[-f|-BYTES] NAME [stdout|stderr]  the end of its log; -f: and what comes" },
    { "maintail", run_maintail, "[-f|-BYTES]  the same for gatehouse's own log" },
    { "fg", run_fg, "NAME  its log, until a key is pressed" },
    { "clear", run_clear, "NAME...|all  empty its log" },
    { "avail", run_avail, "all services, as they are configured" },
    { "clients", run_clients, "who is connected to the API, and what they send and get" },
    { "health", run_health, "exit status 0 when every session is logged in and its API answers" },
    { "reload", run_reload, "stop and start everything" },
    { "shutdown", run_shutdown, "stop everything, then gatehouse itself" },
    { "version", run_version, "the version" },
    /* The set of services is fixed at start: for scripts written for supervisord. */
    { "reread", run_reread, "what has changed in the configuration: nothing" },
    { "update", run_update, "[GROUP...]  take over what has changed: nothing" },
    { "add", run_add, "GROUP...  is there already, or not at all" },
    { "remove", run_remove, "GROUP...  is not possible" },
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        if (text_equal(commands[i].name, name)) return &commands[i];
    return NULL;
}

bool ctl_knows(const char *command)
{
    return find_command(command) != NULL;
}

void ctl_print_help(FILE *to)
{
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].help);
}

/* ---- supervisorctl's options ---- */

static bool is_local_host(const char *url)
{
    static const char *const local[] = { "http://localhost", "http://127.0.0.1", "http://[::1]" };
    for (size_t i = 0; i < ARRAY_LENGTH(local); i++) {
        size_t length = strlen(local[i]);
        if (strncmp(url, local[i], length) == 0 && strchr(":/", url[length])) return true;
    }
    return false;
}

/* We speak to the gatehouse of this machine only, whose folder the URL of its socket tells. */
static bool take_url(const char *url, struct visit *visit)
{
    if (text_starts_with(url, "unix://")) {
        text_print(visit->run_dir, "%s", url + strlen("unix://"));
        char *slash = strrchr(visit->run_dir, '/');
        if (slash) *slash = 0;
        return slash != NULL;
    }
    if (is_local_host(url)) return true;
    fprintf(stderr, "Error: %s is not on this machine: give unix://RUN_DIR/supervisor.sock, or use Debian's supervisorctl\n",
            url);
    return false;
}

static void print_usage(const char *program)
{
    printf("usage: %s [-s unix://RUN_DIR/supervisor.sock] COMMAND [ARGUMENT...]\n"
           "-c, -u, -p, -r and -i are taken as supervisorctl takes them, and change nothing: neither file nor password is "
           "needed\n\n", program);
    ctl_print_help(stdout);
}

/* The index of the command's word; -1: done, with *status. */
static int parse_options(int argc, char **argv, struct visit *visit, int *status)
{
    static const struct option longer[] = {
        { "configuration", required_argument, NULL, 'c' }, { "serverurl", required_argument, NULL, 's' },
        { "username", required_argument, NULL, 'u' },      { "password", required_argument, NULL, 'p' },
        { "history-file", required_argument, NULL, 'r' },  { "interactive", no_argument, NULL, 'i' },
        { "help", no_argument, NULL, 'h' },                { 0 },
    };
    *status = 0;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+c:s:u:p:r:ih?", longer, NULL)) != -1;) {
        bool asked = option == 'h' || (option == '?' && text_equal(argv[optind - 1], "-?"));
        if (asked) print_usage(argv[0]);
        else if (option == '?') fprintf(stderr, "Error: option %s not recognized\nFor help, use %s -h\n", argv[optind - 1], argv[0]);
        if (option == '?' && !asked) *status = EXIT_USAGE;
        if (option == 's' && !take_url(optarg, visit)) *status = EXIT_USAGE;
        if (asked || *status) return -1;
    }
    return optind;
}

int ctl_main(int argc, char **argv)
{
    struct visit visit = { 0 };
    int status = 0;
    const char *run_dir = getenv("RUN_DIR");
    if (run_dir && *run_dir) text_print(visit.run_dir, "%s", run_dir);
    else config_default_run_dir(geteuid(), visit.run_dir, sizeof visit.run_dir);
    int at = parse_options(argc, argv, &visit, &status);
    if (at < 0) return status;
    visit.command = find_command(at < argc ? argv[at] : "status");
    if (!visit.command) {
        printf("*** Unknown syntax: %s\n", argv[at]);
        return EXIT_FAILED;
    }
    visit.names = argv + (at < argc ? at + 1 : argc);
    visit.count = argc > at ? argc - at - 1 : 0;
    visit.command->run(&visit);
    visit_end(&visit);
    return fflush(stdout) == 0 ? visit.status : EXIT_FAILED;
}
