/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "notify/command.h"

#include "base/child.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 30000, EXIT_CANNOT_EXECUTE = 127 };

void command_kill(struct command *command)
{
    if (command->pid > 0) kill(-command->pid, SIGKILL);
}

static void on_patience(struct loop_timer *timer)
{
    command_kill(CONTAINER_OF(timer, struct command, patience));
}

void command_init(struct command *command, struct loop *loop, const char *path)
{
    command->loop = loop;
    command->path = path;
    command->patience = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_patience };
}

_Noreturn static void become(const char *path, int input, pid_t parent)
{
    static const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL };
    const char *const argv[] = { path, NULL };
    setpgid(0, 0);
    child_follow_parent(parent, SIGKILL);
    if (child_reset_signals() == 0 && dup2(input, STDIN_FILENO) == STDIN_FILENO)
        execve(path, (char *const *) (uintptr_t) argv, (char *const *) (uintptr_t) environment);
    _exit(EXIT_CANNOT_EXECUTE);
}

bool command_run(struct command *command, const char *json)
{
    AUTO_CLOSE int input = fd_sealed_memory("notification", json, strlen(json));
    if (command->pid != 0 || input < 0) return false;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) become(command->path, input, parent);
    if (pid < 0) return false;
    setpgid(pid, pid);
    command->pid = pid;
    loop_set_timer(command->loop, &command->patience, clock_now_ms() + PATIENCE_MS);
    return true;
}

void command_reap(struct command *command)
{
    int status = 0;
    char why[64];
    if (command->pid == 0 || waitpid(command->pid, &status, WNOHANG) != command->pid) return;
    kill(-command->pid, SIGKILL); /* what it left behind in its group */
    command->pid = 0;
    loop_set_timer(command->loop, &command->patience, CLOCK_NEVER);
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (WIFSIGNALED(status)) text_print(why, "killed by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) == EXIT_CANNOT_EXECUTE) text_print(why, "cannot be executed");
    else text_print(why, "exit status %d", WEXITSTATUS(status));
    command->on_done(command->owner, good, why);
}
