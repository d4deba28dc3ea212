// SPDX-License-Identifier: MIT
//
// The agent in the gateway's JVM, loaded with -agentpath:/path/gatehouse-agent.so=SOCKET. It tells the
// supervisor at the socket which windows there are and does what it is told; it decides nothing and
// knows no title and no button. This file is its life: the JVM's calls, and the one thread of ours,
// which talks to the supervisor. All Swing work is done on the event thread, which never waits for us.

#define _GNU_SOURCE
#include "agent/hook.h"
#include "agent/java.h"
#include "agent/task.h"
#include "agent/text.h"
#include "agent/wire.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    PROTOCOL = 1,
    LONGEST_COMMAND = 8192,         // bytes, with its newline
    REDIAL_MS = 200,
};

static char *socket_path;
static char jvm_version[64];
static atomic_bool is_ending;

// ---- talking to the supervisor ----

static void make_hello(struct text *hello)
{
    text_format(hello, "hello\t%d\t%d\t", PROTOCOL, (int)getpid());
    text_append_field(hello, jvm_version, strlen(jvm_version), sizeof jvm_version);
    text_format(hello, "\t%s\n", hook_is_ready() ? "awt" : "-");
}

static void take_command(JNIEnv *env, char *line, size_t length, unsigned wire_line)
{
    struct task *task = task_parse(line, length, wire_line);
    if (!task)
        return;
    if (hook_is_ready() && hook_post(env, task))
        return;
    task_fail(task, hook_is_ready() ? "memory" : "no windows yet");
    task_destroy(task);
}

// What came and is not a whole command yet. It may hold a secret, so nothing is left lying in it.
struct input {
    char bytes[LONGEST_COMMAND];
    size_t length;
};

static void take_commands(JNIEnv *env, struct input *input, unsigned wire_line)
{
    size_t before = input->length;
    char *start = input->bytes;
    char *end = input->bytes + before;
    char *newline;
    while ((newline = memchr(start, '\n', (size_t)(end - start)))) {
        *newline = '\0';
        take_command(env, start, (size_t)(newline - start), wire_line);
        start = newline + 1;
    }
    input->length = (size_t)(end - start);
    memmove(input->bytes, start, input->length);
    explicit_bzero(input->bytes + input->length, before - input->length);
}

// False: the line has ended, or what comes over it cannot be a command.
static bool read_commands(JNIEnv *env, struct input *input, unsigned wire_line)
{
    ssize_t count = wire_receive(input->bytes + input->length, LONGEST_COMMAND - input->length);
    if (count < 0)
        return false;
    input->length += (size_t)count;
    take_commands(env, input, wire_line);
    return input->length < LONGEST_COMMAND;
}

// What is to be done whether or not there is a supervisor. Gives how long to wait for the next time.
static int do_chores(JNIEnv *env)
{
    if (hook_create_when_expected(env)) {
        struct text hello = { 0 };
        make_hello(&hello);
        wire_say(0, &hello);
        text_finish(&hello);
    }
    return hook_look_if_due(env);
}

static void serve(JNIEnv *env, unsigned wire_line)
{
    static struct input input;
    hook_touch();                   // the first look on a line tells all windows
    bool is_up = true;
    while (is_up && !atomic_load(&is_ending)) {
        int wait_ms = do_chores(env);
        if (wire_wait(task_has_room(), wait_ms))
            is_up = read_commands(env, &input, wire_line);
    }
    explicit_bzero(&input, sizeof input);
}

static unsigned dial(void)
{
    struct text hello = { 0 };
    make_hello(&hello);
    unsigned wire_line = wire_connect(socket_path, &hello);
    text_finish(&hello);
    return wire_line;
}

