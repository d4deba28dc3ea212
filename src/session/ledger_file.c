/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/ledger_file.h"

#include "base/clock.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum ledger_reading ledger_load(struct ledger *ledger, const char *folder)
{
    char path[PATH_MAX];
    size_t length = 0;
    text_print(path, "%s/.session", folder);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? LEDGER_NONE : LEDGER_DAMAGED;
    char *text = fd_read_whole(fd, LEDGER_FILE, &length);
    bool whole = text && strlen(text) == length && ledger_parse(ledger, text);
    free(text);
    return whole ? LEDGER_READ : LEDGER_DAMAGED;
}

static bool write_file(const char *path, const struct ledger *ledger)
{
    char bytes[LEDGER_FILE];
    struct text text = TEXT_IN(bytes);
    ledger_format(ledger, &text);
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd >= 0 && fd_write_all(fd, bytes, text.length) == 0 && fsync(fd) == 0;
}

static void sync_folder(const char *folder)
{
    AUTO_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) fsync(fd); /* else the kernel will, a little later */
}

bool ledger_save(const struct ledger *ledger, const char *folder)
{
    char path[PATH_MAX], fresh[PATH_MAX];
    text_print(path, "%s/.session", folder);
    text_print(fresh, "%s/.session.new", folder);
    if (!write_file(fresh, ledger) || rename(fresh, path) < 0) {
        int error = errno;
        unlink(fresh);
        errno = error;
        return false;
    }
    sync_folder(folder);
    return true;
}

void ledger_make_key(struct ledger *ledger)
{
    if (getrandom(ledger->key, sizeof ledger->key, GRND_NONBLOCK) == sizeof ledger->key) return;
    uint64_t weak = (uint64_t) clock_wall_ms() ^ (uint64_t) getpid() << 32; /* so early at boot that there is no better */
    memcpy(ledger->key, &weak, sizeof weak);
}
