/* SPDX-License-Identifier: MIT
 *
 * A Java to run the program with: its own, wherever its installer put it, else the system's. Only looks at files.
 */
#ifndef SESSION_FIND_JAVA_H
#define SESSION_FIND_JAVA_H

#include "base/macros.h"
#include "base/text.h"
#include "config/settings.h"
#include "session/launch_facts.h"

#include <stdbool.h>

/* Fills java, java_version and without_javafx. In this order: JAVA_HOME; what install4j noted in .install4j/pref_jre.cfg and
 * inst_jre.cfg, if it is still there; INSTALL/jre and INSTALL/.install4j/jre; the newest below /usr/local/i4j_jres,
 * /opt/i4j_jres and ~/.i4j_jres; PATH; the places of distributions. `root` is put before the fixed ones: "" for the real
 * ones. False: `problem` says in one sentence what is missing, or that it is too old. */
bool find_java(const struct config *config, const char *root, struct launch_facts *facts, struct text *problem) MUST_CHECK;

/* Pure: whether the text of a JRE's file `release` lists its modules, and none of JavaFX among them; its major version,
 * 0 when it does not say. */
bool find_java_lacks_javafx(const char *release);
unsigned find_java_version(const char *release);

#endif
