/* SPDX-License-Identifier: MIT
 *
 * The files of IBC: its jar, its config.ini in memory, the flags it leaves in the settings folder.
 */
#ifndef SESSION_IBC_FILES_H
#define SESSION_IBC_FILES_H

#include "base/macros.h"
#include "config/settings.h"
#include "session/ibc_ini.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* The path of IBC.jar; false when it is not there. */
bool ibc_files_find_jar(const struct config *config, char *path, size_t room) MUST_CHECK;

/* A memory file with the text of config.ini, for IBC to open as /proc/self/fd/N (it insists on a regular file). The
 * caller owns it, and empties it with ftruncate(2) once it has been read. -1, with a line in the log, when the settings
 * cannot be written that way. */
int ibc_files_make_ini(const struct ibc_ini *ini, const char *session) MUST_CHECK;

/* config.ini as IBC is to open it: the path, and its descriptor, as above. With CUSTOM_CONFIG it is the user's own: the first there
 * is of settings_dir/config.ini, DATA_DIR/config.ini and the one beside IBC.jar; ini->command_port is then the one it names.
 * When there is none: a line in the log, and `path` is where it was looked for last. Then, and for the user's own, -1. */
int ibc_files_prepare_ini(struct ibc_ini *ini, const char *session, const char *settings_dir, char path[PATH_MAX]) MUST_CHECK;

/* Eight random letters. */
void ibc_files_make_session(char *out, size_t room);

/* Flags of earlier runs, which nobody will ask for again. */
void ibc_files_remove_flags(const char *settings_dir);

/* Whether the flag of that name ("PAUSE", "COLDRESTART") and session is there; takes it away. */
bool ibc_files_take_flag(const char *settings_dir, const char *name, const char *session);

/* Says which of the settings given have no effect with IBC. */
void ibc_files_warn(const struct config *config, unsigned instance, const char *session);

/* Says, if it is so, that a restart by IBC leaves its time in the gateway. */
void ibc_files_warn_of_restart(const struct config *config, const char *session);

#endif
