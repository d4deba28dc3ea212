/* SPDX-License-Identifier: MIT
 *
 * The commands that start, stop and signal.
 */
#define _GNU_SOURCE
#include "ctl/visit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* A change of one, some or all services: what is asked, and what is printed. */
struct change {
    enum verb verb;
    int number;
    const char *done;
    enum answer_code harmless; /* prints an error, but the exit status stays */
    int unknown_group; /* exit status */
};

static const struct change start = { VERB_START, 0, "started", ANSWER_ALREADY_STARTED, EXIT_USAGE };
static const struct change stop = { VERB_STOP, 0, "stopped", ANSWER_NOT_RUNNING, EXIT_FAILED };

static int status_of(enum answer_code code, const struct change *change)
{
    if (code == ANSWER_OK || code == change->harmless) return 0;
    bool dead = code == ANSWER_SPAWN_ERROR || code == ANSWER_ABNORMAL_TERMINATION || code == ANSWER_NOT_RUNNING;
    return dead ? EXIT_DOES_NOT_COME_UP : EXIT_FAILED;
}

/* What supervisorctl says about a code; `text` is what init said. */
static const char *words(enum answer_code code, const char *text)
{
    switch (code) {
    case ANSWER_OK: return "";
    case ANSWER_BAD_NAME: return "no such process";
    case ANSWER_BAD_SIGNAL: return "bad signal name";
    case ANSWER_NO_FILE: return "no such file";
    case ANSWER_NOT_EXECUTABLE: return "file is not executable";
    case ANSWER_ALREADY_STARTED: return "already started";
    case ANSWER_NOT_RUNNING: return "not running";
    case ANSWER_SPAWN_ERROR: return "spawn error";
    case ANSWER_ABNORMAL_TERMINATION: return "abnormal termination";
    case ANSWER_BAD_REQUEST:
    case ANSWER_SHUTTING_DOWN:
    case ANSWER_FAILED: break;
    }
    return *text ? text : "failed";
}

static void tell(struct visit *visit, const struct change *change, const char *name, enum answer_code code, const char *text)
{
    if (code == ANSWER_OK) printf("%s: %s\n", name, change->done);
    else printf("%s: ERROR (%s)\n", name, words(code, text));
    visit_fail(visit, status_of(code, change));
}

static void tell_each(struct visit *visit, const struct change *change, const struct answer *answer)
{
    for (unsigned i = 0; i < visit->init.count; i++) {
        unsigned index = visit->order[i];
        if (answer->each[index])
            tell(visit, change, visit->init.services[index].name, (enum answer_code) answer->each[index], "");
    }
}

/* All of a group, "GROUP:*", or all there are, "*". */
static void change_several(struct visit *visit, const struct change *change, const char *which)
{
    struct answer answer;
    if (!visit_ask(visit, change->verb, which, change->number, &answer)) return;
    if (answer.code == ANSWER_OK) tell_each(visit, change, &answer);
    else tell(visit, change, which, (enum answer_code) answer.code, answer.text);
}

static bool has_group(const struct visit *visit, const char *group)
{
    for (unsigned i = 0; i < visit->init.count; i++)
        if (visit_is_in_group(&visit->init.services[i], group)) return true;
    return false;
}

static void change_one(struct visit *visit, const struct change *change, const char *name)
{
    struct answer answer = { .code = ANSWER_BAD_NAME };
    char group[BOARD_NAME], all_of_it[BOARD_NAME + 3];
    const struct board_service *service = visit_find(visit, name);
    if (service && !visit_ask(visit, change->verb, service->name, change->number, &answer)) return;
    if (service || !visit_names_group(name, group)) {
        bool doubled = service && strchr(name, ':'); /* web:web is shown as web */
        tell(visit, change, doubled ? service->name : name, (enum answer_code) answer.code, answer.text);
        return;
    }
    text_print(all_of_it, "%s:*", group);
    if (has_group(visit, group)) {
        change_several(visit, change, all_of_it);
        return;
    }
    printf("%s: ERROR (no such group)\n", group);
    visit_fail(visit, change->unknown_group);
}

