/* SPDX-License-Identifier: MIT */
#include "logger/log_file.h"

#include "base/fd.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void log_file_reopen(struct log_file *file)
{
    struct stat about;
    log_file_close(file);
    file->fd = open(file->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    file->size = file->fd >= 0 && fstat(file->fd, &about) == 0 ? about.st_size : 0;
}

void log_file_open(struct log_file *file, const char *directory, const char *name)
{
    text_print(file->path, "%s/%s.log", directory, name);
    file->fd = -1;
    log_file_reopen(file);
}

void log_file_close(struct log_file *file)
{
    auto_close(&file->fd);
    file->fd = -1;
}

static void rotate(struct log_file *file)
{
    char older[PATH_MAX + 16], newer[PATH_MAX + 16];
    for (int i = LOG_FILE_BACKUPS; i > 0; i--) {
        text_print(older, "%s.%d", file->path, i);
        if (i > 1) text_print(newer, "%s.%d", file->path, i - 1);
        else text_print(newer, "%s", file->path);
        rename(newer, older);
    }
    log_file_reopen(file);
}

void log_file_write(struct log_file *file, const char *bytes, size_t length)
{
    if (file->fd >= 0 && file->size + (off_t) length > LOG_FILE_LIMIT && file->size > 0) rotate(file);
    if (file->fd < 0 || fd_write_all(file->fd, bytes, length) < 0) file->lost++;
    else file->size += (off_t) length;
}
