// SPDX-License-Identifier: MIT
//
// The agent's one Java class, from C: it carries tasks to the program's event thread, and its calls back
// say when to look at the windows again. It must not wake AWT up (that would change the program's start,
// and fail without a display), so nothing here touches Java until the program has an event thread.

#ifndef AGENT_HOOK_H
#define AGENT_HOOK_H

#include "agent/kind.h"
#include "agent/task.h"

#include <jni.h>
#include <stdbool.h>

// Any thread: the program has started its event thread.
void hook_expect(void);

// Agent thread. Once the program has an event thread, defines the class, and lets it listen and tell all
// windows. True on the one call that did.
bool hook_create_when_expected(JNIEnv *env);

// Any thread: whether the class is there, so that tasks can be posted.
bool hook_is_ready(void);

// Agent thread. Posts a task to the event thread and never waits for it; takes it over. False, and the
// caller keeps it: no memory.
bool hook_post(JNIEnv *env, struct task *task);

// Agent thread. Posts a look if something changed and the last one is long enough ago. Gives the
// milliseconds until it should be asked again, -1 if only a wake need be waited for.
int hook_look_if_due(JNIEnv *env);

// Any thread: something may have changed, the event thread should look soon.
void hook_touch(void);

// Event thread: puts our listeners on a component seen for the first time.
void hook_listen_to(JNIEnv *env, jobject component, struct traits traits);

#endif
