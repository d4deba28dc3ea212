/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/notification.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *const names[NOTIFICATION_END] = {
    [NOTIFICATION_NEEDS_HUMAN] = "needs_human", [NOTIFICATION_SECOND_FACTOR] = "second_factor",
    [NOTIFICATION_READY] = "ready", [NOTIFICATION_LOST] = "lost", [NOTIFICATION_RESTORED] = "restored",
    [NOTIFICATION_GIVEN_UP] = "given_up", [NOTIFICATION_WARNING] = "warning",
};

static bool is_kind(uint32_t kind)
{
    return kind > 0 && kind < NOTIFICATION_END;
}

const char *notification_kind_name(uint32_t kind)
{
    return is_kind(kind) ? names[kind] : "?";
}

void notification_path(const char *run_dir, char *out, size_t room)
{
    text_print_in(out, room, "%s/notify", run_dir);
}

bool notification_is_valid(const struct notification *notification, size_t length)
{
    if (length != sizeof *notification || notification->magic != NOTIFICATION_MAGIC) return false;
    if (!is_kind(notification->kind) || !memchr(notification->source, 0, sizeof notification->source)) return false;
    return memchr(notification->text, 0, sizeof notification->text) != NULL;
}

static bool hand_over(const char *run_dir, const struct notification *notification)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    notification_path(run_dir, to.sun_path, sizeof to.sun_path);
    AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return false;
    ssize_t n = sendto(fd, notification, sizeof *notification, MSG_NOSIGNAL | MSG_DONTWAIT,
                       (const struct sockaddr *) &to, sizeof to);
    return n == (ssize_t) sizeof *notification;
}

bool notification_send(const char *run_dir, enum notification_kind kind, const char *source, const char *text)
{
    static unsigned lost;
    struct notification notification = { .magic = NOTIFICATION_MAGIC, .kind = kind, .at_ms = clock_wall_ms() };
    text_print(notification.source, "%s", source);
    text_print(notification.text, "%s", text);
    if (hand_over(run_dir, &notification)) return true;
    if (errno == ENOENT) return false;
    log_errno("a notification (%s: %s) is lost, number %u", source, notification_kind_name(kind), ++lost);
    return false;
}
