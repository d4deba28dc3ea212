/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "init/possession.h"

#include "base/fd.h"
#include "base/text.h"
#include "config/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- folders ---- */

static int make_folder(const char *path, mode_t mode)
{
    char partial[PATH_MAX];
    text_print(partial, "%s", path);
    for (char *slash = strchr(partial + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(partial, 0755) < 0 && errno != EEXIST) return -1;
        *slash = '/';
    }
    return mkdir(partial, mode) < 0 && errno != EEXIST ? -1 : 0;
}

/* Nobody's yet: root's, as engines make folders to mount, or empty, as the image brings them. Never the files of another. */
static bool may_take(const char *path, const struct stat *about)
{
    return geteuid() == 0 && (about->st_uid == 0 || folder_is_empty(path));
}

static void take_folder(const struct config *config, const struct folder *folder, struct problems *problems)
{
    const char *name = folder->name, *path = folder->path;
    struct stat about;
    if (make_folder(path, 0700) < 0 || stat(path, &about) < 0) {
        problem_add(problems, name, path, NULL, "cannot be made: %s", strerror(errno));
        return;
    }
    if (may_take(path, &about) && chown(path, (uid_t) config->puid, (gid_t) config->pgid) < 0)
        problem_add(problems, name, path, NULL, "cannot be given to %d:%d: %s", config->puid, config->pgid, strerror(errno));
}

static void check_writable(const struct folder *folder, struct problems *problems)
{
    if (access(folder->path, W_OK | X_OK) < 0) folder_complain(problems, folder, folder->path, geteuid(), getegid());
}

/* The X server refuses to make this one unless it is root. */
static void make_socket_folder(void)
{
    static const char path[] = "/tmp/.X11-unix";
    if (mkdir(path, 01777) == 0) chmod(path, 01777);
}

/* ---- the user ---- */

static void become_user(const struct config *config, struct problems *problems)
{
    uid_t uid = (uid_t) config->puid;
    gid_t gid = (gid_t) config->pgid;
    char given[32];
    if (geteuid() != 0) return;
    if (setgroups(1, &gid) == 0 && setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0) return;
    text_print(given, "%d", config->puid);
    problem_add(problems, "PUID", given, NULL, "cannot be taken on: %s; start the container with --user %d:%d instead",
                strerror(errno), config->puid, config->pgid);
}

void take_possession(const struct config *config, struct problems *problems)
{
    struct folder folders[FOLDERS];
    folders_of(config, folders);
    make_socket_folder();
    for (size_t i = 0; i < FOLDERS; i++) take_folder(config, &folders[i], problems);
    if (problems->count) return;
    become_user(config, problems);
    for (size_t i = 0; i < FOLDERS; i++) check_writable(&folders[i], problems);
}

/* ---- one at a time ---- */

static void print_lock_path(const struct config *config, char *out, size_t room)
{
    text_print_in(out, room, "%s/lock", config->run_dir);
}

bool lock_run_dir(const struct config *config, struct problems *problems)
{
    char path[PATH_MAX];
    print_lock_path(config, path, sizeof path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); /* open, and so locked, until the process ends */
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    auto_close(&fd);
    problem_add(problems, "RUN_DIR", config->run_dir, NULL, "is in use by another gatehouse that still runs");
    return false;
}

bool run_dir_is_locked(const struct config *config)
{
    char path[PATH_MAX];
    print_lock_path(config, path, sizeof path);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}
