/* SPDX-License-Identifier: MIT
 *
 * Where our other parts are: beside this executable in a build tree, below ../lib/gatehouse or ../share/gatehouse once
 * installed.
 */
#ifndef BASE_COMPONENT_H
#define BASE_COMPONENT_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>

/* The absolute path of a part, for example "gatehouse-web" or "simulator/Jts". False when there is none. */
bool component_find(const char *name, char *out, size_t room) MUST_CHECK;

/* The absolute path of this executable itself. False when /proc is missing. */
bool component_self(char *out, size_t room) MUST_CHECK;

#endif
