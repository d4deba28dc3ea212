/* SPDX-License-Identifier: MIT
 *
 * Finding the program: its folder, its jars, its options, a Java to run it with, and what it left behind for a restart.
 * Only looks at files, but for the two that a start must change: the program's own launcher and stale tokens. May block
 * on the disk; called before java runs.
 */
#ifndef SESSION_INSTALL_H
#define SESSION_INSTALL_H

#include "base/macros.h"
#include "base/text.h"
#include "config/settings.h"
#include "session/launch_facts.h"

#include <stdbool.h>

/* Fills all that depends on the installation and the settings of the JVM. False: `problem` says in one sentence what is
 * missing or wrong, and which setting would help. */
bool install_find(const struct config *config, struct launch_facts *facts, struct text *problem) MUST_CHECK;

/* Makes DATA_DIR/paper or DATA_DIR/live (mode 0700) and fills settings_dir. As above. */
bool install_make_settings_dir(const char *data_dir, bool paper, struct launch_facts *facts, struct text *problem)
    MUST_CHECK;

/* Fills restart: the one folder of settings_dir with a file `autorestart`. With several nobody knows which is meant:
 * all are deleted and there is none. */
void install_find_token(struct launch_facts *facts);

/* At a planned restart the program starts its own launcher beside us: it is renamed, once. A warning when that cannot
 * be done. */
void install_disarm_launcher(const struct launch_facts *facts);

/* Pure: the licence key of the embedded browser in install4j's i4jparams.conf; "" when it is not there. */
void install_parse_key(const char *file, struct launch_facts *facts);

#endif
