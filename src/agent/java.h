// SPDX-License-Identifier: MIT
//
// Calling Java. A method is looked up on its first use: an instance is at hand then, so no class is
// loaded for our sake. JNI checks nothing: a method called on an object of another class ends the JVM,
// so every caller knows the object's kind first. Used by all of the agent that touches an object.

#ifndef AGENT_JAVA_H
#define AGENT_JAVA_H

#include "agent/java_methods.h"
#include "agent/text.h"

#include <jvmti.h>
#include <stdbool.h>

#define JAVA_ENUM(class_name, name, signature) class_name##_##name,
enum method {
    METHOD_NONE,
    JAVA_METHODS(JAVA_ENUM)
    METHOD_COUNT
};
#undef JAVA_ENUM

// Of the JVM we are in: set before any thread of it runs, never changed.
extern jvmtiEnv *jvmti;

// The calls below may be made from any thread attached to the JVM, with no exception pending, and take
// as long as the Java method does. A NULL object and a method that is not there give 0. What the method
// throws is cleared and gives 0, too. Objects given are local references of the caller's frame.
jobject java_object(JNIEnv *env, jobject object, enum method method, ...);
jint java_int(JNIEnv *env, jobject object, enum method method, ...);
bool java_is(JNIEnv *env, jobject object, enum method method, ...);

// Calls a method that gives nothing. False: it threw, or there is none.
bool java_do(JNIEnv *env, jobject object, enum method method, ...);

// As java_do, but what is thrown stays pending, for the event thread to report as after a real click.
// The caller must return to Java.
void java_act(JNIEnv *env, jobject object, enum method method, ...);

// Calls a static method that gives an object; NULL if it gave none or threw.
jobject java_static(JNIEnv *env, const char *class_name, const char *name, const char *signature, ...);

// Calls a static method that gives nothing. False: it threw, or there is none.
bool java_static_do(JNIEnv *env, const char *class_name, const char *name, const char *signature, ...);

// Makes an object; NULL if that threw.
jobject java_new(JNIEnv *env, const char *class_name, const char *signature, ...);

// Clears what was thrown. True: there was something.
bool java_clear(JNIEnv *env);

// Adds a string (or nothing, for NULL) to text as a field: max units of it at most, an ellipsis after
// that.
void java_append(JNIEnv *env, struct text *text, jstring string, jint max);

#endif
