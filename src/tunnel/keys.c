/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tunnel/keys.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_SIZE_LIMIT = 65536 };

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && text_equal(name + length - tail, end);
}

/* Files that a folder of keys has beside keys, and would be odd to complain about. */
static bool is_no_key_by_name(const char *name)
{
    static const char *const others[] = { "config", "known_hosts", "known_hosts.old", "authorized_keys", "environment", "rc" };
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        if (text_equal(name, others[i])) return true;
    return name[0] == '.' || ends_with(name, ".pub");
}

static bool is_private_key(const char *bytes)
{
    return text_starts_with(bytes, "-----BEGIN ") && strstr(bytes, "PRIVATE KEY-----");
}

static void note_unusable(struct keys *keys, const char *name, const char *path)
{
    struct stat about;
    int error = errno;
    struct text text = { keys->unusable, sizeof keys->unusable, strlen(keys->unusable), false };
    text_format(&text, "%s%s ", text.length ? ", " : "", name);
    if (error == EACCES && stat(path, &about) == 0)
        text_format(&text, "belongs to %u:%u, mode %03o, not readable by %u:%u; on the host: chown %u:%u %s", about.st_uid,
                    about.st_gid, about.st_mode & 0777U, geteuid(), getegid(), geteuid(), getegid(), name);
    else text_format(&text, "cannot be read: %s", strerror(error));
}

/* A memory file is made with mode 0777, and ssh looks. */
static int hold(const char *bytes, size_t length)
{
    int fd = fd_sealed_memory("ssh-key", bytes, length);
    if (fd >= 0 && fchmod(fd, 0600) < 0) auto_close(&fd);
    return fd;
}

static void take_file(struct keys *keys, const char *folder, const char *name)
{
    char path[PATH_MAX], certificate[PATH_MAX];
    struct stat about;
    size_t length = 0;
    text_print(path, "%s/%s", folder, name);
    text_print(certificate, "%s-cert.pub", path);
    if (stat(path, &about) < 0 || !S_ISREG(about.st_mode)) return;
    AUTO_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = file < 0 ? NULL : fd_read_whole(file, KEY_SIZE_LIMIT, &length);
    if (!bytes) {
        if (errno != EFBIG) note_unusable(keys, name, path);
        return;
    }
    int fd = is_private_key(bytes) ? hold(bytes, length) : -1;
    explicit_bzero(bytes, length);
    free(bytes);
    if (fd < 0) return;
    keys->list[keys->count].fd = fd;
    keys->list[keys->count].has_certificate = access(certificate, R_OK) == 0;
    text_print(keys->list[keys->count++].name, "%s", name);
}

static void take_files(struct keys *keys, const char *folder, struct dirent **entries, int count, bool usual)
{
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (is_no_key_by_name(name) || text_starts_with(name, "id_") != usual) continue;
        if (keys->count == KEYS_LIMIT) log_warning("%s/%s is left out: %d keys are the most", folder, name, KEYS_LIMIT);
        else take_file(keys, folder, name);
    }
}

void keys_collect(struct keys *keys, const char *folder)
{
    struct dirent **entries = NULL;
    *keys = (struct keys) { 0 };
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0) {
        note_unusable(keys, folder, folder);
        return;
    }
    take_files(keys, folder, entries, count, true);
    take_files(keys, folder, entries, count, false);
    for (int i = 0; i < count; i++) free(entries[i]);
    free(entries);
}

void keys_forget(struct keys *keys)
{
    for (unsigned i = 0; i < keys->count; i++) close(keys->list[i].fd);
    *keys = (struct keys) { 0 };
}
