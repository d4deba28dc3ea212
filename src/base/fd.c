/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

void auto_close(int *fd)
{
    int saved = errno;
    if (*fd >= 0) close(*fd);
    errno = saved;
}

void auto_free(void *pointer)
{
    free(*(void **) pointer);
}

int fd_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK);
}

int fd_set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int fd_set_inheritable(int fd, bool inheritable)
{
    return fcntl(fd, F_SETFD, inheritable ? 0 : FD_CLOEXEC);
}

int fd_write_all(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t n = write(fd, at, length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        at += n;
        length -= (size_t) n;
    }
    return 0;
}

int fd_sealed_memory(const char *name, const void *bytes, size_t length)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -1;
    int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    if (fd_write_all(fd, bytes, length) < 0 || lseek(fd, 0, SEEK_SET) < 0 || fcntl(fd, F_ADD_SEALS, seals) < 0) {
        auto_close(&fd);
        return -1;
    }
    return fd;
}

/* As realloc, but nothing stays behind: what is read may be a secret. */
static void move_secret(char *to, char *from, size_t length)
{
    if (!from) return;
    memcpy(to, from, length);
    explicit_bzero(from, length);
    free(from);
}

char *fd_read_whole(int fd, size_t limit, size_t *length)
{
    char *text = NULL;
    size_t used = 0, room = 0;
    for (;;) {
        if (room - used < 2) {
            room = room ? room * 2 : 4096;
            char *grown = malloc(room);
            if (!grown) break;
            move_secret(grown, text, used);
            text = grown;
        }
        ssize_t n = pread(fd, text + used, room - used - 1, (off_t) used);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;
        if (n == 0) {
            text[used] = 0;
            *length = used;
            return text;
        }
        used += (size_t) n;
        if (used > limit) {
            errno = EFBIG;
            break;
        }
    }
    if (text) explicit_bzero(text, used);
    auto_free(&text);
    return NULL;
}

static int unix_address(struct sockaddr_un *address, const char *path)
{
    *address = (struct sockaddr_un) { .sun_family = AF_UNIX };
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address->sun_path, path, length + 1);
    return 0;
}

int fd_listen_unix(const char *path, int type)
{
    struct sockaddr_un address;
    if (unix_address(&address, path) < 0) return -1;
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    unlink(path);
    mode_t old = umask(0177);
    int bound = bind(fd, (const struct sockaddr *) &address, sizeof address);
    umask(old);
    if (bound < 0 || listen(fd, 16) < 0) {
        auto_close(&fd);
        return -1;
    }
    return fd;
}

int fd_dial_unix(const char *path, int type)
{
    struct sockaddr_un address;
    if (unix_address(&address, path) < 0) return -1;
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (const struct sockaddr *) &address, sizeof address) < 0) {
        auto_close(&fd);
        return -1;
    }
    return fd;
}

bool fd_peer_is_trusted(int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return false;
    return peer.uid == 0 || peer.uid == geteuid();
}

int fd_empty_file(const char *path)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    return fd >= 0 || errno == ENOENT ? 0 : -1;
}
