/* SPDX-License-Identifier: MIT
 *
 * A service that behaves, or misbehaves, as its first argument says. Stands for no real program.
 */
#define _GNU_SOURCE
#include "base/text.h"
#include "control/notify.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_forever(void)
{
    for (;;) pause();
}

/* Not ready, and says why, until SIGUSR1; then ready until the next. */
static void wait_with(const char *reason)
{
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    sigprocmask(SIG_BLOCK, &one, NULL);
    for (int number;;) {
        notify_reason(reason);
        sigwait(&one, &number);
        notify_ready();
        sigwait(&one, &number);
        notify_not_ready();
    }
}

static void leave_orphan(void)
{
    if (fork() == 0) {
        setsid(); /* out of the group that is killed with its leader */
        if (fork() == 0) {
            usleep(50000); /* long enough to lose its parent, which is the point */
            _exit(0);
        }
        _exit(0);
    }
}

static void print_inheritance(void)
{
    DIR *directory = opendir("/proc/self/fd");
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] != '.' && fd != dirfd(directory)) printf("fd %d\n", fd);
    }
    for (char **variable = environ; *variable; variable++) printf("env %s\n", *variable);
    puts("end of inheritance");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    if (text_equal(how, "exit") && argc > 3) notify_reason(argv[3]);
    if (text_equal(how, "exit")) return atoi(argv[2]);
    if (text_equal(how, "away")) wait_with(argv[2]);
    if (text_equal(how, "never-ready")) wait_forever();
    if (text_equal(how, "stubborn")) signal(SIGTERM, SIG_IGN);
    if (text_equal(how, "orphans")) leave_orphan();
    if (text_equal(how, "inheritance")) print_inheritance();
    notify_ready();
    wait_forever();
}
