/* SPDX-License-Identifier: MIT
 *
 * The command line of java. Pure: facts in, argv out. It holds no secret.
 */
#ifndef SESSION_JAVA_COMMAND_H
#define SESSION_JAVA_COMMAND_H

#include "base/macros.h"
#include "session/launch_facts.h"

#include <stdbool.h>

enum { JAVA_ARGUMENTS = 192, JAVA_BYTES = FACTS_CLASSPATH + 2 * FACTS_OPTIONS_TEXT + 8 * PATH_MAX };

struct java_command {
    char *arguments[JAVA_ARGUMENTS]; /* ended by NULL, into bytes */
    unsigned count;
    char bytes[JAVA_BYTES];
};

/* False when it does not fit. */
bool java_command_build(const struct launch_facts *facts, struct java_command *command) MUST_CHECK;

#endif
