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
enum existing { REPLACED, KEPT, JOINED }; /* JOINED: a list, which keeps its elements and has ours too */
static const struct wanted {
    const char *section, *key;
    const char *value; /* NULL: the time zone */
    enum existing existing; /* what becomes of a value that is there */
} wanted[] = {
    { "[Logon]", "TimeZone", NULL, REPLACED },
    { "[Logon]", "Locale", "en", REPLACED }, /* windows are recognised by their English texts */
    { "[Logon]", "displayedproxymsg", "1", REPLACED },
    { "[Logon]", "UseSSL", "true", REPLACED },
    { "[Logon]", "s3store", "true", KEPT },
    { "[IBGateway]", "ApiOnly", "true", REPLACED },
    { "[IBGateway]", "TrustedIPs", "127.0.0.1", JOINED },
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

/* Where the value of "key=value" or "key = value" begins; NULL: the line is about another key. */
static const char *value_of(const char *line, size_t length, const char *key)
{
    size_t at = strlen(key);
    if (length <= at || strncmp(line, key, at) != 0) return NULL;
    while (at < length && line[at] == ' ') at++;
    return at < length && line[at] == '=' ? line + at + 1 : NULL;
}

/* The row that a line of this section is about, or WANTED. */
static unsigned row_of(const char *section, const char *line, size_t length)
{
    for (unsigned i = 0; section && i < WANTED; i++)
        if (text_equal(wanted[i].section, section) && value_of(line, length, wanted[i].key)) return i;
    return WANTED;
}

static void keep_line(struct editing *editing, const char *line, size_t length)
{
    text_add_bytes(editing->out, line, length);
    text_add(editing->out, "\n");
}

static bool has_element(const char *list, size_t length, const char *element)
{
    size_t wanted_length = strlen(element);
    for (size_t at = 0; at < length;) {
        size_t end = at;
        while (end < length && list[end] != ',') end++;
        size_t begin = at;
        while (begin < end && list[begin] == ' ') begin++;
        size_t trimmed = end;
        while (trimmed > begin && list[trimmed - 1] == ' ') trimmed--;
        if (trimmed - begin == wanted_length && strncmp(list + begin, element, wanted_length) == 0) return true;
        at = end + 1;
    }
    return false;
}

static void join_line(struct editing *editing, unsigned row, const char *line, size_t length)
{
    const char *value = value_of(line, length, wanted[row].key);
    size_t rest = length - (size_t) (value - line);
    bool is_there = has_element(value, rest, wanted[row].value);
    text_format(editing->out, "%s=%s%s", wanted[row].key, is_there ? "" : wanted[row].value, is_there || !rest ? "" : ",");
    keep_line(editing, value, rest);
}

static void edit_line(struct editing *editing, const char *section, const char *line, size_t length)
{
    unsigned row = row_of(section, line, length);
    if (row == WANTED) {
        keep_line(editing, line, length);
        return;
    }
    if (editing->done[row]) return; /* a second one would win over ours */
    switch (wanted[row].existing) {
    case REPLACED: add_wanted(editing, row); break;
    case KEPT: keep_line(editing, line, length); break;
    case JOINED: join_line(editing, row, line, length); break;
    }
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
        while (shown > 0 && old[shown - 1] == '\r') shown--;
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

static bool write_new(const char *path, const char *temporary, const char *text, size_t length)
{
    AUTO_CLOSE int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return false;
    return fd_write_all(fd, text, length) == 0 && fsync(fd) == 0 && rename(temporary, path) == 0;
}

/* A single file that was mounted cannot be replaced, only written. */
static bool write_over(const char *path, const char *text, size_t length)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
    return fd >= 0 && fd_write_all(fd, text, length) == 0 && fsync(fd) == 0;
}

static bool replace(const char *path, const char *text, size_t length)
{
    char temporary[PATH_MAX + 8];
    text_print(temporary, "%s.new", path);
    if (write_new(path, temporary, text, length)) return true;
    int saved = errno;
    unlink(temporary);
    if (saved == EBUSY) return write_over(path, text, length);
    errno = saved;
    return false;
}

/* What a crash of the machine left of it is no reason not to log in: it is put aside. */
static void put_aside_if_broken(const char *path, char *old, size_t *length)
{
    char aside[PATH_MAX + 8];
    if (!memchr(old, 0, *length)) return;
    text_print(aside, "%s.broken", path);
    log_warning("%s holds NUL bytes; it becomes %s, and a new one is written", path, aside);
    if (rename(path, aside) < 0) log_errno("%s cannot be renamed", path);
    old[0] = 0;
    *length = 0;
}

bool jts_ini_prepare(const char *settings_dir, const char *time_zone)
{
    char path[PATH_MAX];
    size_t length = 0;
    text_print(path, "%s/jts.ini", settings_dir);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    AUTO_FREE char *old = fd < 0 ? strdup("") : fd_read_whole(fd, FILE_LIMIT, &length);
    bool readable = old && (fd >= 0 || errno == ENOENT);
    if (readable) put_aside_if_broken(path, old, &length);
    size_t room = 2 * length + ADDED_LIMIT;
    AUTO_FREE char *bytes = readable ? malloc(room) : NULL;
    if (bytes) {
        struct text out = { .bytes = bytes, .room = room };
        bytes[0] = 0;
        jts_ini_edit(old, time_zone, &out);
        if ((fd >= 0 && text_equal(bytes, old)) || (!out.cut && replace(path, bytes, out.length))) return true;
    }
    log_errno("%s cannot be prepared; CUSTOM_CONFIG=yes leaves it as it is", path);
    return false;
}
