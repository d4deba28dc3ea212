/* SPDX-License-Identifier: MIT
 *
 * A picture of an X display as PNG. A program of its own: `gatehouse-web grab`, started by picture.c, so that a server that
 * hangs holds up nobody.
 */
#ifndef WEB_SCREEN_GRAB_H
#define WEB_SCREEN_GRAB_H

/* Writes the picture of the display that DISPLAY and XAUTHORITY name to the descriptor. Gives the exit status; why it is not 0 is
 * logged. Blocks as long as the X server does. */
int screen_grab(int out);

#endif
