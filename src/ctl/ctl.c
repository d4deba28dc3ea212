/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ctl/ctl.h"

#include "base/clock.h"
#include "config/config.h"
#include "control/message.h"
#include "ctl/clients.h"
#include "control/describe.h"
#include "ctl/tail.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NOT_ALL_RUNNING = 3, EXIT_NOBODY_THERE = 4, EXIT_DOES_NOT_COME_UP = 7 };

struct visit {
    char run_dir[PATH_MAX];
    char **names; /* what the command was given */
    int count;
    struct board_init init;
    struct board_session sessions[BOARD_INSTANCES];
};

/* ---- the services the words mean ---- */

static const struct board_service *find_service(const struct visit *visit, const char *name)
{
    for (unsigned i = 0; i < visit->init.count; i++) {
        const struct board_service *service = &visit->init.services[i];
        if (text_equal(service->name, name) || (service->alias[0] && text_equal(service->alias, name))) return service;
    }
    return NULL;
}

static bool means_all(const struct visit *visit)
{
    for (int i = 0; i < visit->count; i++)
        if (text_equal(visit->names[i], "all")) return true;
    return false;
}

static bool visit_board(struct visit *visit)
{
    struct board *board = board_open(visit->run_dir, false);
    if (!board) {
        printf("unix://%s/control %s\n", visit->run_dir, errno == ENOENT ? "no such file" : strerror(errno));
        return false;
    }
    board_read_init(board, &visit->init);
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) board_read_session(board, i, &visit->sessions[i]);
    board_close(board);
    setenv("TZ", visit->init.time_zone, 1);
    if (kill(visit->init.pid, 0) == 0 || errno == EPERM) return true;
    printf("unix://%s/control refused connection\n", visit->run_dir);
    return false;
}

/* ---- commands ---- */

static bool is_running_ish(const struct board_service *service)
{
    enum service_state state = service->state;
    return state != SERVICE_STOPPED && state != SERVICE_EXITED && state != SERVICE_FATAL;
}

static int show_status(const struct visit *visit, const struct board_service *service)
{
    char line[512];
    struct text text = TEXT_IN(line);
    size_t width = 0;
    for (unsigned i = 0; i < visit->init.count; i++) {
        size_t length = strlen(visit->init.services[i].name);
        if (length > width) width = length;
    }
    describe_status_line(service, width, clock_wall_s(), &text);
    fputs(line, stdout);
    return is_running_ish(service) ? 0 : EXIT_NOT_ALL_RUNNING;
}

static int run_status(struct visit *visit)
{
    int result = 0;
    if (!visit_board(visit)) return EXIT_NOBODY_THERE;
    for (unsigned i = 0; i < visit->init.count && (visit->count == 0 || means_all(visit)); i++)
        if (show_status(visit, &visit->init.services[i])) result = EXIT_NOT_ALL_RUNNING;
    for (int i = 0; i < visit->count && !means_all(visit); i++) {
        const struct board_service *service = find_service(visit, visit->names[i]);
        if (!service) printf("%s: ERROR (no such process)\n", visit->names[i]);
        int status = service ? show_status(visit, service) : EXIT_NOBODY_THERE;
        if (status) result = status;
    }
    return result;
}

static int ask(const struct visit *visit, enum verb verb, const char *service, int number, struct answer *answer)
{
    if (control_ask(visit->run_dir, verb, service, number, answer) == 0) return 0;
    const char *why = errno == ENOENT ? "no such file" : errno == ECONNREFUSED ? "refused connection" : strerror(errno);
    printf("unix://%s/control %s\n", visit->run_dir, why);
    return -1;
}

