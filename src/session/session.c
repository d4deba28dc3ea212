/* SPDX-License-Identifier: MIT
 *
 * The role: takes the settings over, sets everything up, hands signals to the session's life, and cleans up.
 */
#define _GNU_SOURCE
#include "session/session.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "control/inherit.h"
#include "control/notify.h"
#include "session/install.h"
#include "session/life.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_CANNOT = 1, EXIT_USAGE = 2 };

/* A person says that it is worth another try. */
static void retry(struct session *session)
{
    log_info("session %s: told to try again: earlier logins and repairs are forgotten", session->name);
    repair_forgive(&session->repair);
    life_step(session, EVENT_RETRY_WANTED, "told to try again");
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    struct session *session = CONTAINER_OF(watch, struct session, signals);
    (void) events;
    int number;
    while ((number = loop_read_signal(watch)) != 0) {
        if (number == SIGCHLD) life_reap(session);
        else if (number == SIGUSR1) retry(session);
        else if (number == SIGUSR2) life_step(session, EVENT_RESTART_WANTED, "told to restart");
        else life_step(session, EVENT_STOP_WANTED, number == SIGTERM ? "told to stop" : "interrupted");
    }
}

static bool set_up_loop(struct session *session)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGCHLD, SIGUSR1, SIGUSR2, 0 };
    signal(SIGPIPE, SIG_IGN);
    if (loop_init(&session->loop) < 0) return false;
    session->signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    session->deadline = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = life_on_deadline };
    session->ending_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = ending_on_timer };
    session->windows_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = life_on_windows_stay };
    session->plan_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = standing_on_plan };
    session->late_timer = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = standing_on_late };
    return loop_add_signals(&session->loop, &session->signals, signals) == 0;
}

static bool set_up_driver(struct session *session)
{
    const struct config *config = &session->config;
    struct driver_setup setup = {
        .loop = &session->loop, .name = session->name, .run_dir = config->run_dir, .instance = session->instance,
        .paper = session->paper, .config = config, .owner = session, .on_event = life_on_driver_event,
        .on_windows = life_on_windows,
        .user = session->instance == 1 ? config->user_paper : config->user,
        .password = session->instance == 1 ? config->password_paper : config->password,
    };
    session->kind = config_uses_ibc(config) ? &ibc_driver : &native_driver;
    session->driver = session->kind->create(&setup);
    return session->driver != NULL;
}

/* What does not change from one start of java to the next. */
static bool gather_facts(struct session *session)
{
    char problem[BOARD_TEXT] = "";
    struct text text = TEXT_IN(problem);
    struct launch_facts *facts = &session->facts;
    const struct config *config = &session->config;
    const char *home = getenv("HOME");
    text_print(facts->home, "%s", home && home[0] == '/' ? home : config->data_dir);
    facts->simulator = -1;
    if (*config->simulator)
        facts->simulator = fd_sealed_memory("simulator", config->simulator, strlen(config->simulator));
    if (install_find(config, facts, &text)
        && install_make_settings_dir(config->data_dir, session->paper, facts, &text)) {
        log_info("session %s: Java is %s", session->name, facts->java);
        return true;
    }
    log_error("session %s: %s", session->name, problem);
    session->machine.state = SESSION_NEEDS_HUMAN;
    session->part.since_ms = clock_wall_ms();
    report_reason(session, problem);
    return false;
}

static void set_up_machine(struct session *session)
{
    const struct config *config = &session->config;
    session->haste = config->session_haste;
    session->worth_keeping = true;
    session->repair = (struct repair) { .haste = session->haste };
    machine_init(&session->machine);
    session->machine.rules = (struct session_rules) {
        .relogin_after_expiry = config->relogin_after_twofa_timeout,
        .restart_after_timeout = config->twofa_timeout_action == TWOFA_TIMEOUT_RESTART,
        .factor_ms = (int64_t) config->twofa_exit_interval * 1000, .haste = session->haste,
    };
}

static void set_up_probes(struct session *session, uint16_t port)
{
    probe_init(&session->probe, &session->loop, session->name, port);
    session->probe.haste = session->haste;
    session->probe.on_answer = life_on_answer;
    session->probe.on_look = care_on_look;
    api_watch_init(&session->watch, &session->loop, session->name, port);
    session->watch.client = session->config.health_client_id;
    session->watch.haste = session->haste;
    session->watch.on_news = care_on_news;
}

static bool set_up_board(struct session *session)
{
    int port = config_api_port(&session->config, session->instance);
    session->board = board_open(session->config.run_dir, true);
    if (!session->board) {
        log_errno("session %s: the board in %s cannot be opened", session->name, session->config.run_dir);
        return false;
    }
    session->part = (struct board_session) { .paper = session->paper, .api_port = (uint16_t) port,
                                             .api_latency_ms = -1 };
    set_up_machine(session);
    predecessor_init(&session->predecessor, &session->loop, session->name);
    session->predecessor.on_gone = life_on_alone;
    session->predecessor.haste = session->haste;
    set_up_probes(session, (uint16_t) port);
    report_board(session);
    return true;
}

static int run(struct session *session)
{
    if (!set_up_loop(session) || !set_up_board(session)) return EXIT_CANNOT;
    if (!gather_facts(session)) return EXIT_BAD_SETTINGS;
    if (!set_up_driver(session)) return EXIT_CANNOT;
    const char *why = NULL;
    enum session_event first = standing_begin(session, &why);
    standing_plan(session);
    life_step(session, first, why);
    int status = loop_run(&session->loop) < 0 ? EXIT_CANNOT : 0;
    session->machine.state = SESSION_ABSENT;
    session->part.since_ms = clock_wall_ms();
    report_reason(session, "");
    return status;
}

static void clean_up(struct session *session)
{
    if (session->driver) session->kind->destroy(session->driver);
    predecessor_forget(&session->predecessor);
    if (session->facts.simulator >= 0) close(session->facts.simulator);
    if (session->board) board_close(session->board);
    config_wipe(&session->config);
}

static bool read_instance(int argc, char **argv, unsigned *instance)
{
    int64_t number = 0;
    if (argc != 2 || !text_parse_number(argv[1], 0, BOARD_INSTANCES - 1, &number)) return false;
    *instance = (unsigned) number;
    return true;
}

int session_main(int argc, char **argv)
{
    static struct session session;
    session.facts.simulator = -1;
    prctl(PR_SET_DUMPABLE, 0); /* a password is about to be in our memory */
    if (!read_instance(argc, argv, &session.instance)) {
        log_error("usage: gatehouse session 0|1, started by init");
        return EXIT_USAGE;
    }
    fd_set_inheritable(INHERITED_NOTIFY, false);
    if (!config_load_sealed(&session.config, INHERITED_SETTINGS)) return EXIT_CANNOT;
    session.paper = config_is_paper(&session.config, session.instance);
    session.name = session.paper ? "paper" : "live";
    int status = run(&session);
    clean_up(&session);
    return status;
}
