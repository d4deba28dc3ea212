/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/ibc_command.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum ibc_reply ibc_command_reply(const char *line)
{
    if (text_equal(line, "OK") || text_starts_with(line, "OK ")) return IBC_REPLY_OK;
    return text_equal(line, "ERROR") || text_starts_with(line, "ERROR ") ? IBC_REPLY_ERROR : IBC_REPLY_NONE;
}

void ibc_command_forget(struct ibc_command *command)
{
    int fd = command->watch.fd;
    loop_set_timer(command->loop, &command->patience, CLOCK_NEVER);
    if (fd < 0) return;
    loop_remove(command->loop, &command->watch);
    close(fd);
}

static void take_line(struct ibc_command *command)
{
    enum ibc_reply reply = ibc_command_reply(command->answer);
    if (reply == IBC_REPLY_NONE) return;
    command->answered = true;
    loop_set_timer(command->loop, &command->patience, CLOCK_NEVER);
    if (reply == IBC_REPLY_OK) {
        log_info("session %s: IBC to %s: %s", command->session, command->command, command->answer);
        return;
    }
    log_warning("session %s: IBC to %s: %s", command->session, command->command, command->answer);
    command->on_failed(command);
}

static void take(struct ibc_command *command, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] >= ' ' && command->length + 1 < IBC_ANSWER) command->answer[command->length++] = bytes[i];
        if (bytes[i] != '\n') continue;
        command->answer[command->length] = 0;
        command->length = 0;
        take_line(command);
    }
}

/* The connection stays open until IBC closes it: to RESTART it says a second line, with the time. */
static void on_readable(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    struct ibc_command *command = CONTAINER_OF(watch, struct ibc_command, watch);
    char bytes[512];
    ssize_t n = recv(watch->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0) {
        take(command, bytes, (size_t) n);
        return;
    }
    ibc_command_forget(command);
    if (command->answered) return;
    log_warning("session %s: IBC hung up on %s", command->session, command->command);
    command->on_failed(command);
}

void ibc_command_catch_up(struct ibc_command *command)
{
    if (command->watch.fd >= 0) on_readable(&command->watch, EPOLLIN);
}

static void on_impatient(struct loop_timer *timer)
{
    struct ibc_command *command = CONTAINER_OF(timer, struct ibc_command, patience);
    log_warning("session %s: no answer from IBC to %s within %d s", command->session, command->command,
                IBC_COMMAND_PATIENCE_MS / 1000);
    ibc_command_forget(command);
    command->on_failed(command);
}

void ibc_command_init(struct ibc_command *command, struct loop *loop, const char *session)
{
    *command = (struct ibc_command) {
        .loop = loop, .session = session, .watch = { .fd = -1, .on_event = on_readable },
        .patience = { .deadline = CLOCK_NEVER, .on_expired = on_impatient },
    };
}

bool ibc_command_send(struct ibc_command *command, uint16_t port, const char *text)
{
    char line[64];
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    static const struct timeval limit = { .tv_sec = 1 }; /* of connect(2); loopback takes no time, but for a full queue */
    ibc_command_forget(command);
    AUTO_CLOSE int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (port == 0 || fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) < 0) return false;
    if (connect(fd, (const struct sockaddr *) &to, sizeof to) < 0) return false;
    text_print(line, "%s\n", text);
    if (send(fd, line, strlen(line), MSG_NOSIGNAL) != (ssize_t) strlen(line)) return false;
    if (loop_add(command->loop, &command->watch, fd, EPOLLIN) < 0) return false;
    fd = -1;
    command->command = text;
    command->length = 0;
    command->answered = false;
    loop_set_timer(command->loop, &command->patience, clock_now_ms() + IBC_COMMAND_PATIENCE_MS);
    return true;
}

uint16_t ibc_command_free_port(void)
{
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof own;
    AUTO_CLOSE int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bound = fd >= 0 && bind(fd, (const struct sockaddr *) &own, sizeof own) == 0;
    return bound && getsockname(fd, (struct sockaddr *) &own, &length) == 0 ? ntohs(own.sin_port) : 0;
}
