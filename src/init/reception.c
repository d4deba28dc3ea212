/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/reception.h"

#include "base/fd.h"
#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

_Static_assert(BOARD_SERVICES <= 64, "visitor::waits_for has too few bits");

static void dismiss(struct visitor *visitor)
{
    int fd = visitor->watch.fd;
    loop_remove(visitor->reception->supervisor->loop, &visitor->watch);
    auto_close(&fd);
    visitor->is_waiting = false;
}

static void reply(struct visitor *visitor)
{
    visitor->is_waiting = false;
    ssize_t n = send(visitor->watch.fd, &visitor->answer, sizeof visitor->answer, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0) dismiss(visitor);
}

static void answer(struct visitor *visitor, enum answer_code code, const char *text)
{
    visitor->answer = (struct answer) { .code = code };
    text_print(visitor->answer.text, "%s", text);
    reply(visitor);
}

/* ---- which services a name means ---- */

static bool is_meant(const struct service *service, const char *name)
{
    const struct service_row *row = service->row;
    size_t length = strlen(name);
    if (text_equal(name, "*")) return !row->internal;
    if (length > 1 && text_equal(name + length - 2, ":*"))
        return board_group_length(row->name) == length - 2 && strncmp(row->name, name, length - 2) == 0;
    return text_equal(row->name, name) || (row->alias && text_equal(row->alias, name));
}

static uint64_t find_meant(const struct supervisor *supervisor, const char *name)
{
    uint64_t meant = 0;
    for (unsigned i = 0; i < supervisor->count; i++)
        if (is_meant(&supervisor->services[i], name)) meant |= UINT64_C(1) << i;
    return meant;
}

static bool is_in(uint64_t set, unsigned index)
{
    return set >> index & 1;
}

/* ---- what is asked of one service: a code, or 0 where the answer has to wait ---- */

static enum answer_code say(struct visitor *visitor, enum answer_code code, const char *text)
{
    if (visitor->is_single) text_print(visitor->answer.text, "%s", text);
    return code;
}

static enum answer_code ask_start(struct service *service)
{
    enum service_state state = service->board->state;
    if (state == SERVICE_RUNNING || state == SERVICE_STARTING) return ANSWER_ALREADY_STARTED;
    supervisor_want(service->supervisor, service, true);
    return 0;
}

static enum answer_code ask_stop(struct visitor *visitor, struct service *service)
{
    if (service->row->gets_log_pipes) return say(visitor, ANSWER_FAILED, "nothing runs without the logger: restart it instead");
    bool waits_for_need = service->wanted && service->board->state == SERVICE_STOPPED;
    bool is_running = !service_is_down(service);
    supervisor_want(service->supervisor, service, false);
    return is_running || waits_for_need ? 0 : ANSWER_NOT_RUNNING;
}

static enum answer_code ask_signal(struct visitor *visitor, const struct service *service, int number)
{
    if (number < 0 || number >= NSIG) return ANSWER_BAD_SIGNAL;
    if (service->pid == 0) return ANSWER_NOT_RUNNING;
    if (kill(service->pid, number) < 0) return say(visitor, ANSWER_FAILED, "the signal cannot be sent");
    return ANSWER_OK;
}

static enum answer_code ask_one(struct visitor *visitor, struct service *service, const struct request *request)
{
    switch ((enum verb) request->verb) {
    case VERB_START: return ask_start(service);
    case VERB_STOP: return ask_stop(visitor, service);
    case VERB_SIGNAL: return ask_signal(visitor, service, request->number);
    case VERB_RESTART: supervisor_restart(service->supervisor, service); return 0;
    case VERB_REOPEN:
    case VERB_SHUTDOWN:
    case VERB_END: break;
    }
    return ANSWER_BAD_REQUEST;
}

/* supervisord's words for a program that is not there, or is none. */
static enum answer_code code_of_failure(const struct service *service)
{
    bool is_command = service->row->program && service->exec_errno;
    if (service->board->state == SERVICE_EXITED) return ANSWER_ABNORMAL_TERMINATION;
    if (is_command && (service->exec_errno == ENOENT || service->exec_errno == ENOTDIR)) return ANSWER_NO_FILE;
    return is_command && service->exec_errno == EACCES ? ANSWER_NOT_EXECUTABLE : ANSWER_SPAWN_ERROR;
}

/* What is judged when a service has settled; 0: it has not. */
static enum answer_code judge_start(struct visitor *visitor, const struct service *service)
{
    enum service_state state = service->board->state;
    if (service->restarting || state == SERVICE_STARTING || state == SERVICE_STOPPING) return 0;
    if (state == SERVICE_RUNNING) return ANSWER_OK;
    if (!service->wanted) return ANSWER_ABNORMAL_TERMINATION;
    const struct service *missing = state == SERVICE_STOPPED ? service_missing_need(service) : NULL;
    while (missing && service_is_wanted(missing) && missing->board->state == SERVICE_STOPPED && service_missing_need(missing))
        missing = service_missing_need(missing); /* what it needs waits itself */
    if (missing && service_is_wanted(missing) && !service_is_down(missing)) return 0;
    enum answer_code code = code_of_failure(service);
    bool is_command = code == ANSWER_NO_FILE || code == ANSWER_NOT_EXECUTABLE;
    return say(visitor, code, is_command ? service->board->spawn_error : service->board->reason);
}

