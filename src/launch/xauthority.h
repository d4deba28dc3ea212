/* SPDX-License-Identifier: MIT
 *
 * The file that lets X clients in: one MIT-MAGIC-COOKIE-1 entry. Format: Xau(3), big-endian lengths.
 */
#ifndef LAUNCH_XAUTHORITY_H
#define LAUNCH_XAUTHORITY_H

#include "base/macros.h"

#include <stddef.h>
#include <stdint.h>

enum { XAUTHORITY_COOKIE = 16, XAUTHORITY_SIZE_MAX = 128 };

/* Pure: the file's bytes for this display number, any host. Gives their count. */
size_t xauthority_encode(int display, const uint8_t cookie[XAUTHORITY_COOKIE], uint8_t out[XAUTHORITY_SIZE_MAX]);

/* Writes a new file with a new random cookie, mode 0600. -1 with errno. */
int xauthority_write(const char *path, int display) MUST_CHECK;

#endif
