// SPDX-License-Identifier: MIT
//
// Which component it is: the number that stands for it on the wire, and whether its text is secret.
// Numbers are stable for the object's life and never used again; they hold no object alive.

#ifndef AGENT_IDENTITY_H
#define AGENT_IDENTITY_H

#include "agent/kind.h"

#include <jni.h>
#include <stdbool.h>

struct identity {
    jlong id;               // 0: the JVM is ending and tells no more
    bool is_secret;
};

// Gives the identity of a component; at the first sight of it our listeners are put on it. Event thread.
struct identity identity_of(JNIEnv *env, jobject component, struct traits traits);

// From now on the component's text is never told, whatever its class. Event thread.
void identity_make_secret(JNIEnv *env, jobject component);

// The component with that number as a local reference; NULL if it is gone or never was. Event thread.
jobject identity_find(jlong id);

#endif
