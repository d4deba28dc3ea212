// SPDX-License-Identifier: MIT
//
// What the session does between a user's setting and the agent's socket or IBC's file, apart from the tests' own supervisor, whose structs
// have the same names.

#ifndef TESTS_AGENT_SESSION_SIDE_H
#define TESTS_AGENT_SESSION_SIDE_H

#include <stdbool.h>
#include <stddef.h>

// Takes user and password through the environment, the checks at start and the sealed memory for the session. False: refused
// at start.
bool session_side_load(const char *user, const char *password, char *user_out, char *password_out, size_t room);

// The same for the driver ibc: the config.ini that IBC is started with, in memory; its descriptor is the caller's. -1: refused at
// start.
int session_side_make_ini(const char *user, const char *password);

// The line of one command as the session writes it; its length.
size_t session_side_line(char *out, size_t room, unsigned long number, const char *verb, long id, const char *argument);

#endif
