/* SPDX-License-Identifier: MIT
 *
 * All that the user gives, read once.
 */
#ifndef INIT_PREPARE_H
#define INIT_PREPARE_H

#include "init/services.h"

/* Reads the settings, takes them out of the environment (where /proc shows them), reads the files in PROGRAMS_DIR, and puts the rows
 * together. Problems are added; what is none, but worth a word, is logged. */
void prepare_all(struct config *config, char **environment, struct programs *programs, struct rows *rows,
                 struct problems *problems);

#endif
