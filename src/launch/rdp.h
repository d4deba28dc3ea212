/* SPDX-License-Identifier: MIT
 *
 * The account of the RDP server as FreeRDP reads it: one line of a SAM file, "user:domain:LM hash:NT hash:::" with a newline.
 */
#ifndef LAUNCH_RDP_H
#define LAUNCH_RDP_H

/* Room for the line of a user name of up to 32 bytes. */
enum { RDP_ACCOUNT_SIZE = 80 };

/* The user name that clients give; there is one. */
#define RDP_USER "ibuser"

/* Pure. `password` is valid UTF-8 of up to 1024 bytes (object_to_secret). The NT hash is MD4 of the password in UTF-16LE without an
 * end: MS-NLMP 3.3.1, NTOWFv1. No domain and no LM hash. */
void rdp_account(const char *password, char out[RDP_ACCOUNT_SIZE]);

#endif
