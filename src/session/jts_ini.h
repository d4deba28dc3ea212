/* SPDX-License-Identifier: MIT
 *
 * The gateway's jts.ini: the few lines that must be as we want them; all others stay as they are.
 */
#ifndef SESSION_JTS_INI_H
#define SESSION_JTS_INI_H

#include "base/macros.h"
#include "base/text.h"

#include <stdbool.h>

/* Pure: writes `old` ("" when there is no file) to `out` with our lines changed or added. out->cut: it does not fit. */
void jts_ini_edit(const char *old, const char *time_zone, struct text *out);

/* Edits settings_dir/jts.ini, through a new file that takes its place. A file that is right already is left alone.
 * False, with a line in the log, when that failed. Blocks on the disk. */
bool jts_ini_prepare(const char *settings_dir, const char *time_zone) MUST_CHECK;

#endif
