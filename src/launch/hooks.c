/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "launch/hooks.h"

#include "base/child.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/text.h"
#include "config/config.h"
#include "control/inherit.h"
#include "control/notify.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, PATIENCE_MS = 600000, CANNOT_EXECUTE = 127 };

static struct {
    struct loop loop;
    struct loop_watch signals;
    struct loop_timer patience;
    struct dirent **entries;
    int count, next;
    const char *folder;
    bool goes_on; /* after a failure */
    pid_t pid; /* 0: none runs */
    int64_t since;
    int status;
} hooks;

static bool is_program(const char *name)
{
    char path[PATH_MAX];
    struct stat about;
    if (name[0] == '.') return false;
    text_print(path, "%s/%s", hooks.folder, name);
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && access(path, X_OK) == 0) return true;
    log_info("%s is not an executable file: left out", path);
    return false;
}

_Noreturn static void become(const char *path, pid_t parent)
{
    const char *const argv[] = { path, NULL };
    setpgid(0, 0);
    child_follow_parent(parent, SIGKILL);
    if (child_reset_signals() == 0) execve(path, (char *const *) (uintptr_t) argv, environ);
    log_errno("%s cannot be started", path);
    _exit(CANNOT_EXECUTE);
}

static void stop(int status)
{
    hooks.status = status;
    if (hooks.pid > 0) kill(-hooks.pid, SIGKILL);
    loop_stop(&hooks.loop);
}

static void failed(const char *name, const char *why)
{
    log_error("%s/%s: %s%s", hooks.folder, name, why,
              hooks.goes_on ? "; going on (HOOK_FAILURE=continue)" : "; what comes after it is not started");
    if (!hooks.goes_on) stop(EXIT_BAD_SETTINGS);
}

/* The next one that can be run, or ready. */
static void go_on(void)
{
    char path[PATH_MAX];
    while (hooks.next < hooks.count && !is_program(hooks.entries[hooks.next]->d_name)) hooks.next++;
    if (hooks.next == hooks.count) {
        loop_set_timer(&hooks.loop, &hooks.patience, CLOCK_NEVER);
        notify_ready();
        return;
    }
    text_print(path, "%s/%s", hooks.folder, hooks.entries[hooks.next]->d_name);
    log_info("running %s", path);
    hooks.since = clock_now_ms();
    pid_t parent = getpid();
    hooks.pid = fork();
    if (hooks.pid == 0) become(path, parent);
    if (hooks.pid > 0) setpgid(hooks.pid, hooks.pid);
    if (hooks.pid < 0) stop(1);
    loop_set_timer(&hooks.loop, &hooks.patience, hooks.since + PATIENCE_MS);
}

static void reap(void)
{
    int status = 0;
    char why[64];
    if (hooks.pid <= 0 || waitpid(hooks.pid, &status, WNOHANG) != hooks.pid) return;
    const char *name = hooks.entries[hooks.next++]->d_name;
    kill(-hooks.pid, SIGKILL); /* what it left behind in its group */
    hooks.pid = 0;
    if (WIFSIGNALED(status)) text_print(why, "killed by signal %d", WTERMSIG(status));
    else text_print(why, "exit status %d", WEXITSTATUS(status));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        log_info("%s: done in %lld ms", name, (long long) (clock_now_ms() - hooks.since));
    else failed(name, why);
    if (!hooks.loop.stopped) go_on();
}

static void on_signal(struct loop_watch *watch, uint32_t events)
{
    (void) events;
    for (int number; (number = loop_read_signal(watch)) != 0;) {
        if (number == SIGCHLD) reap();
        else stop(0);
    }
}

static void on_patience(struct loop_timer *timer)
{
    (void) timer;
    log_error("%s/%s has not ended for %d s: it is killed", hooks.folder, hooks.entries[hooks.next]->d_name,
              PATIENCE_MS / 1000);
    kill(-hooks.pid, SIGKILL);
}

static const char *folder_of(const struct config *config, const char *setting)
{
    if (text_equal(setting, "START_SCRIPTS")) return config->start_scripts;
    if (text_equal(setting, "X_SCRIPTS")) return config->x_scripts;
    return text_equal(setting, "IBC_SCRIPTS") ? config->ibc_scripts : NULL;
}

int hooks_run(const struct config *config, const char *setting)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGCHLD, 0 };
    hooks.folder = folder_of(config, setting);
    hooks.goes_on = config->hook_failure == HOOK_FAILURE_CONTINUE;
    if (!hooks.folder) return EXIT_USAGE;
    fd_set_inheritable(INHERITED_NOTIFY, false);
    hooks.count = scandir(hooks.folder, &hooks.entries, NULL, alphasort);
    if (hooks.count < 0) {
        log_errno("%s: %s cannot be read", setting, hooks.folder);
        return EXIT_BAD_SETTINGS;
    }
    hooks.signals = (struct loop_watch) { .fd = -1, .on_event = on_signal };
    hooks.patience = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_patience };
    if (loop_init(&hooks.loop) < 0 || loop_add_signals(&hooks.loop, &hooks.signals, signals) < 0) return 1;
    go_on();
    return loop_run(&hooks.loop) < 0 ? 1 : hooks.status;
}
