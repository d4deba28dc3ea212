/* SPDX-License-Identifier: MIT
 *
 * The text of IBC's config.ini, from the settings. Pure. Facts about keys and values: IBC's user guide, and trials with
 * IBC 3.24.1.
 */
#ifndef SESSION_IBC_INI_H
#define SESSION_IBC_INI_H

#include "base/macros.h"
#include "base/text.h"
#include "config/settings.h"

#include <stdbool.h>
#include <stdint.h>

struct ibc_ini {
    const struct config *config;
    const char *user, *password;
    bool paper;
    uint16_t api_port, command_port;
};

/* Appends all of it. What the user gave as IBC_<Key> wins over what comes from other settings; what the session
 * depends on wins over that: above all IBC never logs in a second time on its own. False: a value cannot be written, or
 * it does not fit; the text then holds secrets all the same. */
bool ibc_ini_write(const struct ibc_ini *ini, struct text *out) MUST_CHECK;

/* CommandServerPort in the text of a user's own config.ini; 0 when it sets none. */
uint16_t ibc_ini_command_port(const char *text);

#endif
