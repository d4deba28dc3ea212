/* SPDX-License-Identifier: MIT */
#include "base/display.h"

#include "base/macros.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int display_lock_owner(int display, char *comm, size_t room)
{
    char path[64], text[16] = "";
    int pid = 0;
    text_print(path, "/tmp/.X%d-lock", display);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0 || sscanf(text, "%d", &pid) != 1) return -1;
    if (pid <= 1) return 0;
    text_print(path, "/proc/%d/comm", pid);
    AUTO_CLOSE int comm_fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = comm_fd < 0 ? 0 : read(comm_fd, comm, room - 1);
    if (n <= 0 || comm[0] != 'X') return 0;
    comm[n - 1] = 0; /* the newline */
    return pid;
}