static enum answer_code judge(struct visitor *visitor, const struct service *service)
{
    if (visitor->verb == VERB_STOP) return service_is_down(service) ? ANSWER_OK : 0;
    return judge_start(visitor, service);
}

/* ---- requests ---- */

static void note(struct visitor *visitor, unsigned index, enum answer_code code)
{
    bool nothing_to_do = code == ANSWER_ALREADY_STARTED || code == ANSWER_NOT_RUNNING;
    if (visitor->is_single) visitor->answer.code = code;
    if (visitor->is_single || !nothing_to_do) visitor->answer.each[index] = (uint8_t) code;
    visitor->waits_for &= ~(UINT64_C(1) << index);
}

static void update(struct visitor *visitor)
{
    const struct supervisor *supervisor = visitor->reception->supervisor;
    for (unsigned i = 0; i < supervisor->count; i++) {
        enum answer_code code = is_in(visitor->waits_for, i) ? judge(visitor, &supervisor->services[i]) : 0;
        if (code) note(visitor, i, code);
    }
    if (visitor->waits_for == 0) reply(visitor);
}

static void serve_services(struct visitor *visitor, const struct request *request)
{
    struct supervisor *supervisor = visitor->reception->supervisor;
    uint64_t meant = find_meant(supervisor, request->service);
    visitor->answer = (struct answer) { .code = ANSWER_OK };
    visitor->is_single = strchr(request->service, '*') == NULL;
    visitor->verb = (enum verb) request->verb;
    visitor->waits_for = meant;
    if (!meant) {
        answer(visitor, ANSWER_BAD_NAME, "");
        return;
    }
    for (unsigned i = 0; i < supervisor->count; i++) {
        enum answer_code code = is_in(meant, i) ? ask_one(visitor, &supervisor->services[i], request) : 0;
        if (is_in(meant, i) && !code && request->no_wait) code = ANSWER_OK;
        if (code) note(visitor, i, code);
    }
    visitor->is_waiting = true;
    update(visitor);
}

static void serve(struct visitor *visitor, const struct request *request)
{
    struct supervisor *supervisor = visitor->reception->supervisor;
    if (supervisor->stopping && request->verb != VERB_SIGNAL) {
        answer(visitor, ANSWER_SHUTTING_DOWN, "everything is being stopped");
        return;
    }
    if (verb_takes_service(request->verb)) {
        serve_services(visitor, request);
        return;
    }
    answer(visitor, ANSWER_OK, "");
    if (request->verb == VERB_REOPEN) supervisor_reopen_logs(supervisor);
    if (request->verb != VERB_SHUTDOWN) return;
    log_info("asked to shut down");
    supervisor_shut_down(supervisor, request->number & 0xff);
}

/* ---- coming and going ---- */

static void on_request(struct loop_watch *watch, uint32_t events)
{
    struct visitor *visitor = CONTAINER_OF(watch, struct visitor, watch);
    struct request request;
    (void) events;
    ssize_t n = recv(watch->fd, &request, sizeof request, MSG_DONTWAIT | MSG_TRUNC);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0 && !visitor->is_waiting && request_is_valid(&request, (size_t) n)) {
        serve(visitor, &request);
        return;
    }
    if (n > 0) log_warning("a request was not understood; its sender is dismissed");
    dismiss(visitor);
}

static struct visitor *free_chair(struct reception *reception)
{
    for (unsigned i = 0; i < RECEPTION_VISITORS; i++)
        if (reception->visitors[i].watch.fd < 0) return &reception->visitors[i];
    return NULL;
}

static void on_knock(struct loop_watch *watch, uint32_t events)
{
    struct reception *reception = CONTAINER_OF(watch, struct reception, door);
    (void) events;
    int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    struct visitor *visitor = fd_peer_is_trusted(fd) ? free_chair(reception) : NULL;
    if (!visitor || loop_add(reception->supervisor->loop, &visitor->watch, fd, EPOLLIN) < 0) auto_close(&fd);
}

int reception_open(struct reception *reception, struct supervisor *supervisor, const char *run_dir)
{
    char path[PATH_MAX];
    *reception = (struct reception) { .supervisor = supervisor, .door = { .fd = -1, .on_event = on_knock } };
    for (unsigned i = 0; i < RECEPTION_VISITORS; i++)
        reception->visitors[i] = (struct visitor) { .reception = reception, .watch = { -1, on_request } };
    text_print(path, "%s/control", run_dir);
    int fd = fd_listen_unix(path, SOCK_SEQPACKET);
    if (fd >= 0 && loop_add(supervisor->loop, &reception->door, fd, EPOLLIN) == 0) return 0;
    log_errno("%s cannot be listened on", path);
    return -1;
}

void reception_update(struct reception *reception)
{
    for (unsigned i = 0; i < RECEPTION_VISITORS; i++)
        if (reception->visitors[i].is_waiting) update(&reception->visitors[i]);
}
