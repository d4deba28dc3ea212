/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control/notify.h"

#include "base/log.h"
#include "control/inherit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(const char *byte)
{
    struct stat about;
    if (fstat(INHERITED_NOTIFY, &about) < 0 || !S_ISFIFO(about.st_mode)) return;
    if (write(INHERITED_NOTIFY, byte, 1) < 0 && errno != EAGAIN) log_errno("cannot tell init");
}

void notify_ready(void)
{
    tell("\n");
}

void notify_not_ready(void)
{
    tell("!");
}
