/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tunnel/tunnel.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "control/inherit.h"
#include "control/notification.h"
#include "control/notify.h"
#include "tunnel/dial.h"
#include "tunnel/echo.h"

#include <limits.h>
#include <signal.h>
#include <string.h>

enum {
    EXIT_USAGE = 2,
    ECHO_RARELY = 30, /* times SSH_ALIVE_INTERVAL */
    ECHO_AGAIN = 3, /* after one that failed; likewise */
    ECHO_FAILURES = 2, /* in a row, then the tunnel is dialled anew */
    FAILURES_TO_TELL = 3
};

struct service {
    struct loop loop;
    struct config config;
    struct tunnels tunnels;
    const struct tunnel *tunnel;
    char where[256], socket[PATH_MAX];
    struct loop_watch signals;
    struct loop_timer redial, echo_due;
    struct dial dial;
    struct echo echo;
    bool up, stopping, told;
    unsigned failed; /* connections in a row that came to nothing */
    unsigned echo_failed;
    bool echo_answered; /* on this connection */
    int status;
};

static void tell(const struct service *service, enum notification_kind kind, const char *text)
{
    char sentence[NOTIFICATION_TEXT];
    text_print(sentence, "%s: %s", service->where, text);
    notification_send(service->config.run_dir, kind, service->tunnel->name, sentence);
}

static void finish(struct service *service, int status)
{
    service->status = status;
    loop_stop(&service->loop);
}

/* ---- up ---- */

static int64_t alive_ms(const struct service *service, int times)
{
    return (int64_t) service->config.ssh_alive_interval * 1000 * times;
}

static void come_up(struct service *service)
{
    service->up = true;
    service->failed = service->echo_failed = 0;
    service->echo_answered = false;
    log_info("up: %s", service->where);
    notify_ready();
    if (service->told) tell(service, NOTIFICATION_RESTORED, "the tunnel is up again");
    service->told = false;
    if (service->dial.wish.socket) loop_set_timer(&service->loop, &service->echo_due, clock_now_ms());
}

static void show_learned_key(const struct service *service)
{
    log_warning("the host key of %s was not known and is now: %s; compare it with the one there (ssh-keygen -lf "
                "/etc/ssh/ssh_host_ed25519_key.pub), and mount a known_hosts to be strict from the start",
                service->dial.attempt.host, service->dial.attempt.host_key);
}

static void on_line(struct dial *dial, enum news news, const char *line)
{
    struct service *service = CONTAINER_OF(dial, struct service, dial);
    if (!news_is_noise(line) || ssh_is_verbose(&service->config)) log_info("ssh: %s", line);
    if (news == NEWS_HOST_KEY_LEARNED) show_learned_key(service);
    if (!service->up && attempt_is_up(&dial->attempt)) come_up(service);
}

/* ---- down ---- */

static void go_down(struct service *service)
{
    if (service->up) notify_not_ready();
    service->up = false;
    echo_stop(&service->echo);
    loop_set_timer(&service->loop, &service->echo_due, CLOCK_NEVER);
}

static void describe(const struct service *service, enum trouble trouble, char *out, size_t room)
{
    const struct trouble_row *row = trouble_row(trouble);
    const struct attempt *attempt = &service->dial.attempt;
    struct text text = { .bytes = out, .room = room };
    bool no_passphrase = trouble == TROUBLE_PASSPHRASE && !*service->config.ssh_passphrase;
    text_format(&text, "%s: %s", row->step, no_passphrase ? "the key has a passphrase, and SSH_PASSPHRASE is not given" : row->means);
    if (trouble == TROUBLE_HOST_KEY_CHANGED) text_format(&text, " (now %s; known in %s)", attempt->host_key,
                                                         service->dial.ssh.known_hosts);
    else if (*attempt->words) text_format(&text, " (%s)", attempt->words);
    if (*row->advice && !no_passphrase) text_format(&text, "; %s", row->advice);
}

/* In the few words that a service's description has room for. */
static void give_reason(const struct service *service, enum trouble trouble, int64_t pause_ms)
{
    const struct attempt *attempt = &service->dial.attempt;
    char reason[700];
    struct text text = TEXT_IN(reason);
    bool no_passphrase = trouble == TROUBLE_PASSPHRASE && !*service->config.ssh_passphrase;
    text_format(&text, "%s: %s", attempt->host, no_passphrase ? "the key has a passphrase, and SSH_PASSPHRASE is not given"
                                                              : trouble_row(trouble)->brief);
    if (pause_ms) text_format(&text, "; next try in %d s", (int) (pause_ms / 1000));
    if (trouble == TROUBLE_HOST_KEY_CHANGED) text_format(&text, ", now %s", attempt->host_key);
    else if (*attempt->words) text_format(&text, " (%s)", attempt->words);
    notify_reason(reason);
}

static void tell_failure(struct service *service, enum trouble trouble, const char *why)
{
    const struct trouble_row *row = trouble_row(trouble);
    bool now = row->hopeless || (row->gentle && service->failed == 1);
    if (now) tell(service, NOTIFICATION_WARNING, why);
    else if (service->failed == FAILURES_TO_TELL) tell(service, NOTIFICATION_LOST, why);
    if (now || service->failed == FAILURES_TO_TELL) service->told = true;
}

