/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/action_post.h"

#include "base/log.h"
#include "web/action.h"
#include "web/collect.h"
#include "web/html.h"
#include "web/login.h"
#include "web/processes.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

enum { HTTP_SEE_OTHER = 303, HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404, HTTP_CONFLICT = 409, HTTP_SERVER_ERROR = 500 };

/* A request to init on its way. */
struct errand {
    struct http_source source;
    const struct site *site;
    struct loop_watch asking;
    struct answer answer;
    bool finished;
    char service[BOARD_NAME];
    char location[3 * BOARD_NAME + 32];
};

/* ---- init's answer ---- */

static void stop_asking(struct errand *errand)
{
    int fd = errand->asking.fd;
    loop_remove(errand->site->loop, &errand->asking);
    auto_close(&fd);
}

static void on_answer(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct errand *errand = CONTAINER_OF(watch, struct errand, asking);
    int result = control_finish(watch->fd, &errand->answer);
    if (result < 0 && errno == EAGAIN) return;
    if (result < 0) errand->answer = (struct answer) { .code = ANSWER_FAILED, .text = "gatehouse’s init went away" };
    stop_asking(errand);
    errand->finished = true;
    http_wake(&errand->source);
}

static void refuse(const struct site *site, const char *service, unsigned status, const char *sentence,
                   struct http_reply *reply)
{
    struct snapshot snapshot;
    collect_snapshot(site->board, site->config, &snapshot);
    reply->status = status;
    reply->type = "text/html; charset=utf-8";
    action_render_outcome(&snapshot, service, sentence, &reply->text);
}

static const char *reason_of(const struct answer *answer)
{
    if (answer->text[0]) return answer->text;
    if (answer->code == ANSWER_SHUTTING_DOWN) return "Everything is being stopped.";
    if (answer->code == ANSWER_NOT_RUNNING) return "It does not run.";
    return "gatehouse’s init refused.";
}

/* Already so: the page it leads to shows it. */
static bool is_fine(const struct answer *answer)
{
    return answer->code == ANSWER_OK || answer->code == ANSWER_ALREADY_STARTED || answer->code == ANSWER_NOT_RUNNING;
}

static bool on_wanted(struct http_source *source, struct http_reply *reply)
{
    struct errand *errand = CONTAINER_OF(source, struct errand, source);
    if (!errand->finished) return false;
    reply->status = HTTP_SEE_OTHER;
    reply->location = errand->location;
    if (!is_fine(&errand->answer)) {
        reply->location = NULL;
        refuse(errand->site, errand->service, HTTP_CONFLICT, reason_of(&errand->answer), reply);
    }
    return true;
}

static void on_close(struct http_source *source)
{
    struct errand *errand = CONTAINER_OF(source, struct errand, source);
    stop_asking(errand);
    free(errand);
}

static void ask(const struct site *site, const struct action *action, const char *service, struct http_reply *reply)
{
    struct request request = { .magic = REQUEST_MAGIC, .verb = (uint32_t) action->verb, .number = action->number, .no_wait = 1 };
    struct errand *errand = calloc(1, sizeof *errand);
    if (!errand) {
        reply_with_error(reply, HTTP_SERVER_ERROR, "There is no memory for this.");
        return;
    }
    *errand = (struct errand) { .source = { .answer = on_wanted, .close = on_close }, .site = site,
                                .asking = { .fd = -1, .on_event = on_answer } };
    struct text location = TEXT_IN(errand->location);
    text_add(&location, "service?name=");
    html_add_query(&location, service);
    text_print(errand->service, "%s", service);
    text_print(request.service, "%s", service);
    int fd = control_begin(site->config->run_dir, &request);
    if (fd < 0 || loop_add(site->loop, &errand->asking, fd, EPOLLIN) < 0) {
        auto_close(&fd);
        errand->answer = (struct answer) { .code = ANSWER_FAILED, .text = "gatehouse’s init does not answer" };
        errand->finished = true;
    }
    log_info("the page asks: %s %s", action->name, service);
    reply->source = &errand->source;
}

/* ---- the routes ---- */

static int find_service(const struct snapshot *snapshot, const char *name)
{
    return *name ? processes_find(&snapshot->init, name) : PROCESS_NONE;
}

void action_answer_confirm(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    const struct action *action = action_find(http_query(request, "action"));
    collect_snapshot(site->board, site->config, &snapshot);
    int service = find_service(&snapshot, http_query(request, "name"));
    if (!request->trusted) {
        refuse(site, "", HTTP_FORBIDDEN, "Actions need a login: set SUPERVISORD_UI_USER and SUPERVISORD_UI_PASS.", reply);
        return;
    }
    if (!action || service == PROCESS_NONE) {
        refuse(site, "", HTTP_NOT_FOUND, "There is no such service or action.", reply);
        return;
    }
    reply->type = "text/html; charset=utf-8";
    action_render_confirm(&snapshot, &snapshot.init.services[service], action, site->token, &reply->text);
}

void action_answer_post(const struct site *site, const struct http_request *request, struct http_reply *reply)
{
    struct snapshot snapshot;
    char token[SITE_TOKEN], name[BOARD_NAME], action_name[16];
    bool is_complete = http_form(request, "token", token, sizeof token) && http_form(request, "name", name, sizeof name)
                       && http_form(request, "action", action_name, sizeof action_name);
    if (!request->trusted || !http_is_same_origin(request)) {
        refuse(site, "", HTTP_FORBIDDEN, "This is done only from this page itself, by somebody who is logged in.", reply);
        return;
    }
    if (!is_complete || !login_equal(token, site->token)) {
        refuse(site, "", HTTP_FORBIDDEN, "The form is out of date. Go back, reload the page and try again.", reply);
        return;
    }
    collect_snapshot(site->board, site->config, &snapshot);
    const struct action *action = action_find(action_name);
    int service = find_service(&snapshot, name);
    if (!action || service == PROCESS_NONE) {
        refuse(site, "", HTTP_NOT_FOUND, "There is no such service or action.", reply);
    } else if (!action->applies(&snapshot, &snapshot.init.services[service])) {
        refuse(site, snapshot.init.services[service].name, HTTP_CONFLICT, "Its state has changed: this cannot be done now.", reply);
    } else {
        ask(site, action, snapshot.init.services[service].name, reply);
    }
}
