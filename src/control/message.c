/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/message.h"

#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

static const struct {
    const char *name;
    bool takes_service;
} verbs[VERB_END] = {
    [VERB_START] = { "start", true },
    [VERB_STOP] = { "stop", true },
    [VERB_RESTART] = { "restart", true },
    [VERB_SIGNAL] = { "signal", true },
    [VERB_REOPEN] = { "reopen", false },
    [VERB_SHUTDOWN] = { "shutdown", false },
};

static bool is_verb(uint32_t verb)
{
    return verb < VERB_END && verbs[verb].name;
}

const char *verb_name(uint32_t verb)
{
    return is_verb(verb) ? verbs[verb].name : "?";
}

bool verb_takes_service(uint32_t verb)
{
    return is_verb(verb) && verbs[verb].takes_service;
}

bool request_is_valid(const struct request *request, size_t length)
{
    if (length != sizeof *request || request->magic != REQUEST_MAGIC || !is_verb(request->verb)) return false;
    if (!memchr(request->service, 0, sizeof request->service)) return false;
    return verb_takes_service(request->verb) == (request->service[0] != 0);
}

int control_begin(const char *run_dir, const struct request *request)
{
    char path[PATH_MAX];
    text_print(path, "%s/control", run_dir);
    int fd = fd_dial_unix(path, SOCK_SEQPACKET);
    if (fd < 0) return -1;
    if (send(fd, request, sizeof *request, MSG_NOSIGNAL) == (ssize_t) sizeof *request && fd_set_nonblocking(fd) == 0) return fd;
    auto_close(&fd);
    return -1;
}

int control_finish(int fd, struct answer *answer)
{
    ssize_t n;
    do n = recv(fd, answer, sizeof *answer, 0);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t) sizeof *answer) {
        answer->text[sizeof answer->text - 1] = 0;
        return 0;
    }
    if (n >= 0) errno = ECONNRESET;
    return -1;
}

int control_ask(const char *run_dir, enum verb verb, const char *service, int number, struct answer *answer)
{
    struct request request = { .magic = REQUEST_MAGIC, .verb = verb, .number = number };
    text_print(request.service, "%s", service);
    AUTO_CLOSE int fd = control_begin(run_dir, &request);
    struct pollfd readable = { .fd = fd, .events = POLLIN };
    if (fd < 0) return -1;
    while (control_finish(fd, answer) < 0) {
        if (errno != EAGAIN) return -1;
        poll(&readable, 1, -1);
    }
    return 0;
}
