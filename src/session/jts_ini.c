/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/jts_ini.h"

#include "base/fd.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20, ADDED_LIMIT = 1024 };

/* In the order they are added when they are missing; sections stand together. */
static const struct wanted {
    const char *section, *key;
    const char *value; /* NULL: the time zone */
    bool kept; /* a value that is there is left */
} wanted[] = {
    { "[Logon]", "TimeZone", NULL, false },
    { "[Logon]", "Locale", "en", false }, /* windows are recognised by their English texts */
    { "[Logon]", "displayedproxymsg", "1", false },
    { "[Logon]", "UseSSL", "true", false },
    { "[Logon]", "s3store", "true", true },
    { "[IBGateway]", "ApiOnly", "true", false },
    { "[IBGateway]", "TrustedIPs", "127.0.0.1", false },
};
enum { WANTED = ARRAY_LENGTH(wanted) };

struct editing {
    const char *time_zone;
    struct text *out;
    bool done[WANTED];
};

static bool is_section(const char *line, size_t length, const char *section)
{
    return length == strlen(section) && strncasecmp(line, section, length) == 0;
}

static void add_wanted(struct editing *editing, unsigned i)
{
    text_format(editing->out, "%s=%s\n", wanted[i].key, wanted[i].value ? wanted[i].value : editing->time_zone);
    editing->done[i] = true;
}

/* At the end of a section: what it did not have. */
static void complete(struct editing *editing, const char *section)
{
    for (unsigned i = 0; section && i < WANTED; i++)
        if (!editing->done[i] && text_equal(wanted[i].section, section)) add_wanted(editing, i);
}

static const char *our_section(const char *line, size_t length)
{
    for (unsigned i = 0; i < WANTED; i++)
        if (is_section(line, length, wanted[i].section)) return wanted[i].section;
    return NULL;
}

/* The row that a line of this section is about, or WANTED. */
static unsigned row_of(const char *section, const char *line, size_t length)
{
    for (unsigned i = 0; section && i < WANTED; i++) {
        size_t key = strlen(wanted[i].key);
        if (!text_equal(wanted[i].section, section) || length <= key || line[key] != '=') continue;
        if (strncmp(line, wanted[i].key, key) == 0) return i;
    }
    return WANTED;
}

static void keep_line(struct editing *editing, const char *line, size_t length)
{
    text_add_bytes(editing->out, line, length);
    text_add(editing->out, "\n");
}

static void edit_line(struct editing *editing, const char *section, const char *line, size_t length)
{
    unsigned row = row_of(section, line, length);
    if (row == WANTED) {
        keep_line(editing, line, length);
        return;
    }
    if (editing->done[row]) return; /* a second one would win over ours */
    if (!wanted[row].kept) add_wanted(editing, row);
    else keep_line(editing, line, length);
    editing->done[row] = true;
}

static void add_missing_sections(struct editing *editing)
{
    for (unsigned i = 0; i < WANTED; i++) {
        if (editing->done[i]) continue;
        text_format(editing->out, "%s\n", wanted[i].section);
        complete(editing, wanted[i].section);
    }
}

void jts_ini_edit(const char *old, const char *time_zone, struct text *out)
{
    struct editing editing = { .time_zone = time_zone, .out = out };
    const char *section = NULL;
    while (*old) {
        size_t length = strcspn(old, "\n"), shown = length;
        if (shown > 0 && old[shown - 1] == '\r') shown--;
        if (old[0] == '[') {
            complete(&editing, section);
            section = our_section(old, shown);
        }
        edit_line(&editing, section, old, shown);
        old += length + (old[length] == '\n');
    }
    complete(&editing, section);
    add_missing_sections(&editing);
}

/* ---- the file ---- */

static bool replace(const char *path, const char *text, size_t length)
{
    char temporary[PATH_MAX + 8];
    text_print(temporary, "%s.new", path);
    AUTO_CLOSE int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return false;
    if (fd_write_all(fd, text, length) == 0 && fsync(fd) == 0 && rename(temporary, path) == 0) return true;
    int saved = errno;
    unlink(temporary);
    errno = saved;
    return false;
}

bool jts_ini_prepare(const char *settings_dir, const char *time_zone)
{
    char path[PATH_MAX];
    size_t length = 0;
    text_print(path, "%s/jts.ini", settings_dir);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *old = fd < 0 ? strdup("") : fd_read_whole(fd, FILE_LIMIT, &length);
    bool readable = old && (fd >= 0 || errno == ENOENT);
    size_t room = 2 * length + ADDED_LIMIT;
    AUTO_FREE char *bytes = readable ? malloc(room) : NULL;
    if (bytes) {
        struct text out = { .bytes = bytes, .room = room };
        bytes[0] = 0;
        jts_ini_edit(old, time_zone, &out);
        if ((fd >= 0 && text_equal(bytes, old)) || (!out.cut && replace(path, bytes, out.length))) return true;
    }
    log_errno("%s cannot be prepared", path);
    return false;
}
