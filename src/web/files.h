/* SPDX-License-Identifier: MIT
 *
 * The static files of www/, built into the executable by embed.sh: the server opens no file because a stranger asked
 * for it, an image cannot lose them, and they are always of the version that serves them.
 */
#ifndef WEB_FILES_H
#define WEB_FILES_H

#include <stddef.h>

struct web_file {
    const char *name; /* as below www/ */
    const char *type; /* Content-Type */
    const unsigned char *bytes;
    size_t length;
};

extern const struct web_file web_files[];
extern const size_t web_files_count;

/* noVNC's, below "novnc/"; none when the build could not fetch it. */
extern const struct web_file novnc_files[];
extern const size_t novnc_files_count;

#endif
