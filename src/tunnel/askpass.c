/* SPDX-License-Identifier: MIT */
#include "tunnel/askpass.h"

#include "base/component.h"
#include "base/fd.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PASSPHRASE_LIMIT = 4096 };

int askpass_main(int argc, char **argv)
{
    const char *path = getenv(ASKPASS_VARIABLE);
    size_t length = 0;
    if (argc < 2 || !path || !text_starts_with(argv[1], "Enter passphrase for ")) return 1;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *passphrase = fd < 0 ? NULL : fd_read_whole(fd, PASSPHRASE_LIMIT, &length);
    if (!passphrase) return 1;
    int failed = fd_write_all(STDOUT_FILENO, passphrase, length) < 0 || fd_write_all(STDOUT_FILENO, "\n", 1) < 0;
    explicit_bzero(passphrase, length);
    free(passphrase);
    return failed;
}

/* Put into place in one step: another tunnel may be using it. */
bool askpass_make_link(const char *folder, char *out, size_t room)
{
    char self[PATH_MAX], fresh[PATH_MAX];
    if (!component_self(self, sizeof self)) return false;
    text_print_in(out, room, "%s/" ASKPASS_NAME, folder);
    text_print(fresh, "%s/" ASKPASS_NAME ".%d", folder, (int) getpid());
    unlink(fresh);
    return symlink(self, fresh) == 0 && rename(fresh, out) == 0;
}
