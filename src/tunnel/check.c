/* SPDX-License-Identifier: MIT
 *
 * The check that a person runs: the same connection as the service makes, told step by step. What the running service holds is
 * left to it: then only the rest is tried, and the hello goes through what is there.
 */
#define _GNU_SOURCE
#include "tunnel/tunnel.h"

#include "base/log.h"
#include "control/board.h"
#include "tunnel/dial.h"
#include "tunnel/echo.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

struct check {
    struct loop loop;
    struct config config;
    struct tunnels tunnels;
    const struct tunnel *tunnel;
    char socket[PATH_MAX];
    struct loop_watch signals;
    struct dial dial;
    struct echo echo;
    bool held, keys_shown;
    enum stage shown;
    enum trouble trouble; /* of the API; the rest is the connection's */
    bool finished;
};

/* ---- what a person reads ---- */

static void show(const char *verdict, const char *step, const char *detail)
{
    printf("  %-5s %-15s %s\n", verdict, step, detail);
    fflush(stdout);
}

static void show_keys(struct check *check)
{
    char names[400] = "";
    struct text text = TEXT_IN(names);
    const struct keys *keys = &check->dial.ssh.keys;
    if (check->keys_shown) return;
    check->keys_shown = true;
    for (unsigned i = 0; i < keys->count; i++) text_format(&text, "%s%s", i ? ", " : "", keys->list[i].name);
    if (*check->config.ssh_auth_sock) text_format(&text, "%sthose of %s", keys->count ? ", " : "", check->config.ssh_auth_sock);
    if (!text.length) text_add(&text, "as SSH_OPTIONS says");
    show("ok", "key", names);
}

static void show_stage(const struct check *check, enum stage stage)
{
    const struct attempt *attempt = &check->dial.attempt;
    char detail[400] = "";
    switch (stage) {
    case STAGE_BEGUN: return;
    case STAGE_RESOLVED:
        show("ok", "name", attempt->via_proxy ? "of the first hop" : attempt->host);
        return;
    case STAGE_CONNECTED: show("ok", "network", attempt->via_proxy ? "the first hop answers" : ""); return;
    case STAGE_HOST_KEY:
        text_print(detail, "%s, %s %s", attempt->host_key, attempt->learned ? "new: learned in" : "known in",
                   check->dial.ssh.known_hosts);
        show("ok", "host key", detail);
        return;
    case STAGE_AUTHENTICATED: show("ok", "authentication", check->tunnel->target.destination); return;
    case STAGE_UP: show("ok", "remote port", check->held ? "held by the service that runs" : "free, and we may listen there"); return;
    }
}

static void show_progress(struct check *check)
{
    enum stage reached = check->dial.attempt.stage;
    if (reached > STAGE_BEGUN) show_keys(check);
    while (check->shown < reached) show_stage(check, ++check->shown);
}

static void show_trouble(const struct check *check, enum trouble trouble)
{
    const struct trouble_row *row = trouble_row(trouble);
    const struct attempt *attempt = &check->dial.attempt;
    char detail[700];
    struct text text = TEXT_IN(detail);
    text_add(&text, row->means);
    if (trouble == TROUBLE_PASSPHRASE && !*check->config.ssh_passphrase) text_add(&text, ": SSH_PASSPHRASE is not given");
    if (*attempt->words) text_format(&text, " (%s)", attempt->words);
    if (*row->advice) text_format(&text, "; %s", row->advice);
    show("FAIL", row->step, detail);
}

/* ---- events ---- */

static void end(struct check *check, enum trouble trouble)
{
    check->trouble = trouble;
    dial_end(&check->dial, TROUBLE_LOST);
}

static void on_line(struct dial *dial, enum news news, const char *line)
{
    struct check *check = CONTAINER_OF(dial, struct check, dial);
    (void) news;
    if (ssh_is_verbose(&check->config)) printf("        %s\n", line);
    bool was_up = check->shown == STAGE_UP;
    show_progress(check);
    if (was_up || !attempt_is_up(&dial->attempt) || check->finished) return;
    check->finished = true;
    if (dial->wish.socket) echo_begin(&check->echo, check->socket);
    else end(check, TROUBLE_NONE);
}

static void on_end(struct dial *dial, enum trouble trouble)
{
    struct check *check = CONTAINER_OF(dial, struct check, dial);
    if (!check->finished) {
        if (trouble != TROUBLE_KEYS && trouble != TROUBLE_OPTIONS) show_keys(check);
        check->trouble = trouble;
        show_trouble(check, trouble);
    }
    loop_stop(&check->loop);
}

