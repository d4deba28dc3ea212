// SPDX-License-Identifier: MIT
//
// Calling Java: see java.h. It knows no Swing; which methods there are stands in java_methods.h.

#include "agent/java.h"

#include <stdatomic.h>

jvmtiEnv *jvmti;

#define JAVA_ROW(class, method, types) \
    [class##_##method] = { .class_name = CLASS_##class, .name = #method, .signature = types },
static const struct {
    const char *class_name;
    const char *name;
    const char *signature;
} methods[METHOD_COUNT] = {
    JAVA_METHODS(JAVA_ROW)
};
#undef JAVA_ROW

static _Atomic(jmethodID) known[METHOD_COUNT];

bool java_clear(JNIEnv *env)
{
    if (!(*env)->ExceptionCheck(env))
        return false;
    (*env)->ExceptionClear(env);
    return true;
}

// Two threads that come here at once find the same.
static jmethodID find(JNIEnv *env, jobject object, enum method method)
{
    if (!object || method == METHOD_NONE)
        return NULL;
    jmethodID id = atomic_load_explicit(&known[method], memory_order_relaxed);
    if (id)
        return id;

    jclass class = (*env)->FindClass(env, methods[method].class_name);
    if (class)
        id = (*env)->GetMethodID(env, class, methods[method].name, methods[method].signature);
    if (java_clear(env))
        id = NULL;
    (*env)->DeleteLocalRef(env, class);
    atomic_store_explicit(&known[method], id, memory_order_relaxed);
    return id;
}

jobject java_object(JNIEnv *env, jobject object, enum method method, ...)
{
    jmethodID id = find(env, object, method);
    if (!id)
        return NULL;
    va_list arguments;
    va_start(arguments, method);
    jobject result = (*env)->CallObjectMethodV(env, object, id, arguments);
    va_end(arguments);
    return java_clear(env) ? NULL : result;
}

jint java_int(JNIEnv *env, jobject object, enum method method, ...)
{
    jmethodID id = find(env, object, method);
    if (!id)
        return 0;
    va_list arguments;
    va_start(arguments, method);
    jint result = (*env)->CallIntMethodV(env, object, id, arguments);
    va_end(arguments);
    return java_clear(env) ? 0 : result;
}

bool java_is(JNIEnv *env, jobject object, enum method method, ...)
{
    jmethodID id = find(env, object, method);
    if (!id)
        return false;
    va_list arguments;
    va_start(arguments, method);
    bool result = (*env)->CallBooleanMethodV(env, object, id, arguments);
    va_end(arguments);
    return !java_clear(env) && result;
}

static bool call(JNIEnv *env, jobject object, enum method method, va_list arguments)
{
    jmethodID id = find(env, object, method);
    if (id)
        (*env)->CallVoidMethodV(env, object, id, arguments);
    return id != NULL;
}

bool java_do(JNIEnv *env, jobject object, enum method method, ...)
{
    va_list arguments;
    va_start(arguments, method);
    bool is_there = call(env, object, method, arguments);
    va_end(arguments);
    return !java_clear(env) && is_there;
}

void java_act(JNIEnv *env, jobject object, enum method method, ...)
{
    va_list arguments;
    va_start(arguments, method);
    call(env, object, method, arguments);
    va_end(arguments);
}

jobject java_static(JNIEnv *env, const char *class_name, const char *name, const char *signature, ...)
{
    jobject result = NULL;
    jclass class = (*env)->FindClass(env, class_name);
    jmethodID id = class ? (*env)->GetStaticMethodID(env, class, name, signature) : NULL;
    va_list arguments;
    va_start(arguments, signature);
    if (id)
        result = (*env)->CallStaticObjectMethodV(env, class, id, arguments);
    va_end(arguments);
    if (java_clear(env))
        result = NULL;
    (*env)->DeleteLocalRef(env, class);
    return result;
}

bool java_static_do(JNIEnv *env, const char *class_name, const char *name, const char *signature, ...)
{
    jclass class = (*env)->FindClass(env, class_name);
    jmethodID id = class ? (*env)->GetStaticMethodID(env, class, name, signature) : NULL;
    va_list arguments;
    va_start(arguments, signature);
    if (id)
        (*env)->CallStaticVoidMethodV(env, class, id, arguments);
    va_end(arguments);
    bool has_thrown = java_clear(env);
    (*env)->DeleteLocalRef(env, class);
    return id && !has_thrown;
}

jobject java_new(JNIEnv *env, const char *class_name, const char *signature, ...)
{
    jobject result = NULL;
    jclass class = (*env)->FindClass(env, class_name);
    jmethodID id = class ? (*env)->GetMethodID(env, class, "<init>", signature) : NULL;
    va_list arguments;
    va_start(arguments, signature);
    if (id)
        result = (*env)->NewObjectV(env, class, id, arguments);
    va_end(arguments);
    if (java_clear(env))
        result = NULL;
    (*env)->DeleteLocalRef(env, class);
    return result;
}

void java_append(JNIEnv *env, struct text *text, jstring string, jint max)
{
    enum { PART = 256 };
    jchar units[PART];
    jint length = string ? (*env)->GetStringLength(env, string) : 0;
    jint end = length < max ? length : max;
    for (jint at = 0, count; at < end; at += count) {
        count = end - at < PART ? end - at : PART;
        (*env)->GetStringRegion(env, string, at, count, units);
        bool ends_inside_pair = units[count - 1] >= 0xD800 && units[count - 1] < 0xDC00;
        if (ends_inside_pair && count > 1 && at + count < end)
            count--;
        text_append_utf16(text, units, (size_t)count);
    }
    if (end < length)
        text_append(text, "\xE2\x80\xA6", 3);
}
