/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

int child_reset_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL); /* fails for a few, which have no other */
    return sigprocmask(SIG_SETMASK, &none, NULL);
}

void child_follow_parent(pid_t parent, int signal)
{
    enum { NOBODY_LEFT_TO_SEE = 1 };
    prctl(PR_SET_PDEATHSIG, signal);
    if (getppid() != parent) _exit(NOBODY_LEFT_TO_SEE);
}
