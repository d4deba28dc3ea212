/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/commands.h"

#include "base/clock.h"
#include "base/text.h"
#include "session/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

void commands_reset(struct commands *commands, int socket)
{
    explicit_bzero(commands->bytes, sizeof commands->bytes);
    memset(commands->pending, 0, sizeof commands->pending);
    commands->length = 0;
    commands->socket = socket;
}

static struct command *find(struct commands *commands, int64_t number)
{
    for (unsigned i = 0; i < COMMANDS_PENDING; i++)
        if (commands->pending[i].number == number) return &commands->pending[i];
    return NULL;
}

bool commands_send(struct commands *commands, const struct command *command, const char *verb, int64_t target,
                   const char *argument)
{
    struct command *place = find(commands, 0);
    if (!place || commands->socket < 0) return false;
    size_t room = sizeof commands->bytes - commands->length;
    struct text line = { .bytes = commands->bytes + commands->length, .room = room };
    uint32_t number = commands->last_number + 1;
    wire_command(&line, number, verb, target, argument);
    if (line.cut) {
        explicit_bzero(line.bytes, room);
        return false;
    }
    *place = *command;
    place->number = number;
    commands->last_number = number;
    commands->length += line.length;
    return commands_flush(commands);
}

bool commands_flush(struct commands *commands)
{
    size_t sent = 0;
    bool sound = true;
    while (sent < commands->length) {
        size_t left = commands->length - sent;
        ssize_t n = send(commands->socket, commands->bytes + sent, left, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            sound = errno == EAGAIN;
            break;
        }
        sent += (size_t) n;
    }
    commands->length -= sent;
    memmove(commands->bytes, commands->bytes + sent, commands->length);
    explicit_bzero(commands->bytes + commands->length, sizeof commands->bytes - commands->length);
    return sound;
}

bool commands_waiting(const struct commands *commands)
{
    return commands->length > 0;
}

bool commands_answered(struct commands *commands, int64_t number, struct command *command)
{
    struct command *place = number > 0 ? find(commands, number) : NULL;
    if (!place) return false;
    *command = *place;
    *place = (struct command) { 0 };
    return true;
}

bool commands_pending(const struct commands *commands, enum purpose purpose)
{
    for (unsigned i = 0; i < COMMANDS_PENDING; i++)
        if (commands->pending[i].number && commands->pending[i].purpose == purpose) return true;
    return false;
}

int64_t commands_deadline(const struct commands *commands)
{
    int64_t nearest = CLOCK_NEVER;
    for (unsigned i = 0; i < COMMANDS_PENDING; i++) {
        const struct command *command = &commands->pending[i];
        int64_t deadline = command->sent_at + COMMAND_PATIENCE_MS;
        if (command->number && !command->overdue && deadline < nearest) nearest = deadline;
    }
    return nearest;
}

unsigned commands_mark_overdue(struct commands *commands, int64_t now)
{
    unsigned count = 0;
    for (unsigned i = 0; i < COMMANDS_PENDING; i++) {
        struct command *command = &commands->pending[i];
        if (!command->number || command->overdue || now - command->sent_at < COMMAND_PATIENCE_MS) continue;
        command->overdue = true;
        count++;
    }
    return count;
}
