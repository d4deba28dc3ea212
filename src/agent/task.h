// SPDX-License-Identifier: MIT
//
// One thing to do on the program's event thread: a command of the supervisor, or something of our own.
// A task is made by the agent thread, travels in a Hook (Hook.java), and is destroyed by whoever ran it
// or could not post it.

#ifndef AGENT_TASK_H
#define AGENT_TASK_H

#include <jni.h>
#include <stdbool.h>
#include <stddef.h>

struct verb;

struct task {
    void (*run)(JNIEnv *env, struct task *task);
    const struct verb *verb;    // act.c; NULL for our own
    unsigned line;              // the connection it came over, and its answer goes to
    unsigned long sequence;     // 0 for our own: nobody is answered
    bool is_counted;
    jlong target;
    size_t size;
    char argument[];            // terminated, without escapes; may be a secret
};

// Makes a task of our own. NULL without memory. Any thread.
struct task *task_create(void (*run)(JNIEnv *env, struct task *task));

// Reads a command, in place: line is terminated, without its newline, and came over the connection
// wire_line. What is wrong with it is answered at once; then, or without memory, NULL. Agent thread.
struct task *task_parse(char *line, size_t length, unsigned wire_line);

// Wipes and frees it. NULL is nothing. Any thread.
void task_destroy(struct task *task);

// Whether another command may be read: 64 that were taken and not yet done are the most.
bool task_has_room(void);

// Answers the command: done, or why not. Never blocks, any thread.
void task_succeed(const struct task *task);
void task_fail(const struct task *task, const char *why);

#endif
