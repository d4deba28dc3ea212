/* SPDX-License-Identifier: MIT
 *
 * Descriptors: flags, pipes, sealed memory files, unix sockets. Everything made here is close-on-exec.
 */
#ifndef BASE_FD_H
#define BASE_FD_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A pipe, both ends close-on-exec and non-blocking. -1 with errno. */
int fd_pipe(int ends[2]) MUST_CHECK;

/* -1 with errno. */
int fd_set_nonblocking(int fd);
int fd_set_inheritable(int fd, bool inheritable);

/* Writes all of it to a blocking descriptor, through EINTR. -1 with errno. */
int fd_write_all(int fd, const void *bytes, size_t length) MUST_CHECK;

/* A read-only, sealed memory file with these bytes, its offset at 0. The caller owns it. -1 with errno. */
int fd_sealed_memory(const char *name, const void *bytes, size_t length) MUST_CHECK;

/* The whole file behind fd from offset 0, NUL-terminated, malloc'ed; *length without the NUL. A file above
 * `limit` bytes is refused with EFBIG. NULL with errno. May block. */
char *fd_read_whole(int fd, size_t limit, size_t *length) MUST_CHECK;

/* Empties a file, if there is one; who appends to it goes on at its beginning. -1 with errno. */
int fd_empty_file(const char *path) MUST_CHECK;

/* A listening unix socket at `path` (type SOCK_STREAM or SOCK_SEQPACKET), mode 0600, non-blocking. What was
 * at the path before is removed. The caller owns it and unlinks the path. -1 with errno. */
int fd_listen_unix(const char *path, int type) MUST_CHECK;

/* Connects to one; blocks only until the listener's queue takes it. -1 with errno. */
int fd_dial_unix(const char *path, int type) MUST_CHECK;

/* True when the process at the other end of a unix socket runs as our user or as root. */
bool fd_peer_is_trusted(int fd);

#endif
