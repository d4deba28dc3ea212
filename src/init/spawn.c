/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/spawn.h"

#include "base/child.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum stage { STAGE_GROUP, STAGE_SIGNALS, STAGE_LIMITS, STAGE_DESCRIPTORS, STAGE_FOLDER, STAGE_EXEC, STAGE_COUNT };

static const char *const stage_names[STAGE_COUNT] = {
    [STAGE_GROUP] = "making its process group", [STAGE_SIGNALS] = "resetting signals", [STAGE_LIMITS] = "setting limits",
    [STAGE_DESCRIPTORS] = "arranging descriptors", [STAGE_FOLDER] = "changing to its folder", [STAGE_EXEC] = SPAWN_STAGE_EXEC,
};

struct report {
    enum stage stage;
    int error;
};

_Noreturn static void fail(int report_fd, enum stage stage)
{
    struct report report = { stage, errno };
    ssize_t n = write(report_fd, &report, sizeof report);
    (void) n; /* the exit status says that much as well */
    _exit(SPAWN_FAILED);
}

static int lower_limits(void)
{
    struct rlimit files, none = { 0, 0 };
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) return -1;
    if (files.rlim_max > SPAWN_NOFILE) files.rlim_max = SPAWN_NOFILE; /* a huge one hangs x11vnc and Java */
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_CORE, &none) < 0) return -1; /* a core holds passwords */
    return setrlimit(RLIMIT_NOFILE, &files);
}

/* First out of the way of each other's numbers, then into place, where dup2 makes them inheritable. */
static int arrange(const struct spawn_fd *fds, size_t count)
{
    enum { MOST = 160, OUT_OF_THE_WAY = 256 };
    int moved[MOST];
    if (count > MOST) {
        errno = E2BIG;
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        moved[i] = fcntl(fds[i].from, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
        if (moved[i] < 0) return -1;
    }
    for (size_t i = 0; i < count; i++)
        if (dup2(moved[i], fds[i].to) < 0) return -1;
    return 0;
}

_Noreturn static void become(const struct spawn *request, int report_fd, pid_t parent)
{
    child_follow_parent(parent, SIGTERM); /* outside a container nobody else would end us should init be killed */
    if (setpgid(0, 0) < 0) fail(report_fd, STAGE_GROUP);
    if (child_reset_signals() < 0) fail(report_fd, STAGE_SIGNALS);
    if (lower_limits() < 0) fail(report_fd, STAGE_LIMITS);
    int kept = fcntl(report_fd, F_DUPFD_CLOEXEC, 512);
    if (kept < 0 || arrange(request->fds, request->fds_count) < 0) fail(kept < 0 ? report_fd : kept, STAGE_DESCRIPTORS);
    if (request->directory && chdir(request->directory) < 0) fail(kept, STAGE_FOLDER);
    if (request->umask >= 0) umask((mode_t) request->umask);
    environ = (char **) (uintptr_t) request->environment; /* execvp looks for PATH there */
    execvp(request->path, (char *const *) (uintptr_t) request->argv); /* its prototype lacks a const */
    fail(kept, STAGE_EXEC);
}

pid_t spawn(const struct spawn *request, int *failure_fd)
{
    int ends[2];
    if (fd_pipe(ends) < 0) return -1;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) become(request, ends[1], parent);
    auto_close(&ends[1]);
    if (pid < 0) {
        auto_close(&ends[0]);
        return -1;
    }
    setpgid(pid, pid); /* so that it is there for whoever comes first */
    *failure_fd = ends[0];
    return pid;
}

bool spawn_has_failed(int failure_fd)
{
    int waiting = 0;
    return ioctl(failure_fd, FIONREAD, &waiting) == 0 && waiting > 0;
}

int spawn_read_failure(int failure_fd, struct spawn_failure *failure)
{
    struct report report;
    if (read(failure_fd, &report, sizeof report) != (ssize_t) sizeof report) return -1;
    failure->stage = (unsigned) report.stage < STAGE_COUNT ? stage_names[report.stage] : "starting it";
    failure->error = report.error;
    return 0;
}
