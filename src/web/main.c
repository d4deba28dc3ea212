/* SPDX-License-Identifier: MIT
 *
 * gatehouse-web: the status page and supervisord's language, as a process of its own. It parses what strangers send, so it
 * reads the board and the logs, asks init for everything else, and may die at any time.
 */
#define _GNU_SOURCE
#include "base/log.h"
#include "base/loop.h"
#include "base/text.h"
#include "config/config.h"
#include "control/board.h"
#include "control/inherit.h"
#include "control/notify.h"
#include "web/listener.h"
#include "web/server.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static struct process {
    struct loop loop;
    struct loop_watch signals;
    struct server *server;
    char socket_path[PATH_MAX];
} process;

static void on_end(struct server *server)
{
    (void) server;
    loop_stop(&process.loop);
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    while (loop_read_signal(watch) != 0) server_end(process.server, on_end);
}

static int start_loop(void)
{
    static const int ends[] = { SIGTERM, SIGINT, 0 };
    process.signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    if (loop_init(&process.loop) == 0 && loop_add_signals(&process.loop, &process.signals, ends) == 0) return 0;
    log_errno("cannot start");
    return -1;
}

static int make_token(char token[static SITE_TOKEN])
{
    unsigned char bytes[SITE_TOKEN / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes) {
        log_errno("no random numbers");
        return -1;
    }
    for (size_t i = 0; i < sizeof bytes; i++) text_print_in(token + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

static int open_doors(const struct config *config)
{
    text_print(process.socket_path, "%s/supervisor.sock", config->run_dir);
    int local = listener_open_local(process.socket_path);
    if (local < 0 || server_listen(process.server, local, true) < 0) return -1;
    if (config->ui_port == 0) return 0;
    int tcp = listener_open(config->bind_address, config->ui_port);
    return tcp < 0 ? -1 : server_listen(process.server, tcp, false);
}

static int serve(struct site *site)
{
    int result = -1;
    if (make_token(site->token) < 0 || start_loop() < 0) return EXIT_FAILURE;
    site->loop = &process.loop;
    process.server = server_make(&process.loop, site);
    if (!process.server) return EXIT_FAILURE;
    if (open_doors(site->config) == 0) {
        notify_ready();
        result = loop_run(&process.loop);
        if (result < 0) log_errno("the event loop failed");
    }
    unlink(process.socket_path);
    server_stop(process.server);
    loop_finish(&process.loop);
    return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run(const struct config *config)
{
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
