/* SPDX-License-Identifier: MIT
 *
 * For config_*_test.c: settings loaded from a list of NAME=VALUE, and what is complained of.
 */
#ifndef UNIT_CONFIG_KIT_H
#define UNIT_CONFIG_KIT_H

#include "config/config.h"

extern struct config config;
extern struct problems problems;

/* Loads `config` and `problems` anew. */
void load(const char *const *environment);
#define LOAD(...) load((const char *const[]) { __VA_ARGS__, NULL })
/* With the account that is always needed. */
#define LOAD_WITH(...) LOAD("IB_USER=u", "IB_PASSWORD=p", __VA_ARGS__)

bool complains(const char *part);

/* Fails unless there is exactly one problem, with this in it. */
void assert_one_problem(const char *part);
void assert_no_problem(void);

/* Test tear-down. */
int wipe(void **state);

#endif
