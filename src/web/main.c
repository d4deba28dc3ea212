/* SPDX-License-Identifier: MIT
 *
 * gatehouse-web: the status page, as a process of its own. It parses what strangers send, so it may read the board and
 * nothing else, and it may die at any time.
 */
#define _GNU_SOURCE
#include "base/log.h"
#include "base/loop.h"
#include "config/config.h"
#include "control/board.h"
#include "control/inherit.h"
#include "control/notify.h"
#include "web/listener.h"
#include "web/server.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

struct process {
    struct loop loop;
    struct loop_watch signals;
};

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct process *process = CONTAINER_OF(watch, struct process, signals);
    if (loop_read_signal(watch) != 0) loop_stop(&process->loop);
}

static int start_loop(struct process *process)
{
    static const int ends[] = { SIGTERM, SIGINT, 0 };
    process->signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    if (loop_init(&process->loop) == 0 && loop_add_signals(&process->loop, &process->signals, ends) == 0) return 0;
    log_errno("cannot start");
    return -1;
}

static int serve(const struct site *site)
{
    struct process process;
    const struct config *config = site->config;
    if (start_loop(&process) < 0) return EXIT_FAILURE;
    int listener = listener_open(config->bind_address, config->ui_port);
    if (listener < 0) return EXIT_FAILURE;
    struct server *server = server_start(&process.loop, site, listener);
    if (!server) return EXIT_FAILURE;
    notify_ready();
    int result = loop_run(&process.loop);
    if (result < 0) log_errno("the event loop failed");
    server_stop(server);
    loop_finish(&process.loop);
    return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run(const struct config *config)
{
    if (config->ui_port == 0) {
        log_error("SUPERVISORD_UI_PORT is not set: there is no page to serve");
        return EXIT_BAD_SETTINGS;
    }
    struct board *board = board_open(config->run_dir, false);
    if (!board) {
        log_errno("cannot read the board in %s", config->run_dir);
        return EXIT_FAILURE;
    }
    struct site site = { .config = config, .board = board };
    int status = serve(&site);
    board_close(board);
    return status;
}

int main(void)
{
    struct config config;
    prctl(PR_SET_DUMPABLE, 0); /* no core dump, no debugger: there is a password inside */
    signal(SIGPIPE, SIG_IGN);
    tzset();
    if (!config_load_sealed(&config, INHERITED_SETTINGS)) return EXIT_FAILURE;
    int status = run(&config);
    config_wipe(&config);
    return status;
}
