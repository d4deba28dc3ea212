/* SPDX-License-Identifier: MIT
 *
 * The lock is a POSIX record lock (fcntl(2)): it belongs to the process, is kept over exec, not inherited by children,
 * gone with the process however it ends, and the kernel tells whose it is.
 */
#define _GNU_SOURCE
#include "session/predecessor.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, STAT_LIMIT = 4096 };

static const char file_name[] = ".java.lock";

static struct flock whole_file(void)
{
    return (struct flock) { .l_type = F_WRLCK, .l_whence = SEEK_SET };
}

/* Closing any descriptor of the file would give the lock up: this one is left open for java to inherit. */
bool predecessor_lock(void)
{
    struct flock lock = whole_file();
    int fd = open(file_name, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    return fd < 0 || fcntl(fd, F_SETLK, &lock) == 0 || (errno != EAGAIN && errno != EACCES);
}

/* 0: nobody, or that cannot be told; -1: somebody who cannot be seen from here. */
static pid_t find_holder(const char *settings_dir)
{
    char path[PATH_MAX];
    struct flock lock = whole_file();
    text_print(path, "%s/%s", settings_dir, file_name);
    AUTO_CLOSE int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK) return 0;
    return lock.l_pid > 0 ? lock.l_pid : -1;
}

/* The orphan of a session falls to init, our parent; what has another parent is in somebody's care. */
static bool is_orphan(pid_t pid)
{
    char path[64];
    int parent = 0;
    size_t length = 0;
    text_print(path, "/proc/%d/stat", (int) pid);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *stat = fd < 0 ? NULL : fd_read_whole(fd, STAT_LIMIT, &length);
    const char *name_end = stat ? strrchr(stat, ')') : NULL; /* PID (NAME) STATE PARENT ... of proc(5) */
    return name_end && sscanf(name_end, ") %*c %d", &parent) == 1 && parent == getppid();
}

void predecessor_forget(struct predecessor *predecessor)
{
    int fd = predecessor->watch.fd;
    loop_remove(predecessor->loop, &predecessor->watch);
    if (fd >= 0) close(fd);
    loop_set_timer(predecessor->loop, &predecessor->patience, CLOCK_NEVER);
}

static void on_ended(struct loop_watch *watch, uint32_t events)
{
    struct predecessor *predecessor = CONTAINER_OF(watch, struct predecessor, watch);
    (void) events;
    predecessor_forget(predecessor);
    predecessor->on_gone(predecessor);
}

static int64_t patience_ms(const struct predecessor *predecessor)
{
    return predecessor->haste > 1 ? PATIENCE_MS / predecessor->haste : PATIENCE_MS;
}

static void on_patience(struct loop_timer *timer)
{
    struct predecessor *predecessor = CONTAINER_OF(timer, struct predecessor, patience);
    log_warning("session %s: the java of an earlier session has not ended for %lld s: it is killed", predecessor->name,
                (long long) patience_ms(predecessor) / 1000);
    if (pidfd_send_signal(predecessor->watch.fd, SIGKILL, NULL, 0) < 0)
        log_errno("session %s: it cannot be killed", predecessor->name);
}

void predecessor_init(struct predecessor *predecessor, struct loop *loop, const char *name)
{
    *predecessor = (struct predecessor) { .loop = loop, .name = name };
    predecessor->watch = (struct loop_watch) { .fd = -1, .on_event = on_ended };
    predecessor->patience = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_patience };
}

bool predecessor_is_awaited(const struct predecessor *predecessor)
{
    return predecessor->watch.fd >= 0;
}

/* Who has the lock may end before it is watched, and its number be somebody else's then: it is asked for again. */
enum predecessor_kind predecessor_await(struct predecessor *predecessor, const char *settings_dir)
{
    pid_t holder = find_holder(settings_dir);
    if (holder == 0) return PREDECESSOR_NONE;
    AUTO_CLOSE int fd = holder > 0 ? pidfd_open(holder, 0) : -1;
    pid_t now = find_holder(settings_dir);
    if (now == 0) return PREDECESSOR_NONE;
    if (fd < 0 || now != holder || !is_orphan(holder)) return PREDECESSOR_FOREIGN;
    if (loop_add(predecessor->loop, &predecessor->watch, fd, EPOLLIN) < 0) return PREDECESSOR_FOREIGN;
    fd = -1;
    log_info("session %s: waiting for the java of an earlier session to end (process %d)", predecessor->name,
             (int) holder);
    loop_set_timer(predecessor->loop, &predecessor->patience, clock_now_ms() + patience_ms(predecessor));
    return PREDECESSOR_ENDING;
}