static void on_echo(struct echo *echo, enum echo_result result, int64_t took_ms)
{
    struct check *check = CONTAINER_OF(echo, struct check, echo);
    struct attempt *attempt = &check->dial.attempt;
    char detail[160];
    dial_read(&check->dial);
    if (result == ECHO_ANSWERED) {
        text_print(detail, "answers at the far end, %d ms", (int) took_ms);
        show("ok", "API", detail);
    } else if (attempt->open_forbidden) show("?", "API", "not checked: the far side lets us dial nothing there (permitopen)");
    else {
        text_print(attempt->words, "%s", attempt->gateway_closed ? "nobody listens on the gateway's port here: is it logged in?"
                                         : attempt->open_failed  ? "nobody listens on the port there"
                                         : result == ECHO_SILENT ? "no answer to a hello in 15 s"
                                                                 : "the connection was closed upon a hello");
        show_trouble(check, TROUBLE_ECHO);
        end(check, TROUBLE_ECHO);
        return;
    }
    end(check, TROUBLE_NONE);
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    struct check *check = CONTAINER_OF(watch, struct check, signals);
    (void) events;
    for (int number; (number = loop_read_signal(watch)) != 0;) {
        if (number == SIGCHLD) dial_reap(&check->dial);
        else loop_stop(&check->loop);
    }
}

/* ---- one after the other ---- */

/* In a container this is run as root as often as not, and what root may read is not what the service may. */
static bool become_service_user(const struct config *config)
{
    gid_t gid = (gid_t) config->pgid;
    uid_t uid = (uid_t) config->puid;
    if (geteuid() != 0) return true;
    if (setgroups(1, &gid) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0) return false;
    return prctl(PR_SET_DUMPABLE, 1) == 0; /* ssh reads through our /proc/PID/fd */
}

static bool is_held(const struct config *config, const char *name)
{
    struct board_init init = { 0 };
    struct board *board = board_open(config->run_dir, false);
    if (!board) return false;
    board_read_init(board, &init);
    board_close(board);
    for (unsigned i = 0; i < init.count; i++)
        if (text_equal(init.services[i].name, name)) return init.services[i].state == SERVICE_RUNNING;
    return false;
}

static int check_one(struct check *check, const struct tunnel *tunnel)
{
    char where[256];
    tunnel_describe(tunnel, where, sizeof where);
    printf("%s: %s\n", tunnel->name, where);
    check->tunnel = tunnel;
    check->held = is_held(&check->config, tunnel->name);
    check->keys_shown = check->finished = false;
    check->shown = STAGE_BEGUN;
    check->trouble = TROUBLE_NONE;
    check->loop.stopped = false;
    struct ssh_wish wish = { .config = &check->config, .tunnel = tunnel, .without_forwards = check->held };
    if (tunnel->kind != TUNNEL_SCREEN) wish.socket = check->socket;
    dial_init(&check->dial, &check->loop, &wish);
    check->dial.on_line = on_line;
    check->dial.on_end = on_end;
    dial_begin(&check->dial);
    if (!check->loop.stopped && loop_run(&check->loop) < 0) return 1;
    echo_stop(&check->echo);
    return trouble_row(check->trouble)->status;
}

static int check_all(struct check *check, int argc, char **argv)
{
    int status = 0;
    for (int i = 1; i < argc; i++) {
        if (tunnels_find(&check->tunnels, argv[i])) continue;
        fprintf(stderr, "gatehouse: \"%s\" is no tunnel; there are:", argv[i]);
        for (unsigned k = 0; k < check->tunnels.count; k++) fprintf(stderr, " %s", check->tunnels.list[k].name);
        fputs("\n", stderr);
        return EXIT_USAGE;
    }
    for (unsigned i = 0; i < check->tunnels.count; i++) {
        bool asked = argc < 2;
        for (int k = 1; k < argc; k++) asked = asked || text_equal(argv[k], check->tunnels.list[i].name);
        int one = asked ? check_one(check, &check->tunnels.list[i]) : 0;
        if (status == 0) status = one;
    }
    return status;
}

static bool set_up(struct check *check)
{
    static const int numbers[] = { SIGCHLD, SIGTERM, SIGINT, 0 };
    check->signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    text_print(check->socket, "%s/tunnel-check-%d.sock", check->config.run_dir, (int) getpid());
    if (loop_init(&check->loop) < 0 || loop_add_signals(&check->loop, &check->signals, numbers) < 0) return false;
    echo_init(&check->echo, &check->loop, on_echo);
    return true;
}

int tunnel_check_main(int argc, char **argv)
{
    static struct check check;
    static struct problems problems;
    log_set_prefix("gatehouse");
    config_load(&check.config, (const char *const *) environ, &problems);
    if (problems.count) problems_print(&problems, "; nothing was checked");
    if (problems.count) return EXIT_BAD_SETTINGS;
    if (check.config.ssh_tunnel == SSH_TUNNEL_NONE) {
        fputs("gatehouse: there is no tunnel: SSH_TUNNEL is empty\n", stderr);
        return EXIT_BAD_SETTINGS;
    }
    tunnels_plan(&check.config, &check.tunnels);
    if (!become_service_user(&check.config) || !set_up(&check)) {
        log_errno("the check cannot begin");
        return 1;
    }
    int status = check_all(&check, argc, argv);
    unlink(check.socket);
    config_wipe(&check.config);
    return status;
}
