// SPDX-License-Identifier: MIT
//
// The windows of the program: what is showing is compared with what was told, and the difference goes
// out. Only the windows of the event thread's own AppContext are seen (the gateway has no other). All
// calls on the event thread; none blocks, but reading a large window takes its time.

#ifndef AGENT_WINDOWS_H
#define AGENT_WINDOWS_H

#include <jni.h>
#include <stdbool.h>

enum windows_depth {
    WINDOWS_NEW_ONLY,       // windows that came or went
    WINDOWS_ALL,            // and what changed inside those that stay
};

// Tells the difference to the supervisor, if there is one. The first look on a line tells everything.
void windows_look(JNIEnv *env, enum windows_depth depth);

// The next look tells everything again.
void windows_forget(void);

// What the last look took. Any thread.
long windows_look_cost_ns(void);

// Tells one component with all below it, and what is typed into its plain text fields, over that line.
void windows_dump(JNIEnv *env, jobject component, jlong id, unsigned line);

#endif
