// SPDX-License-Identifier: MIT
//
// The agent's one Java class, from C: see hook.h and Hook.java. The class's bytes come from the build.

#define _GNU_SOURCE
#include "agent/hook.h"

#include "agent/hook_class.h"
#include "agent/java.h"
#include "agent/windows.h"
#include "agent/wire.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum {
    PAUSE_NS = 50 * 1000000,        // changes are gathered for so long
    SHARE = 20,                     // looking takes at most a 20th of the event thread's time
    FRAME_SIZE = 64,                // local references that a callback may need
    WINDOW_EVENT_MASK = 64,         // AWTEvent.WINDOW_EVENT_MASK
};

static jclass hook_class;           // global references; made once by the agent thread
static jobject listener;
static jmethodID constructor;
static jfieldID task_field;

static atomic_bool is_expected;
static atomic_bool is_ready;
static atomic_bool is_touched;      // since the last look was posted
static atomic_bool is_posted;       // a look is on its way to the event thread

// ---- called from Java ----

static void JNICALL perform(JNIEnv *env, jobject self)
{
    struct task *task = (struct task *)(intptr_t)(*env)->GetLongField(env, self, task_field);
    if (!task)
        return;
    if ((*env)->PushLocalFrame(env, FRAME_SIZE) == 0) {
        task->run(env, task);
        (*env)->PopLocalFrame(env, NULL);
    }
    task_destroy(task);
}

static void JNICALL touched(JNIEnv *env, jclass class)
{
    (void)env;
    (void)class;
    hook_touch();
}

static void JNICALL look(JNIEnv *env, jclass class)
{
    (void)class;
    if ((*env)->PushLocalFrame(env, FRAME_SIZE) != 0)
        return;
    windows_look(env, WINDOWS_NEW_ONLY);
    (*env)->PopLocalFrame(env, NULL);
    hook_touch();
}

// ---- making it ----

static bool register_natives(JNIEnv *env, jclass class)
{
    static char name_perform[] = "perform";
    static char name_look[] = "look";
    static char name_touched[] = "touched";
    static char takes_nothing[] = "()V";
    // JNI wants a function as an object's pointer, which ISO C does not know
    __extension__ const JNINativeMethod natives[] = {
        { name_perform, takes_nothing, (void *)perform },
        { name_look, takes_nothing, (void *)look },
        { name_touched, takes_nothing, (void *)touched },
    };
    (*env)->RegisterNatives(env, class, natives, sizeof natives / sizeof *natives);
    return !java_clear(env);
}

static bool find_members(JNIEnv *env, jclass class)
{
    constructor = (*env)->GetMethodID(env, class, "<init>", "(J)V");
    if (java_clear(env))
        return false;
    task_field = (*env)->GetFieldID(env, class, "task", "J");
    return !java_clear(env);
}

static bool create(JNIEnv *env)
{
    jclass class = (*env)->DefineClass(env, "gatehouse/Hook", NULL, hook_class_bytes,
                                       (jsize)sizeof hook_class_bytes);
    if (java_clear(env) || !class)
        return false;
    if (!register_natives(env, class) || !find_members(env, class))
        return false;
    jobject object = (*env)->NewObject(env, class, constructor, (jlong)0);
    if (java_clear(env))
        return false;
    hook_class = (*env)->NewGlobalRef(env, class);
    listener = (*env)->NewGlobalRef(env, object);
    (*env)->DeleteLocalRef(env, object);
    (*env)->DeleteLocalRef(env, class);
    return hook_class && listener;
}

static void run_start(JNIEnv *env, struct task *task)
{
    (void)task;
    jobject toolkit = java_static(env, CLASS_Toolkit, "getDefaultToolkit", "()Ljava/awt/Toolkit;");
    java_do(env, toolkit, Toolkit_addAWTEventListener, listener, (jlong)WINDOW_EVENT_MASK);
    windows_look(env, WINDOWS_ALL);
}

void hook_expect(void)
{
    atomic_store(&is_expected, true);
    wire_wake();
}

bool hook_is_ready(void)
{
    return atomic_load(&is_ready);
}

bool hook_create_when_expected(JNIEnv *env)
{
    if (!atomic_exchange(&is_expected, false))
        return false;
    if (!create(env)) {
        fputs("gatehouse-agent: this JVM does not take the agent's class\n", stderr);
        return false;
    }
    atomic_store(&is_ready, true);
    struct task *task = task_create(run_start);
    if (task && !hook_post(env, task))
        task_destroy(task);
    return true;
}

// ---- to the event thread ----

bool hook_post(JNIEnv *env, struct task *task)
{
    jobject hook = (*env)->NewObject(env, hook_class, constructor, (jlong)(intptr_t)task);
    if (java_clear(env))
        return false;
    bool is_done = java_static_do(env, "java/awt/EventQueue", "invokeLater", "(Ljava/lang/Runnable;)V",
                                  hook);
    (*env)->DeleteLocalRef(env, hook);
    return is_done;
}

// ---- looking again ----

void hook_touch(void)
{
    if (!atomic_exchange(&is_touched, true) && wire_line())
        wire_wake();
}

static void run_look(JNIEnv *env, struct task *task)
{
    (void)task;
    atomic_store(&is_posted, false);
    windows_look(env, WINDOWS_ALL);
    if (atomic_load(&is_touched))
        wire_wake();                // touched meanwhile
}

static void post_look(JNIEnv *env)
{
    struct task *task = task_create(run_look);
    atomic_store(&is_touched, false);
    atomic_store(&is_posted, true);
    if (task && hook_post(env, task))
        return;
    atomic_store(&is_touched, true);
    atomic_store(&is_posted, false);
    task_destroy(task);
}

static long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int hook_look_if_due(JNIEnv *env)
{
    static long long next;
    if (!hook_is_ready() || !wire_line() || !atomic_load(&is_touched) || atomic_load(&is_posted))
        return -1;
    long long now = now_ns();
    if (now < next)
        return (int)((next - now) / 1000000) + 1;
    long long rest = windows_look_cost_ns() * SHARE;
    next = now + (rest > PAUSE_NS ? rest : PAUSE_NS);
    post_look(env);
    return -1;
}

// ---- listening ----

void hook_listen_to(JNIEnv *env, jobject component, struct traits traits)
{
    java_do(env, component, Component_addPropertyChangeListener, listener);
    if (!traits.is_swing && !kind_is_window(traits.kind))
        return;             // another listener would change how pure AWT delivers its events
    java_do(env, component, Component_addComponentListener, listener);
    if (traits.is_container)
        java_do(env, component, Container_addContainerListener, listener);
    if (kind_is_button(traits.kind))
        java_do(env, component, AbstractButton_addChangeListener, listener);
    if (traits.kind == KIND_TEXT) {
        jobject document = java_object(env, component, JTextComponent_getDocument);
        java_do(env, document, Document_addDocumentListener, listener);
        (*env)->DeleteLocalRef(env, document);
    }
}
