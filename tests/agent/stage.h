// SPDX-License-Identifier: MIT
//
// The stage of the agent's tests: a display, and Java programs (Windows.java) with the agent loaded. What
// a program prints goes to a file, which is looked through at its end for complaints of -Xcheck:jni about
// us. Its answers come over a descriptor of their own.

#ifndef TESTS_AGENT_STAGE_H
#define TESTS_AGENT_STAGE_H

#include "peer.h"

#include <stdbool.h>
#include <sys/types.h>

struct program {
    char folder[64];            // its own, removed at the end
    pid_t pid;                  // 0: it has ended
    bool is_bare;               // without the agent; set before it starts
    int commands;               // its standard input
    int answers;
    char answer[512];           // the last line it answered
    struct peer peer;
};

// Group set-up and tear-down: one display, whichever is free.
int stage_open(void **state);
int stage_close(void **state);

// Makes the program's folder and, if wanted, listens there.
void program_prepare(struct program *program, bool listens);

// Starts it with the agent, unless it is bare. options are for the JVM, ended by NULL.
void program_start(struct program *program, const char *const options[]);

// The three at once: prepares, starts, accepts the agent's call, waits for the event thread.
void program_open(struct program *program);

// Sends it a command and gives its answer.
const char *program_ask(struct program *program, const char *command);

// Waits for a line it prints on its own, and gives it.
const char *program_hear(struct program *program);

// Waits for its end and gives the exit status; its line is read meanwhile.
int program_wait(struct program *program);

// Its resident memory in KiB.
long program_resident_kib(const struct program *program);

// Ends it, if it still runs, and fails the test if -Xcheck:jni complained about the agent.
void program_close(struct program *program);

#endif
