/* SPDX-License-Identifier: MIT
 *
 * Whether the folders of the settings can be written, and what to say when not.
 */
#ifndef CONFIG_FOLDERS_H
#define CONFIG_FOLDERS_H

#include "config/config.h"

#include <limits.h>
#include <sys/types.h>

struct folder {
    const char *name, *path; /* the setting, and its value */
};

enum { FOLDERS = 3 };

/* Those that gatehouse writes in, in the order in which they are made. */
void folders_of(const struct config *config, struct folder list[FOLDERS]);

/* The problem that the folder, or `path` in which it would be made, is not writable by uid:gid: why, and what helps. */
void folder_complain(struct problems *problems, const struct folder *folder, const char *path, uid_t uid, gid_t gid);

/* Adds a problem for each folder that gatehouse could neither write, nor make, nor take when started as the process is
 * now. Changes nothing. */
void folders_check(const struct config *config, struct problems *problems);

struct folder_place {
    char path[PATH_MAX], file_system[PATH_MAX]; /* the device; "" for the container's own file system */
};

/* Pure: where on the host a path of the container is, by the lines of /proc/self/mountinfo: below the longest mount point
 * that holds it, within the file system that is mounted there. False when a whole file system is mounted there. */
bool folder_on_host(const char *mountinfo, const char *path, struct folder_place *place) MUST_CHECK;

/* True for a folder that can be read and holds nothing: one that the image brought or an engine made, nobody's yet. */
bool folder_is_empty(const char *path);

#endif