/* What supervisorctl prints after "NAME: ERROR", and the exit status. */
static int complain(const char *name, const struct answer *answer, enum verb verb)
{
    bool is_stop = verb == VERB_STOP;
    switch ((enum answer_code) answer->code) {
    case ANSWER_OK: return 0;
    case ANSWER_BAD_NAME: printf("%s: ERROR (no such process)\n", name); return EXIT_FAILED;
    case ANSWER_BAD_SIGNAL: printf("%s: ERROR (bad signal name)\n", name); return EXIT_FAILED;
    case ANSWER_ALREADY_STARTED: printf("%s: ERROR (already started)\n", name); return 0;
    case ANSWER_NOT_RUNNING: printf("%s: ERROR (not running)\n", name); return is_stop ? 0 : EXIT_DOES_NOT_COME_UP;
    case ANSWER_ABNORMAL_TERMINATION:
        printf("%s: ERROR (abnormal termination)\n", name);
        return EXIT_DOES_NOT_COME_UP;
    case ANSWER_SPAWN_ERROR:
        printf("%s: ERROR (%s)\n", name, answer->text[0] ? answer->text : "spawn error");
        return EXIT_DOES_NOT_COME_UP;
    case ANSWER_BAD_REQUEST:
    case ANSWER_SHUTTING_DOWN:
    case ANSWER_FAILED: printf("%s: ERROR (%s)\n", name, answer->text); return EXIT_FAILED;
    }
    printf("%s: ERROR (answer %u)\n", name, answer->code);
    return EXIT_FAILED;
}

static int change_one(const struct visit *visit, enum verb verb, const char *name, int number, const char *done)
{
    struct answer answer;
    if (ask(visit, verb, name, number, &answer) < 0) return EXIT_DOES_NOT_COME_UP;
    if (answer.code != ANSWER_OK) return complain(name, &answer, verb);
    printf("%s: %s\n", name, done);
    return 0;
}

static int change(struct visit *visit, enum verb verb, int number, const char *done)
{
    int result = 0;
    if (visit->count == 0) {
        printf("Error: %s requires a process name\n", verb_name(verb));
        return verb == VERB_START ? EXIT_USAGE : EXIT_FAILED;
    }
    if (means_all(visit) && !visit_board(visit)) return EXIT_DOES_NOT_COME_UP;
    int count = means_all(visit) ? (int) visit->init.count : visit->count;
    for (int i = 0; i < count; i++) {
        if (means_all(visit) && visit->init.services[i].internal) continue;
        const char *name = means_all(visit) ? visit->init.services[i].name : visit->names[i];
        int status = change_one(visit, verb, name, number, done);
        if (status) result = status;
    }
    return result;
}

static int run_start(struct visit *visit)
{
    return change(visit, VERB_START, 0, "started");
}

static int run_stop(struct visit *visit)
{
    return change(visit, VERB_STOP, 0, "stopped");
}

static int run_restart(struct visit *visit)
{
    run_stop(visit);
    return run_start(visit);
}

static int signal_number(const char *word)
{
    int64_t number = 0;
    if (text_parse_number(word, 0, NSIG - 1, &number)) return (int) number;
    const char *name = strncasecmp(word, "SIG", 3) == 0 ? word + 3 : word;
    for (int i = 1; i < NSIG; i++) {
        const char *known = sigabbrev_np(i);
        if (known && text_equal_ignoring_case(known, name)) return i;
    }
    return -1;
}

static int run_signal(struct visit *visit)
{
    if (visit->count < 2) {
        puts("Error: signal requires a signal name and a process name");
        return EXIT_FAILED;
    }
    int number = signal_number(visit->names[0]);
    visit->names++;
    visit->count--;
    return change(visit, VERB_SIGNAL, number, "signalled");
}

static int run_pid(struct visit *visit)
{
    if (!visit_board(visit)) return EXIT_NOBODY_THERE;
    if (visit->count == 0) printf("%d\n", (int) visit->init.pid);
    for (unsigned i = 0; i < visit->init.count && means_all(visit); i++)
        printf("%d\n", (int) visit->init.services[i].pid);
    int result = 0;
    for (int i = 0; i < visit->count && !means_all(visit); i++) {
        const struct board_service *service = find_service(visit, visit->names[i]);
        if (service) printf("%d\n", (int) service->pid);
        else printf("No such process %s\n", visit->names[i]);
        if (!service) result = EXIT_FAILED;
        else if (!service->pid) result = EXIT_DOES_NOT_COME_UP;
    }
    return result;
}

static int run_shutdown(struct visit *visit)
{
    struct answer answer;
    if (ask(visit, VERB_SHUTDOWN, "", 0, &answer) < 0) return EXIT_FAILED;
    puts(answer.code == ANSWER_SHUTTING_DOWN ? "ERROR: already shutting down" : "Shut down");
    return 0;
}

static int run_version(struct visit *visit)
{
    (void) visit;
    puts(GATEHOUSE_VERSION);
    return 0;
}

