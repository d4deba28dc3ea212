/* SPDX-License-Identifier: MIT
 *
 * The logger role: owns the bytes that every service writes.
 */
#ifndef LOGGER_LOGGER_H
#define LOGGER_LOGGER_H

/* `logger` under init: reads the pipes of all services (INHERITED_LOG_PIPES), writes LOG_DIR/NAME.log and the standard
 * output of the container, each line with its time. SIGTERM: writes what is in the pipes, then ends; SIGUSR2: reopens
 * the files. Returns the exit status: 0 told to stop, 1 cannot go on. */
int logger_main(int argc, char **argv);

#endif
