/* SPDX-License-Identifier: MIT
 *
 * `gatehouse init -c FILE`: the programs of one file and nothing of Interactive Brokers, as supervisord would run them.
 */
#ifndef INIT_ALONE_H
#define INIT_ALONE_H

#include "init/services.h"

/* Reads the file; fills the config with what the file, and of the environment RUN_DIR, LOG_DIR, LOG_FORMAT and TZ say; makes
 * the folders; becomes the file's [supervisord] user. Problems are added. What it fills lives as long as the process. */
void alone_prepare(const char *file, char **environment, struct config *config, struct rows *rows, struct problems *problems);

/* Puts the socket where the file's [unix_http_server] wants it (a link to the one in RUN_DIR), and takes it away again. */
void alone_link_socket(const struct rows *rows, const char *run_dir);
void alone_unlink_socket(const struct rows *rows);

#endif
