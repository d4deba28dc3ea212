/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/folders.h"

#include "base/fd.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOUNTINFO_LIMIT = 1 << 20, ROOT_FIELD = 3, POINT_FIELD = 4, SOURCE_FIELD = 2 };

/* ---- the path on the host ---- */

static int octal(const char *digits)
{
    int value = 0;
    for (int i = 0; i < 3; i++) {
        if (digits[i] < '0' || digits[i] > '7') return -1;
        value = value * 8 + digits[i] - '0';
    }
    return value;
}

/* A field of a line, from 0; the kernel writes blanks and backslashes in them as \ooo. */
static void take_field(const char *line, unsigned index, char *out, size_t room)
{
    size_t length = 0;
    for (; index > 0; index--) {
        line += strcspn(line, " \n");
        line += *line == ' ';
    }
    while (*line && *line != ' ' && *line != '\n' && length < room - 1) {
        int code = *line == '\\' ? octal(line + 1) : -1;
        out[length++] = code > 0 ? (char) code : *line;
        line += code > 0 ? 4 : 1;
    }
    out[length] = 0;
}

/* How much of `path` is below `point`: 0 for not at all. */
static size_t match(const char *path, const char *point)
{
    size_t length = strlen(point);
    if (text_equal(point, "/")) return 1;
    return strncmp(path, point, length) == 0 && (!path[length] || path[length] == '/') ? length : 0;
}

/* Behind the optional fields, of which there is any number: "- TYPE SOURCE OPTIONS". */
static void take_source(const char *line, char *out, size_t room)
{
    const char *end = line + strcspn(line, "\n"), *separator = strstr(line, " - ");
    out[0] = 0;
    if (separator && separator < end) take_field(separator + 1, SOURCE_FIELD, out, room);
}

