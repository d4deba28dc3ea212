/* SPDX-License-Identifier: MIT
 *
 * Who owns an X display on this machine, by the lock file that X servers keep: /tmp/.XN-lock with their process number.
 */
#ifndef BASE_DISPLAY_H
#define BASE_DISPLAY_H

#include <stddef.h>

/* The process of the X server that holds the lock, its name in `comm`; 0 when the lock was left by one that is gone, or its
 * number belongs to another program by now; -1 when there is no lock that can be read. */
int display_lock_owner(int display, char *comm, size_t room);

#endif
