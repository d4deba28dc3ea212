/* SPDX-License-Identifier: MIT */
#include "init/reap.h"

#include <sys/wait.h>

static bool is_service(const struct supervisor *supervisor, pid_t pid)
{
    for (unsigned i = 0; i < supervisor->count; i++)
        if (supervisor->services[i].pid == pid) return true;
    return false;
}

/* Looked at first and reaped after: while it is a zombie its number, and its group's, cannot be anybody else's. */
void reap_all(struct supervisor *supervisor)
{
    for (;;) {
        siginfo_t ended = { 0 };
        if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) < 0 || ended.si_pid == 0) return;
        if (is_service(supervisor, ended.si_pid))
            supervisor_child_ended(supervisor, ended.si_pid, ended.si_code, ended.si_status);
        else supervisor_count_orphan(supervisor);
        waitid(P_PID, (id_t) ended.si_pid, &ended, WEXITED | WNOHANG);
    }
}
