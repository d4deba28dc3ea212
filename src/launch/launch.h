/* SPDX-License-Identifier: MIT
 *
 * The launch role: prepares what a program of others needs, then becomes that program (exec).
 */
#ifndef LAUNCH_LAUNCH_H
#define LAUNCH_LAUNCH_H

/* `launch xvfb`, `launch x11vnc` or `launch hooks START_SCRIPTS` (see hooks.h) under init, settings inherited. Only returns when the program cannot be started: the
 * exit status 1, 2 for wrong usage, or 78 when the program is not installed. */
int launch_main(int argc, char **argv);

#endif
