/* SPDX-License-Identifier: MIT
 *
 * What it means that IBC's java has ended by itself: its exit status, the files it left, what it said before. One
 * table. Pure.
 */
#ifndef SESSION_IBC_END_H
#define SESSION_IBC_END_H

#include "session/machine.h"

#include <stdbool.h>

/* Evidence, besides the status. */
enum {
    IBC_END_PAUSED = 1, /* its file PAUSE is there */
    IBC_END_COLD = 2, /* its file COLDRESTART is there */
    IBC_END_TOKEN = 4, /* one file autorestart is there */
    IBC_END_FAILED = 8, /* it said that the login failed */
    IBC_END_LOGGED_IN = 16
};

enum { IBC_END_ANY = -1 };

struct ibc_end {
    unsigned needs; /* IBC_END_… bits that must be there */
    int first, last; /* exit statuses; of a signal 128 + its number; IBC_END_ANY: all */
    enum session_event event;
    bool full_login; /* what token there may be is not to be used */
    const char *why;
};

/* The first row that fits; there always is one. `status` as in ibc_end::first. */
const struct ibc_end *ibc_end_find(unsigned evidence, int status);

extern const struct ibc_end ibc_ends[];
extern const unsigned ibc_end_count;

#endif
