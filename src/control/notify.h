/* SPDX-License-Identifier: MIT
 *
 * How a service tells init whether it is ready. Without a notify descriptor (run by hand) nothing happens.
 */
#ifndef CONTROL_NOTIFY_H
#define CONTROL_NOTIFY_H

/* Both may be repeated; neither blocks. */
void notify_ready(void);
void notify_not_ready(void);

#endif
