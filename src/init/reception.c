/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/reception.h"

#include "base/fd.h"
#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static void dismiss(struct visitor *visitor)
{
    int fd = visitor->watch.fd;
    loop_remove(visitor->reception->supervisor->loop, &visitor->watch);
    auto_close(&fd);
    visitor->waits_for = NULL;
}

static void answer(struct visitor *visitor, enum answer_code code, const char *text)
{
    struct answer message = { .code = code };
    text_print(message.text, "%s", text);
    visitor->waits_for = NULL;
    ssize_t n = send(visitor->watch.fd, &message, sizeof message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0) dismiss(visitor);
}

/* ---- what is asked ---- */

static bool is_up_or_coming(const struct service *service)
{
    enum service_state state = service->board->state;
    return state == SERVICE_RUNNING || state == SERVICE_STARTING;
}

static bool is_down(const struct service *service)
{
    return service->pid == 0 && service->board->state != SERVICE_BACKOFF;
}

static void ask_start(struct visitor *visitor, struct service *service)
{
    if (is_up_or_coming(service)) {
        answer(visitor, ANSWER_ALREADY_STARTED, "");
        return;
    }
    visitor->waits_for = service;
    visitor->wants_up = true;
    supervisor_want(visitor->reception->supervisor, service, true);
}

static void ask_stop(struct visitor *visitor, struct service *service)
{
    if (is_down(service) && !service->wanted) {
        answer(visitor, ANSWER_NOT_RUNNING, "");
        return;
    }
    visitor->waits_for = service;
    visitor->wants_up = false;
    supervisor_want(visitor->reception->supervisor, service, false);
}

static void ask_signal(struct visitor *visitor, const struct service *service, int number)
{
    if (number < 0 || number >= NSIG) answer(visitor, ANSWER_BAD_SIGNAL, "");
    else if (service->pid == 0) answer(visitor, ANSWER_NOT_RUNNING, "");
    else if (kill(service->pid, number) < 0) answer(visitor, ANSWER_FAILED, "the signal cannot be sent");
    else answer(visitor, ANSWER_OK, "");
}

static void serve(struct visitor *visitor, const struct request *request)
{
    struct supervisor *supervisor = visitor->reception->supervisor;
    struct service *service = NULL;
    if (verb_takes_service(request->verb)) {
        service = supervisor_find(supervisor, request->service);
        if (!service) {
            answer(visitor, ANSWER_BAD_NAME, "");
            return;
        }
    }
    if (supervisor->stopping && request->verb != VERB_SIGNAL) {
        answer(visitor, ANSWER_SHUTTING_DOWN, "everything is being stopped");
        return;
    }
    switch ((enum verb) request->verb) {
    case VERB_START: ask_start(visitor, service); return;
    case VERB_STOP: ask_stop(visitor, service); return;
    case VERB_SIGNAL: ask_signal(visitor, service, request->number); return;
    case VERB_SHUTDOWN:
        answer(visitor, ANSWER_OK, "");
        log_info("asked to shut down");
        supervisor_shut_down(supervisor);
        return;
    case VERB_END: return;
    }
}

/* ---- coming and going ---- */

static void on_request(struct loop_watch *watch, uint32_t events)
{
    struct visitor *visitor = CONTAINER_OF(watch, struct visitor, watch);
    struct request request;
    (void) events;
    ssize_t n = recv(watch->fd, &request, sizeof request, MSG_DONTWAIT | MSG_TRUNC);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0 && !visitor->waits_for && request_is_valid(&request, (size_t) n)) {
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

static void update(struct visitor *visitor)
{
    const struct service *service = visitor->waits_for;
    enum service_state state = service->board->state;
    const char *reason = service->board->reason;
    if (!visitor->wants_up && is_down(service)) answer(visitor, ANSWER_OK, "");
    if (!visitor->wants_up || state == SERVICE_STARTING || state == SERVICE_STOPPING) return;
    answer(visitor, state == SERVICE_RUNNING ? ANSWER_OK : ANSWER_SPAWN_ERROR, state == SERVICE_RUNNING ? "" : reason);
}

void reception_update(struct reception *reception)
{
    for (unsigned i = 0; i < RECEPTION_VISITORS; i++)
        if (reception->visitors[i].waits_for) update(&reception->visitors[i]);
}
