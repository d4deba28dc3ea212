/* SPDX-License-Identifier: MIT
 *
 * The options of the JVM that people choose: the program's own file, JAVA_HEAP_SIZE, JAVA_OPTS. Pure.
 */
#ifndef SESSION_JAVA_OPTIONS_H
#define SESSION_JAVA_OPTIONS_H

#include "base/macros.h"
#include "base/text.h"
#include "session/launch_facts.h"

#include <stdbool.h>

/* The lines of a vmoptions file that are options, one argument each, into facts->options; comments, empty lines and
 * install4j's own directives are left out. */
void java_options_read(const char *file, struct launch_facts *facts);

/* `heap` ("-Xmx…") in the place of those of the file. */
void java_options_set_heap(struct launch_facts *facts, const char *heap);

/* The words of JAVA_OPTS, split as a shell would, into facts->own_options, which come later on the command line and so
 * win. False: `problem` says what is wrong with it. */
bool java_options_add_own(struct launch_facts *facts, const char *line, struct text *problem) MUST_CHECK;

#endif
