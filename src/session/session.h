/* SPDX-License-Identifier: MIT
 *
 * The session role: one gateway, started, logged in, watched and tidily closed.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

/* `session INSTANCE` (0 or 1) under init, settings inherited. Runs until SIGTERM. Returns the exit status: 0 told to stop,
 * 1 cannot go on, 2 wrong usage, 78 a setting that cannot be used. */
int session_main(int argc, char **argv);

#endif