/* 0 only when every session is ready: the health check of the image. */
static int run_health(struct visit *visit)
{
    int result = 0;
    if (!visit_board(visit)) return EXIT_FAILED;
    for (unsigned i = 0; i < BOARD_INSTANCES; i++) {
        char sentence[320];
        const struct board_session *session = &visit->sessions[i];
        if (session->state == SESSION_ABSENT && i > 0) continue;
        session_sentence(session, clock_wall_s(), sentence, sizeof sentence);
        puts(sentence);
        if (session->state != SESSION_READY) result = EXIT_FAILED;
    }
    return result;
}

static int run_tail(struct visit *visit)
{
    if (!visit_board(visit)) return EXIT_NOBODY_THERE;
    char *rest[8];
    struct tail_options options = { .bytes = 1600 };
    int count = tail_parse(visit->names, visit->count, &options, rest, (int) ARRAY_LENGTH(rest));
    if (count < 0) return EXIT_FAILED;
    const struct board_service *service = count > 0 ? find_service(visit, rest[0]) : NULL;
    if (service) return tail_log(visit->init.log_dir, service->name, &options);
    if (count == 0) puts("Error: too few arguments");
    else printf("%s: ERROR (no such process name)\n", rest[0]);
    return EXIT_FAILED;
}

static int run_maintail(struct visit *visit)
{
    char *rest[8];
    struct tail_options options = { .bytes = 1600 };
    if (!visit_board(visit)) return EXIT_NOBODY_THERE;
    if (tail_parse(visit->names, visit->count, &options, rest, (int) ARRAY_LENGTH(rest)) < 0) return EXIT_FAILED;
    return tail_log(visit->init.log_dir, "gatehouse", &options);
}

static int run_clients(struct visit *visit)
{
    if (!visit_board(visit)) return EXIT_NOBODY_THERE;
    struct board *board = board_open(visit->run_dir, false);
    if (!board) return EXIT_NOBODY_THERE;
    if (clients_print(board, visit->sessions) == 0) puts("no client of the API is connected");
    board_close(board);
    return 0;
}

/* ---- which ---- */

static const struct command {
    const char *name;
    int (*run)(struct visit *visit);
    const char *help;
} commands[] = {
    { "status", run_status, "[NAME...]  what runs, since when, or why not" },
    { "start", run_start, "NAME...|all  start, and wait until it is ready" },
    { "stop", run_stop, "NAME...|all  stop, what needs it first" },
    { "restart", run_restart, "NAME...|all  stop, then start" },
    { "signal", run_signal, "SIGNAL NAME...  send a signal" },
    { "pid", run_pid, "[NAME...|all]  process numbers" },
    { "tail", run_tail, "[-f] [-BYTES] NAME  the end of its log; -f: and what comes" },
    { "maintail", run_maintail, "[-f] [-BYTES]  the same for gatehouse's own log" },
    { "clients", run_clients, "who is connected to the API, and what they send and get" },
    { "health", run_health, "exit status 0 when every session is logged in and its API answers" },
    { "shutdown", run_shutdown, "stop everything, then gatehouse itself" },
    { "version", run_version, "the version" },
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
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
}

/* supervisorctl's options: where the server is and who we are. We know both. */
static int skip_options(int argc, char **argv)
{
    int at = 1;
    while (at < argc && argv[at][0] == '-') {
        bool takes_value = strchr("csupr", argv[at][1]) && argv[at][1] && !argv[at][2];
        at += takes_value ? 2 : 1;
    }
    return at;
}

int ctl_main(int argc, char **argv)
{
    struct visit visit = { 0 };
    int at = skip_options(argc, argv);
    const struct command *command = find_command(at < argc ? argv[at] : "status");
    if (!command) {
        printf("*** Unknown syntax: %s\n", argv[at]);
        return EXIT_FAILED;
    }
    const char *run_dir = getenv("RUN_DIR");
    if (run_dir && *run_dir) text_print(visit.run_dir, "%s", run_dir);
    else config_default_run_dir(geteuid(), visit.run_dir, sizeof visit.run_dir);
    visit.names = argv + (at < argc ? at + 1 : argc);
    visit.count = argc > at ? argc - at - 1 : 0;
    int status = command->run(&visit);
    return fflush(stdout) == 0 ? status : EXIT_FAILED;
}