static void change_named(struct visit *visit, const struct change *change)
{
    if (visit_means_all(visit)) {
        change_several(visit, change, "*");
        return;
    }
    for (int i = 0; i < visit->count; i++) change_one(visit, change, visit->names[i]);
}

static bool has_names(struct visit *visit, int status)
{
    char text[64];
    if (visit->count > 0) return true;
    text_print(text, "%s requires a process name", visit->command->name);
    visit_complain(visit, text);
    visit_fail(visit, status);
    return false;
}

void run_start(struct visit *visit)
{
    if (visit_board(visit) && has_names(visit, EXIT_USAGE)) change_named(visit, &start);
}

void run_stop(struct visit *visit)
{
    if (visit_board(visit) && has_names(visit, EXIT_FAILED)) change_named(visit, &stop);
}

/* Nothing runs without the logger, and nobody answers without web: init does both steps at once. */
static bool restart_at_once(struct visit *visit, const char *name)
{
    struct answer answer;
    const struct board_service *service = visit_find(visit, name);
    if (!service || !service->internal) return false;
    if (!visit_ask(visit, VERB_RESTART, service->name, 0, &answer)) return true;
    if (answer.code == ANSWER_OK) printf("%s: stopped\n", name);
    tell(visit, &start, name, (enum answer_code) answer.code, answer.text);
    return true;
}

/* As supervisorctl: all are stopped, then all are started. */
void run_restart(struct visit *visit)
{
    int others = 0;
    if (!visit_board(visit) || !has_names(visit, EXIT_FAILED)) return;
    for (int i = 0; i < visit->count; i++)
        if (visit_means_all(visit) || !restart_at_once(visit, visit->names[i])) visit->names[others++] = visit->names[i];
    visit->count = others;
    change_named(visit, &stop);
    change_named(visit, &start);
}

/* -1: no such signal. */
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

void run_signal(struct visit *visit)
{
    if (!visit_board(visit)) return;
    if (visit->count < 2) {
        visit_complain(visit, "signal requires a signal name and a process name");
        return;
    }
    struct change signalling = { VERB_SIGNAL, signal_number(visit->names[0]), "signalled", ANSWER_OK, EXIT_FAILED };
    visit->names++;
    visit->count--;
    change_named(visit, &signalling);
}

/* To a session it means: a person says that the login is worth another try. */
void run_retry(struct visit *visit)
{
    static char first[] = "session";
    static char *names[] = { first };
    if (!visit_board(visit)) return;
    struct change retrying = { VERB_SIGNAL, SIGUSR1, "told to try again", ANSWER_OK, EXIT_FAILED };
    if (visit->count == 0) {
        visit->names = names;
        visit->count = 1;
    }
    change_named(visit, &retrying);
}

/* ---- gatehouse as a whole ---- */

void run_shutdown(struct visit *visit)
{
    struct answer answer;
    if (!visit_takes_nothing(visit)) return;
    if (control_ask(visit->run_dir, VERB_SHUTDOWN, "", 0, &answer) == 0) {
        puts(answer.code == ANSWER_SHUTTING_DOWN ? "ERROR: already shutting down" : "Shut down");
        return;
    }
    const char *why = errno == ENOENT ? "no such file" : errno == ECONNREFUSED ? "refused connection" : strerror(errno);
    printf("ERROR: unix://%s/supervisor.sock %s (already shut down?)\n", visit->run_dir, why);
    visit_fail(visit, EXIT_FAILED);
}

/* Init's meaning of SIGHUP is supervisord's: everything is stopped and started. */
void run_reload(struct visit *visit)
{
    if (!visit_takes_nothing(visit)) return;
    if (!visit_board(visit)) {
        visit->status = EXIT_FAILED;
        return;
    }
    bool told = !visit->init.stopping && kill(visit->init.pid, SIGHUP) == 0;
    if (told) puts("Restarted supervisord");
    else if (visit->init.stopping) puts("ERROR: already shutting down");
    else printf("ERROR: %s\n", strerror(errno));
    visit_fail(visit, told ? 0 : EXIT_FAILED);
}