// The supervisor listens before it starts the JVM, so the first dial succeeds; dialling again serves a
// supervisor that was restarted, and there is no event to wait for that tells of it.
static void JNICALL run_agent(jvmtiEnv *jvm, JNIEnv *env, void *unused)
{
    (void)jvm;
    (void)unused;
    while (!atomic_load(&is_ending)) {
        unsigned wire_line = dial();
        if (wire_line)
            serve(env, wire_line);
        wire_close();
        do_chores(env);
        if (!atomic_load(&is_ending))
            wire_wait(false, REDIAL_MS);
    }
}

// ---- the life of the JVM ----

static void JNICALL on_vm_init(jvmtiEnv *jvm, JNIEnv *env, jthread main_thread)
{
    (void)main_thread;
    char *version = NULL;
    if ((*jvm)->GetSystemProperty(jvm, "java.vm.version", &version) == JVMTI_ERROR_NONE) {
        snprintf(jvm_version, sizeof jvm_version, "%s", version);
        (*jvm)->Deallocate(jvm, (unsigned char *)version);
    }
    jstring name = (*env)->NewStringUTF(env, "gatehouse");
    jobject thread = java_new(env, "java/lang/Thread", "(Ljava/lang/String;)V", name);
    if (thread)
        (*jvm)->RunAgentThread(jvm, thread, run_agent, NULL, JVMTI_THREAD_NORM_PRIORITY);
}

// In the new thread, before it runs.
static void JNICALL on_thread_start(jvmtiEnv *jvm, JNIEnv *env, jthread thread)
{
    static const char prefix[] = "AWT-EventQueue-";
    jvmtiThreadInfo info = { 0 };
    if ((*jvm)->GetThreadInfo(jvm, thread, &info) != JVMTI_ERROR_NONE)
        return;
    if (info.name && strncmp(info.name, prefix, sizeof prefix - 1) == 0) {
        (*jvm)->SetEventNotificationMode(jvm, JVMTI_DISABLE, JVMTI_EVENT_THREAD_START, NULL);
        hook_expect();
    }
    if (info.name)
        (*jvm)->Deallocate(jvm, (unsigned char *)info.name);
    (*env)->DeleteLocalRef(env, info.thread_group);
    (*env)->DeleteLocalRef(env, info.context_class_loader);
}

// Our thread must leave native code at once, else it would hold the exit up by 300 ms.
static void JNICALL on_vm_death(jvmtiEnv *jvm, JNIEnv *env)
{
    (void)jvm;
    (void)env;
    struct text bye = { 0 };
    text_format(&bye, "bye\n");
    wire_say_last(&bye);
    text_finish(&bye);
    atomic_store(&is_ending, true);
    wire_wake();
}

static bool enable_events(void)
{
    static const jvmtiEvent wanted[] = {
        JVMTI_EVENT_VM_INIT, JVMTI_EVENT_THREAD_START, JVMTI_EVENT_VM_DEATH,
    };
    const jvmtiEventCallbacks callbacks = {
        .VMInit = on_vm_init,
        .ThreadStart = on_thread_start,
        .VMDeath = on_vm_death,
    };
    // nothing that would slow the program's code down
    const jvmtiCapabilities capabilities = { .can_tag_objects = 1 };
    if ((*jvmti)->AddCapabilities(jvmti, &capabilities) != JVMTI_ERROR_NONE)
        return false;
    if ((*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE)
        return false;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if ((*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, wanted[i], NULL) != JVMTI_ERROR_NONE)
            return false;
    return true;
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved)
{
    (void)reserved;
    void *jvm = NULL;
    socket_path = options && *options ? strdup(options) : NULL;
    if (!socket_path) {
        fputs("gatehouse-agent: the path of the supervisor's socket is missing\n", stderr);
        return JNI_ERR;
    }
    if (wire_init() != 0 || (*vm)->GetEnv(vm, &jvm, JVMTI_VERSION_1_2) != JNI_OK)
        return JNI_ERR;
    jvmti = jvm;
    return enable_events() ? JNI_OK : JNI_ERR;
}