static void on_end(struct dial *dial, enum trouble trouble)
{
    struct service *service = CONTAINER_OF(dial, struct service, dial);
    char why[700];
    go_down(service);
    if (service->stopping) {
        finish(service, 0);
        return;
    }
    service->failed++;
    describe(service, trouble, why, sizeof why);
    tell_failure(service, trouble, why);
    if (trouble_row(trouble)->hopeless) {
        log_error("%s", why);
        give_reason(service, trouble, 0);
        finish(service, EXIT_BAD_SETTINGS);
        return;
    }
    int64_t pause = trouble_pause_ms(trouble, service->failed, service->config.ssh_restart);
    log_warning("%s; next try in %d s", why, (int) (pause / 1000));
    give_reason(service, trouble, pause);
    loop_set_timer(&service->loop, &service->redial, clock_now_ms() + pause);
}

static void on_redial(struct loop_timer *timer)
{
    struct service *service = CONTAINER_OF(timer, struct service, redial);
    dial_begin(&service->dial);
}

/* ---- through the tunnel ---- */

/* Clients that use it show that it works: then nothing is asked. */
static void on_echo_due(struct loop_timer *timer)
{
    struct service *service = CONTAINER_OF(timer, struct service, echo_due);
    struct attempt *attempt = &service->dial.attempt;
    loop_set_timer(&service->loop, timer, clock_now_ms() + alive_ms(service, ECHO_RARELY));
    if (!service->up || attempt->clients) return;
    attempt->gateway_closed = attempt->open_failed = attempt->open_forbidden = false;
    echo_begin(&service->echo, service->socket);
}

static void take_answer(struct service *service, int64_t took_ms)
{
    if (!service->echo_answered || service->echo_failed)
        log_info("the API answers at the far end, %d ms", (int) took_ms);
    service->echo_answered = true;
    service->echo_failed = 0;
}

static const char *why_silent(const struct attempt *attempt, enum echo_result result)
{
    if (attempt->gateway_closed) return "nobody listens on the gateway's port here";
    if (attempt->open_failed) return "its port does not listen there any more";
    if (result == ECHO_NOT_API) return "what answers at that port there is not the API";
    return result == ECHO_SILENT ? "no answer to a hello in 15 s" : "the connection was closed upon a hello";
}

static void on_echo(struct echo *echo, enum echo_result result, int64_t took_ms)
{
    struct service *service = CONTAINER_OF(echo, struct service, echo);
    struct attempt *attempt = &service->dial.attempt;
    dial_read(&service->dial); /* what ssh says of it */
    if (result == ECHO_ANSWERED) {
        take_answer(service, took_ms);
        return;
    }
    if (attempt->open_forbidden) {
        log_info("the far side does not let us check through the tunnel (permitopen in authorized_keys); only ssh itself does");
        loop_set_timer(&service->loop, &service->echo_due, CLOCK_NEVER);
        return;
    }
    service->echo_failed++;
    text_print(attempt->words, "%s", why_silent(attempt, result));
    log_warning("the API does not answer at the far end: %s", attempt->words);
    loop_set_timer(&service->loop, &service->echo_due, clock_now_ms() + alive_ms(service, ECHO_AGAIN));
    if (attempt->gateway_closed || service->echo_failed < ECHO_FAILURES || attempt->clients) return;
    dial_end(&service->dial, TROUBLE_ECHO);
}

/* ---- the process ---- */

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    struct service *service = CONTAINER_OF(watch, struct service, signals);
    (void) events;
    for (int number; (number = loop_read_signal(watch)) != 0;) {
        if (number == SIGCHLD) {
            dial_reap(&service->dial);
            continue;
        }
        service->stopping = true;
        loop_set_timer(&service->loop, &service->redial, CLOCK_NEVER);
        if (service->dial.pid) dial_end(&service->dial, TROUBLE_LOST);
        else finish(service, 0);
    }
}

static bool set_up(struct service *service)
{
    static const int numbers[] = { SIGCHLD, SIGTERM, SIGINT, 0 };
    if (loop_init(&service->loop) < 0) return false;
    service->signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    service->redial = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_redial };
    service->echo_due = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_echo_due };
    if (loop_add_signals(&service->loop, &service->signals, numbers) < 0) return false;
    tunnel_describe(service->tunnel, service->where, sizeof service->where);
    text_print(service->socket, "%s/%s.sock", service->config.run_dir, service->tunnel->name);
    char *colon = strchr(service->socket + strlen(service->config.run_dir), ':'); /* ssh-tunnel:2, but for ssh a colon ends the path */
    if (colon) *colon = '-';
    struct ssh_wish wish = { .config = &service->config, .tunnel = service->tunnel };
    if (service->tunnel->kind != TUNNEL_SCREEN) wish.socket = service->socket;
    dial_init(&service->dial, &service->loop, &wish);
    service->dial.on_line = on_line;
    service->dial.on_end = on_end;
    echo_init(&service->echo, &service->loop, on_echo);
    return true;
}

int tunnel_main(int argc, char **argv)
{
    static struct service service;
    fd_set_inheritable(INHERITED_NOTIFY, false);
    if (!config_load_sealed(&service.config, INHERITED_SETTINGS)) return 1;
    tunnels_plan(&service.config, &service.tunnels);
    service.tunnel = argc == 2 ? tunnels_find(&service.tunnels, argv[1]) : NULL;
    if (!service.tunnel) {
        log_error("usage: gatehouse tunnel NAME, started by init; \"%s\" is no tunnel of the settings", argc > 1 ? argv[1] : "");
        return EXIT_USAGE;
    }
    if (!set_up(&service)) {
        log_errno("the event loop cannot be made");
        return 1;
    }
    dial_begin(&service.dial);
    int failed = service.status == 0 ? loop_run(&service.loop) : 0;
    config_wipe(&service.config);
    return failed ? 1 : service.status;
}
