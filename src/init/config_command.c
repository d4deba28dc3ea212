/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/config_command.h"

#include "base/log.h"
#include "base/schedule.h"
#include "config/effective.h"
#include "init/possession.h"
#include "init/preflight.h"
#include "init/prepare.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXTRA_ROOM = 1 << 18 };

static bool parse_arguments(int argc, char **argv, bool *is_json, bool *is_check)
{
    for (int i = 1; i < argc; i++) {
        if (text_equal(argv[i], "--json")) *is_json = true;
        else if (text_equal(argv[i], "--check")) *is_check = true;
        else {
            fprintf(stderr, "gatehouse: usage: gatehouse config [--check] [--json], but was given \"%s\"\n", argv[i]);
            return false;
        }
    }
    return true;
}

/* What a gatehouse that runs here holds, it holds rightly. */
static bool look(const struct config *config, struct problems *problems)
{
    bool is_running = run_dir_is_locked(config);
    preflight_files(config, problems);
    if (!is_running) preflight_ports(config, problems);
    return !is_running;
}

static void add_verdict(const struct config_findings *findings, struct text *out)
{
    if (!findings->problems->count) text_add(out, "gatehouse: no problem in the settings\n");
    if (!findings->ports_checked)
        text_add(out, "gatehouse: a gatehouse runs here, so whether ports and display are free was not looked at\n");
}

static void report(const struct config *config, const struct config_findings *findings, bool is_json, bool is_check)
{
    size_t room = config->arena_size * 6 + EXTRA_ROOM; /* the longest escape of JSON has six bytes */
    AUTO_FREE char *bytes = calloc(1, room);
    INVARIANT(bytes);
    struct text out = { .bytes = bytes, .room = room };
    time_t now = time(NULL);
    schedule_use_zone(config->time_zone);
    if (is_json) config_print_json(config, findings, now, is_check, &out);
    else if (is_check) add_verdict(findings, &out);
    else config_print_table(config, now, &out);
    fputs(bytes, stdout);
    fflush(stdout);
    if (findings->problems->count && !is_json) problems_print(findings->problems, "");
}

int config_main(int argc, char **argv)
{
    static struct programs programs;
    static struct problems problems;
    static struct rows rows;
    bool is_json = false, is_check = false;
    struct config config;
    if (!parse_arguments(argc, argv, &is_json, &is_check)) return EXIT_USAGE;
    log_set_prefix("gatehouse");
    prepare_all(&config, environ, &programs, &rows, &problems);
    struct config_findings findings = { &problems, look(&config, &problems) };
    report(&config, &findings, is_json, is_check);
    config_wipe(&config);
    return problems.count ? EXIT_BAD_SETTINGS : 0;
}
