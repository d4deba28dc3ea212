/* SPDX-License-Identifier: MIT
 *
 * Out of the environment again: what init was started with stays visible in /proc/1/environ until it is overwritten.
 */
#include "config/config.h"

#include "config/names.h"

#include <string.h>

void config_scrub_environment(char **environment)
{
    char **kept = environment;
    for (char **entry = environment; *entry; entry++) {
        if (name_is_ours(*entry)) explicit_bzero(*entry, strlen(*entry));
        else *kept++ = *entry;
    }
    *kept = NULL;
}
