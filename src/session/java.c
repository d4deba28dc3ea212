/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/java.h"

#include "base/child.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "session/predecessor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_CANNOT_EXECUTE = 127 };

/* All that the program needs; above all no JAVA_TOOL_OPTIONS and the like, which would be run as options. */
static const char *const environment_names[] = { "PATH", "HOME", "LANG", "LC_ALL", "TZ", "DISPLAY", "XAUTHORITY" };
enum { ENVIRONMENT = ARRAY_LENGTH(environment_names) };

static void pick_environment(char *picked[ENVIRONMENT + 1])
{
    unsigned count = 0;
    for (char **entry = environ; *entry; entry++) {
        size_t length = strcspn(*entry, "=");
        for (unsigned i = 0; i < ENVIRONMENT && count < ENVIRONMENT; i++) {
            const char *name = environment_names[i];
            if (strlen(name) == length && strncmp(*entry, name, length) == 0) picked[count++] = *entry;
        }
    }
    picked[count] = NULL;
}

/* In the child; only what is safe between fork and exec. */
_Noreturn static void become_java(const struct launch_facts *facts, char *const *arguments, char *const *environment,
                                  pid_t parent)
{
    setpgid(0, 0);
    child_follow_parent(parent, SIGTERM);
    if (facts->simulator >= 0) fd_set_inheritable(facts->simulator, true);
    if (facts->ini >= 0) fd_set_inheritable(facts->ini, true);
    if (facts->output >= 0) dup2(facts->output, STDOUT_FILENO);
    if (child_reset_signals() == 0 && chdir(facts->settings_dir) == 0 && predecessor_lock()) execve(facts->java, arguments, environment);
    log_errno("%s cannot be started", facts->java);
    _exit(EXIT_CANNOT_EXECUTE);
}

pid_t java_start(const struct launch_facts *facts, struct java_command *command)
{
    char *environment[ENVIRONMENT + 1];
    pid_t parent = getpid();
    pick_environment(environment);
    pid_t pid = fork();
    if (pid == 0) become_java(facts, command->arguments, environment, parent);
    if (pid > 0) setpgid(pid, pid); /* whoever of the two is first */
    return pid;
}

void java_signal(pid_t pid, int signal)
{
    if (pid > 0 && kill(-pid, signal) < 0) kill(pid, signal);
}

bool java_reap(pid_t pid, int *status)
{
    siginfo_t info = { 0 };
    if (pid <= 0 || waitid(P_PID, (id_t) pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0) return false;
    if (info.si_pid != pid) return false;
    kill(-pid, SIGKILL); /* before its number can be anybody else's */
    return waitpid(pid, status, WNOHANG) == pid;
}
