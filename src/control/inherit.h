/* SPDX-License-Identifier: MIT
 *
 * What a child of init finds when it starts: descriptors at fixed numbers, each only if its row in
 * src/init/services.c names it. Everything else is closed; standard input is /dev/null, standard output and error
 * are the service's pipe to the logger.
 */
#ifndef CONTROL_INHERIT_H
#define CONTROL_INHERIT_H

enum inherited_fd {
    /* Write '\n' when ready, '!' when not ready any more, NOTICE_MARK and why (notify.h). Xvfb and x11vnc can do the first
     * themselves. */
    INHERITED_NOTIFY = 3,
    /* Sealed memory with the settings this service may know: NAME=VALUE, each ended by NUL (config_load_inherited). */
    INHERITED_SETTINGS = 4,
    /* The logger's: the standard output init was started with. */
    INHERITED_CONSOLE = 5,
    /* The logger's: whose the pipes are (log_stream.h). */
    INHERITED_LOG_TABLE = 6,
    /* The logger's: what init itself has to say, then what each service does. */
    INHERITED_LOG_PIPES = 16
};

#endif
