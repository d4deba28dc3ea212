/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/init.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/schedule.h"
#include "config/plan.h"
#include "init/alone.h"
#include "init/patience.h"
#include "init/possession.h"
#include "init/preflight.h"
#include "init/prepare.h"
#include "init/reap.h"
#include "init/reception.h"
#include "init/supervisor.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

/* All that PID 1 has; nothing is allocated once it runs. */
static struct init {
    struct loop loop;
    struct loop_watch signals;
    struct supervisor supervisor;
    struct reception reception;
    struct rows rows;
    struct programs programs; /* the user's */
} init;

static void on_change(struct supervisor *supervisor)
{
    reception_update(&init.reception);
    if (supervisor_is_down(supervisor)) loop_stop(&init.loop);
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    for (int number = loop_read_signal(watch); number; number = loop_read_signal(watch)) {
        if (number == SIGCHLD) reap_all(&init.supervisor);
        else if (number == SIGUSR2) supervisor_reopen_logs(&init.supervisor);
        else if (number == SIGHUP) {
            log_info("SIGHUP: restarting all services");
            supervisor_restart_all(&init.supervisor);
        } else {
            if (!init.supervisor.stopping) log_info("SIG%s: stopping", sigabbrev_np(number));
            supervisor_shut_down(&init.supervisor, 0);
        }
    }
    on_change(&init.supervisor);
}

static int watch_signals(void)
{
    static const int numbers[] = { SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR2, 0 };
    init.signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    signal(SIGPIPE, SIG_IGN);
    return loop_add_signals(&init.loop, &init.signals, numbers);
}

/* Orphans come to us even where we are not PID 1; nothing we start gains rights, or a descriptor that whoever started us
 * forgot to close; nobody reads our memory. */
static void harden(void)
{
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
}

static void prepare(struct config *config, char **environment, struct problems *problems)
{
    prepare_all(config, environment, &init.programs, &init.rows, problems);
    preflight_files(config, problems);
    preflight_ports(config, problems);
    if (!problems->count) take_possession(config, problems);
}

static bool set_up(const struct config *config, const struct rows *rows)
{
    if (loop_init(&init.loop) < 0 || watch_signals() < 0) {
        log_errno("the event loop cannot be made");
        return false;
    }
    if (supervisor_init(&init.supervisor, &init.loop, rows, config) < 0) return false;
    init.supervisor.on_change = on_change;
    return reception_open(&init.reception, &init.supervisor, config->run_dir) == 0;
}

static void remove_traces(const char *run_dir)
{
    static const char *const names[] = { "control", "board", "Xauthority", "lock", "notify" };
    char path[PATH_MAX];
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        text_print(path, "%s/%s", run_dir, names[i]);
        unlink(path);
    }
}

int init_run(struct config *config, const struct rows *rows)
{
    char run_dir[PATH_MAX], schedule[512] = "";
    struct text plan = TEXT_IN(schedule);
    harden();
    text_print(run_dir, "%s", config->run_dir);
    schedule_use_zone(config->time_zone);
    if (!rows->server) config_describe_plan(config, clock_wall_s(), &plan);
    bool ok = set_up(config, rows);
    int stop_grace = config->stop_grace;
    config_wipe(config);
    if (!ok) return 1;
    log_set_prefix(NULL);
    dup2(init.supervisor.main_log[1], STDERR_FILENO); /* from here the logger has it */
    log_info("gatehouse %s, process %d", GATEHOUSE_VERSION, (int) getpid());
    if (schedule[0]) log_info("%s", schedule);
    patience_check(rows, stop_grace);
    alone_link_socket(rows, run_dir);
    supervisor_start(&init.supervisor);
    int failed = loop_run(&init.loop);
    remove_traces(run_dir);
    alone_unlink_socket(rows);
    supervisor_say(&init.supervisor, failed ? "the event loop failed" : "stopped");
    return failed ? 1 : init.supervisor.exit_status;
}

int init_main(int argc, char **argv)
{
    struct config config;
    static struct problems problems;
    bool alone = argc == 3 && text_equal(argv[1], "-c");
    if (argc > 1 && !alone) {
        fprintf(stderr, "gatehouse: init takes its settings from the environment, or is called init -c FILE, but was given "
                "\"%s\"\n", argv[1]);
        return EXIT_USAGE;
    }
    umask(077);
    log_set_prefix("gatehouse");
    if (alone) alone_prepare(argv[2], environ, &config, &init.rows, &problems);
    else prepare(&config, environ, &problems);
    if (!problems.count) lock_run_dir(&config, &problems);
    if (!problems.count) return init_run(&config, &init.rows);
    problems_print(&problems, "; nothing was started");
    config_wipe(&config);
    return EXIT_BAD_SETTINGS;
}
