/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/set_back.h"

#include "base/fd.h"
#include "base/log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 64 };

#define FILE_NAME "gatehouse-restart-time"

void set_back_format(const struct wish wishes[CONFIGURATION_TASKS], struct text *out)
{
    text_format(out, "%s %s %s\n", wishes[PLACE_TIME].text, wishes[PLACE_AM].kind == WISH_ON ? "AM" : "PM",
                wishes[PLACE_AUTO_RESTART].kind == WISH_ON ? "restart" : "logoff");
}

bool set_back_parse(const char *line, struct wish wishes[CONFIGURATION_TASKS])
{
    char time[6], half[3], what[8];
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) wishes[i] = (struct wish) { .kind = WISH_NONE };
    if (sscanf(line, "%5[0-9:] %2s %7s", time, half, what) != 3) return false;
    bool morning = text_equal(half, "AM"), restart = text_equal(what, "restart");
    if ((!morning && !text_equal(half, "PM")) || (!restart && !text_equal(what, "logoff"))) return false;
    wishes[PLACE_TIME].kind = WISH_TEXT;
    text_print(wishes[PLACE_TIME].text, "%s", time);
    wishes[morning ? PLACE_AM : PLACE_PM].kind = WISH_ON;
    wishes[restart ? PLACE_AUTO_RESTART : PLACE_AUTO_LOGOFF].kind = WISH_ON;
    return true;
}

static bool path_of(const char *settings_dir, char *path, size_t room)
{
    struct text text = { .bytes = path, .room = room };
    text_format(&text, "%s/" FILE_NAME, settings_dir);
    return !text.cut;
}

void set_back_keep(const char *settings_dir, const struct wish wishes[CONFIGURATION_TASKS])
{
    char path[PATH_MAX], line[LINE];
    struct text text = TEXT_IN(line);
    if (!path_of(settings_dir, path, sizeof path)) return;
    set_back_format(wishes, &text);
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || fd_write_all(fd, line, text.length) < 0)
        log_errno("%s cannot be written: after the restart the gateway keeps its time as the daily one", path);
}

bool set_back_load(const char *settings_dir, struct wish wishes[CONFIGURATION_TASKS])
{
    char path[PATH_MAX], line[LINE] = "";
    if (!path_of(settings_dir, path, sizeof path)) return false;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, line, sizeof line - 1) <= 0) return false;
    return set_back_parse(line, wishes);
}

void set_back_forget(const char *settings_dir)
{
    char path[PATH_MAX];
    if (path_of(settings_dir, path, sizeof path)) unlink(path);
}