/* The last of equals is on top. NULL: not even a root is mounted. */
static const char *find_mount(const char *mountinfo, const char *path, size_t *covered)
{
    char point[PATH_MAX];
    const char *best = NULL;
    *covered = 0;
    for (const char *line = mountinfo; *line;) {
        take_field(line, POINT_FIELD, point, sizeof point);
        size_t length = match(path, point);
        if (length >= *covered && length > 0) {
            best = line;
            *covered = length;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return best;
}

bool folder_on_host(const char *mountinfo, const char *path, struct folder_place *place)
{
    char root[PATH_MAX];
    size_t covered;
    const char *mount = find_mount(mountinfo, path, &covered);
    place->file_system[0] = 0;
    if (!mount || covered <= 1) { /* on the container's own */
        text_print(place->path, "%s", path);
        return true;
    }
    take_field(mount, ROOT_FIELD, root, sizeof root);
    take_source(mount, place->file_system, sizeof place->file_system);
    text_print(place->path, "%s%s", root, path + covered);
    return !text_equal(root, "/");
}

static void find_on_host(const char *path, struct folder_place *place)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *mountinfo = fd < 0 ? NULL : fd_read_whole(fd, MOUNTINFO_LIMIT, &length);
    if (!mountinfo || !folder_on_host(mountinfo, path, place))
        *place = (struct folder_place) { .path = "DIRECTORY" };
}

/* ---- the problem ---- */

/* The command for the host; a folder mounted elsewhere has another name there. Where the host has mounted that file system
 * cannot be seen from here. */
static void add_remedy(struct text *text, const char *path, uid_t uid, gid_t gid)
{
    struct folder_place host;
    find_on_host(path, &host);
    const char *quote = strpbrk(host.path, " '\"$\\*?;&|<>()`") ? "'" : "";
    text_format(text, "; on the host: chown -R %u:%u %s%s%s", uid, gid, quote, host.path, quote);
    if (!text_equal(host.path, path)) text_format(text, ", which is mounted at %s", path);
    if (host.file_system[0]) text_format(text, " (its path within the file system of %s)", host.file_system);
}

void folder_complain(struct problems *problems, const struct folder *folder, const char *path, uid_t uid, gid_t gid)
{
    char why[4 * PATH_MAX];
    struct text text = TEXT_IN(why);
    struct stat about = { 0 };
    bool is_there = text_equal(path, folder->path);
    int error = access(path, W_OK) < 0 ? errno : 0;
    if (!is_there) text_format(&text, "cannot be made: %s ", path);
    if (stat(path, &about) < 0) text_format(&text, "cannot be looked at by %u:%u: %s", uid, gid, strerror(errno));
    else if (!S_ISDIR(about.st_mode)) text_add(&text, "is no folder");
    else if (error == EROFS) text_add(&text, "is mounted read-only");
    else {
        text_format(&text, "belongs to %u:%u, mode %03o, and is not writable by %u:%u", about.st_uid, about.st_gid,
                    about.st_mode & 0777U, uid, gid);
        if (is_there) add_remedy(&text, path, uid, gid);
        else text_format(&text, "; mount a folder there that belongs to %u:%u", uid, gid);
    }
    problem_add(problems, folder->name, folder->path, NULL, "%s", why);
}

bool folder_is_empty(const char *path)
{
    DIR *folder = opendir(path);
    bool empty = folder != NULL;
    for (const struct dirent *entry = empty ? readdir(folder) : NULL; entry && empty; entry = readdir(folder))
        empty = text_equal(entry->d_name, ".") || text_equal(entry->d_name, "..");
    if (folder) closedir(folder);
    return empty;
}

static bool may_write(const struct stat *about, uid_t uid, gid_t gid)
{
    unsigned wanted = S_IWOTH | S_IXOTH;
    if (about->st_gid == gid) wanted = S_IWGRP | S_IXGRP;
    if (about->st_uid == uid) wanted = S_IWUSR | S_IXUSR;
    return (about->st_mode & wanted) == wanted;
}

/* The path itself, or the nearest above it that is there. */
static void find_existing(const char *path, char out[PATH_MAX])
{
    text_print_in(out, PATH_MAX, "%s", path);
    while (access(out, F_OK) < 0 && out[0] && out[1]) {
        char *slash = strrchr(out, '/');
        slash[slash == out] = 0;
    }
}

/* Of a folder that is not there yet, the one in which it would be made counts. */
static void check_folder(const struct config *config, const struct folder *folder, struct problems *problems)
{
    char existing[PATH_MAX];
    struct stat about;
    bool is_root = geteuid() == 0;
    if (problem_told(problems, folder->name)) return;
    find_existing(folder->path, existing);
    if (stat(existing, &about) < 0) about = (struct stat) { 0 };
    bool is_there = text_equal(existing, folder->path);
    /* root makes it, or gives it away */
    bool may = !is_root || !is_there || about.st_uid == 0 || folder_is_empty(existing) ||
               may_write(&about, (uid_t) config->puid, (gid_t) config->pgid);
    if (may && S_ISDIR(about.st_mode) && access(existing, W_OK | X_OK) == 0) return;
    if (is_root) folder_complain(problems, folder, existing, (uid_t) config->puid, (gid_t) config->pgid);
    else folder_complain(problems, folder, existing, geteuid(), getegid());
}

void folders_of(const struct config *config, struct folder list[FOLDERS])
{
    const struct folder all[FOLDERS] = {
        { "RUN_DIR", config->run_dir }, { "DATA_DIR", config->data_dir }, { "LOG_DIR", config->log_dir }
    };
    memcpy(list, all, sizeof all);
}

/* Whether it is not there yet and comes into the other, of which all that can be said of it is said. */
static bool is_made_within(const char *path, const char *folder)
{
    return text_starts_with(path, folder) && path[strlen(folder)] == '/' && access(path, F_OK) < 0;
}

void folders_check(const struct config *config, struct problems *problems)
{
    struct folder list[FOLDERS];
    folders_of(config, list);
    for (size_t i = 0; i < FOLDERS; i++) {
        bool is_logs = list[i].path == config->log_dir;
        if (!is_logs || !is_made_within(config->log_dir, config->data_dir)) check_folder(config, &list[i], problems);
    }
}
