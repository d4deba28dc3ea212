/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/ibc_files.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "config/config.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INI_ROOM = 1 << 16, INI_LIMIT = 1 << 20 };

static const char *folder_of(const struct config *config)
{
    return *config->ibc_path ? config->ibc_path : DEFAULT_IBC_PATH;
}

bool ibc_files_find_jar(const struct config *config, char *path, size_t room)
{
    text_print_in(path, room, "%s/IBC.jar", folder_of(config));
    return access(path, R_OK) == 0;
}

int ibc_files_make_ini(const struct ibc_ini *ini, const char *session)
{
    char *bytes = calloc(1, INI_ROOM);
    INVARIANT(bytes);
    struct text text = { .bytes = bytes, .room = INI_ROOM };
    bool written = ibc_ini_write(ini, &text);
    int fd = written ? memfd_create("config.ini", MFD_CLOEXEC) : -1;
    if (!written) log_error("session %s: the settings cannot be written as a config.ini of IBC", session);
    else if (fd < 0 || fd_write_all(fd, bytes, text.length) < 0) {
        log_errno("session %s: no memory for IBC's config.ini", session);
        auto_close(&fd);
        fd = -1;
    }
    explicit_bzero(bytes, INI_ROOM);
    free(bytes);
    return fd;
}

static void find_own(const struct config *config, const char *session, const char *settings_dir, char path[PATH_MAX],
                     uint16_t *port)
{
    for (unsigned n = 0; config_own_ini(config, settings_dir, n, path, PATH_MAX); n++) {
        size_t length = 0;
        AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
        AUTO_FREE char *text = fd < 0 ? NULL : fd_read_whole(fd, INI_LIMIT, &length);
        if (!text) continue;
        *port = ibc_ini_command_port(text);
        explicit_bzero(text, length);
        return;
    }
    log_error("session %s: CUSTOM_CONFIG=yes, but there is no config.ini: neither in %s, nor in %s, nor beside %s/IBC.jar", session,
              settings_dir, config->data_dir, folder_of(config));
}

int ibc_files_prepare_ini(struct ibc_ini *ini, const char *session, const char *settings_dir, char path[PATH_MAX])
{
    if (ini->config->custom_config) {
        find_own(ini->config, session, settings_dir, path, &ini->command_port);
        return -1;
    }
    int fd = ibc_files_make_ini(ini, session);
    text_print_in(path, PATH_MAX, "/proc/self/fd/%d", fd);
    return fd;
}

void ibc_files_make_session(char *out, size_t room)
{
    enum { LETTERS = 8 };
    unsigned char random[LETTERS] = { 0 };
    if (getrandom(random, sizeof random, 0) < 0) random[0] = (unsigned char) getpid();
    struct text text = { .bytes = out, .room = room };
    for (int i = 0; i < LETTERS; i++) text_format(&text, "%c", 'a' + random[i] % 26);
}

void ibc_files_remove_flags(const char *settings_dir)
{
    DIR *folder = opendir(settings_dir);
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        bool is_flag = text_starts_with(entry->d_name, "COLDRESTART") || text_starts_with(entry->d_name, "PAUSE");
        if (is_flag) unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder) closedir(folder);
}

bool ibc_files_take_flag(const char *settings_dir, const char *name, const char *session)
{
    char path[PATH_MAX + 64];
    text_print(path, "%s/%s%s", settings_dir, name, session);
    return unlink(path) == 0;
}

#define ONLY_NATIVE "session %s: %s has no effect with the driver ibc; SESSION_DRIVER=native knows it"

void ibc_files_warn(const struct config *config, unsigned instance, const char *session)
{
    const char *secret = instance == 1 ? config->totp_secret_paper : config->totp_secret;
    if (*secret) log_warning(ONLY_NATIVE, session, "TOTP_SECRET");
    if (*config->dialog_actions) log_warning(ONLY_NATIVE, session, "DIALOG_ACTIONS");
}

void ibc_files_warn_of_restart(const struct config *config, const char *session)
{
    if (config->auto_restart_time.minutes >= 0 || config->auto_logoff_time.minutes >= 0) return;
    log_info("session %s: a gateway keeps the time of this restart as its daily one, unless AUTO_RESTART_TIME is set", session);
}
