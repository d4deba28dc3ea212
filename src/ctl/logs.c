/* SPDX-License-Identifier: MIT
 *
 * The commands about logs.
 */
#include "base/fd.h"
#include "ctl/tail.h"
#include "ctl/visit.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { TAIL_BYTES = 1600, TAIL_WORDS = 3 };

/* What supervisorctl's tail takes: [-f|-BYTES] NAME [stdout|stderr]. */
struct tail_request {
    bool follow;
    long bytes;
    const char *name;
    bool is_stderr;
};

static void refuse(struct visit *visit, const char *why, const char *word)
{
    printf("Error: %s %s\n", why, word);
    visit_fail(visit, EXIT_FAILED);
}

static bool parse_modifier(struct visit *visit, const char *word, struct tail_request *request)
{
    int64_t bytes = TAIL_BYTES;
    request->follow = text_equal(word, "-f");
    bool ok = request->follow || text_parse_number(word + 1, 0, INT32_MAX, &bytes);
    request->bytes = (long) bytes;
    if (!ok) refuse(visit, "bad argument", word);
    return ok;
}

static void show(struct visit *visit, const char *name, const char *path, const struct tail_request *request)
{
    int result = -1;
    if (request->follow && *path) puts("==> Press Ctrl-C to exit <==");
    errno = ENOENT;
    if (*path) result = request->follow ? tail_follow(path, -1) : tail_print(path, request->bytes);
    if (result == 0) puts("");
    else printf("%s: ERROR (%s)\n", name, errno == ENOENT ? "no log file" : "unknown error reading log");
    if (result != 0) visit_fail(visit, EXIT_FAILED);
}

static bool parse_tail(struct visit *visit, struct tail_request *request)
{
    int at = 0;
    if (visit->count == 0 || visit->count > TAIL_WORDS) {
        visit_complain(visit, visit->count ? "too many arguments" : "too few arguments");
        return false;
    }
    if (visit->names[0][0] == '-' && !parse_modifier(visit, visit->names[at++], request)) return false;
    if (at == visit->count) {
        refuse(visit, visit->command->name, "requires process name");
        return false;
    }
    request->name = visit->names[at];
    const char *channel = at + 1 < visit->count ? visit->names[visit->count - 1] : "stdout";
    request->is_stderr = text_equal_ignoring_case(channel, "stderr");
    if (request->is_stderr || text_equal_ignoring_case(channel, "stdout")) return true;
    printf("Error: bad channel '%s'\n", channel);
    visit_fail(visit, EXIT_FAILED);
    return false;
}

void run_tail(struct visit *visit)
{
    struct tail_request request = { .bytes = TAIL_BYTES };
    if (!visit_board(visit) || !parse_tail(visit, &request)) return;
    const struct board_service *service = visit_find(visit, request.name);
    if (service) {
        show(visit, request.name, request.is_stderr ? service->stderr_log : service->stdout_log, &request);
        return;
    }
    printf("%s: ERROR (no such process name)\n", request.name);
    visit_fail(visit, EXIT_FAILED);
}

void run_maintail(struct visit *visit)
{
    struct tail_request request = { .bytes = TAIL_BYTES };
    if (!visit_board(visit)) return;
    if (visit->count > 1) {
        visit_complain(visit, "too many arguments");
        return;
    }
    if (visit->count == 1 && visit->names[0][0] != '-') {
        refuse(visit, "bad argument", visit->names[0]);
        return;
    }
    if (visit->count == 1 && !parse_modifier(visit, visit->names[0], &request)) return;
    show(visit, "supervisord", visit->init.main_log, &request);
}

/* ---- clear ---- */

static void clear(struct visit *visit, const struct board_service *service, const char *name)
{
    bool done = fd_empty_file(service->stdout_log) == 0;
    if (service->stderr_log[0]) done &= fd_empty_file(service->stderr_log) == 0;
    printf(done ? "%s: cleared\n" : "%s: ERROR (failed)\n", name);
    if (!done) visit_fail(visit, EXIT_FAILED);
}

void run_clear(struct visit *visit)
{
    if (!visit_board(visit)) return;
    if (visit->count == 0) visit_complain(visit, "clear requires a process name");
    bool all = visit_means_all(visit);
    for (unsigned i = 0; i < visit->init.count && all; i++) {
        const struct board_service *service = &visit->init.services[visit->order[i]];
        clear(visit, service, service->name);
    }
    for (int i = 0; i < visit->count && !all; i++) {
        const struct board_service *service = visit_find(visit, visit->names[i]);
        if (service) clear(visit, service, visit->names[i]);
        else printf("%s: ERROR (no such process)\n", visit->names[i]);
        if (!service) visit_fail(visit, EXIT_FAILED);
    }
}

/* ---- fg ---- */

static const char *objection(const struct visit *visit, const struct board_service *service)
{
    if (visit->count == 0) return "no process name supplied";
    if (visit->count > 1) return "too many process names supplied";
    if (!service) return "bad process name supplied";
    return service->state == SERVICE_RUNNING ? NULL : "process not running";
}

/* Its output until a line is typed: services have no standard input. */
void run_fg(struct visit *visit)
{
    if (!visit_board(visit)) return;
    const struct board_service *service = visit->count == 1 ? visit_find(visit, visit->names[0]) : NULL;
    const char *why = objection(visit, service);
    if (why) {
        printf("ERROR: %s\n", why);
        visit_fail(visit, EXIT_FAILED);
        return;
    }
    char byte = 0;
    puts("==> Press Ctrl-C to exit <==");
    (void) tail_follow(service->stdout_log, STDIN_FILENO);
    if (read(STDIN_FILENO, &byte, 1) == 1) puts("ERROR: services have no standard input here");
    puts("Exiting foreground");
}
