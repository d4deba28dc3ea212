/* SPDX-License-Identifier: MIT
 *
 * What becomes ours before anything starts: folders, the user that everything runs as, RUN_DIR.
 */
#ifndef INIT_POSSESSION_H
#define INIT_POSSESSION_H

#include "config/config.h"

/* Makes the folders and gives them to PUID:PGID where we are root, then becomes that user for good: no root process is
 * left. Problems are added. */
void take_possession(const struct config *config, struct problems *problems);

/* A lock that only one gatehouse holds in RUN_DIR, until the process ends. False with a problem added. */
bool lock_run_dir(const struct config *config, struct problems *problems);

/* Whether a gatehouse runs with this RUN_DIR. False, too, where we may not look. */
bool run_dir_is_locked(const struct config *config);

#endif
