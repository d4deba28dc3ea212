// SPDX-License-Identifier: MIT
//
// Carrying out the supervisor's commands: see act.h. Each function is one verb, on the event thread.
// What a click lets the program throw is left to the event thread to report, as after a real click.

#define _GNU_SOURCE
#include "agent/act.h"

#include "agent/identity.h"
#include "agent/java.h"
#include "agent/kind.h"
#include "agent/task.h"
#include "agent/view.h"
#include "agent/windows.h"
#include "agent/wire.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    WINDOW_CLOSING = 201,           // java.awt.event.WindowEvent
    ICONIFIED = 1,                  // java.awt.Frame
    KEY_PRESSED = 401,              // java.awt.event.KeyEvent
    KEY_RELEASED = 402,
    CHAR_UNDEFINED = 0xFFFF,
};

struct order {
    JNIEnv *env;
    struct task *task;
    jobject target;                 // NULL for verbs without one
    enum kind kind;
};

static void answer(const struct order *order, const char *why_not)
{
    if (why_not)
        task_fail(order->task, why_not);
    else
        task_succeed(order->task);
}

// Why a user could not do it, either; NULL if nothing is in the way.
static const char *obstacle(const struct order *order)
{
    if (!java_is(order->env, order->target, Component_isEnabled))
        return "disabled";
    if (order->kind == KIND_ITEM)
        return NULL;                // the items of a closed menu do not show
    return java_is(order->env, order->target, Component_isShowing) ? NULL : "hidden";
}

// Reads a decimal number and moves on behind it and the spaces after it.
static bool read_int(const char **text, jint *number)
{
    char *end;
    errno = 0;
    long value = strtol(*text, &end, 10);
    if (end == *text || errno || value < INT_MIN || value > INT_MAX)
        return false;
    *number = (jint)value;
    *text = end + strspn(end, " ");
    return true;
}

// ---- verbs without a target ----

static void on_ping(struct order *order)
{
    answer(order, NULL);
}

static void on_census(struct order *order)
{
    windows_forget();
    windows_look(order->env, WINDOWS_ALL);
    answer(order, NULL);
}

// ---- buttons ----

// The answer comes before the click, which may run a modal dialog, or end the program.
static void on_click(struct order *order)
{
    const char *why_not = kind_is_button(order->kind) ? obstacle(order) : "not a button";
    answer(order, why_not);
    if (!why_not)
        java_act(order->env, order->target, AbstractButton_doClick, 0);
}

// A click, but only if that is a change.
static void on_check(struct order *order)
{
    const char *wanted = order->task->argument;
    const char *why_not = kind_is_button(order->kind) ? obstacle(order) : "not a button";
    if (!why_not && strcmp(wanted, "0") != 0 && strcmp(wanted, "1") != 0)
        why_not = "bad argument";
    answer(order, why_not);
    if (!why_not && java_is(order->env, order->target, AbstractButton_isSelected) != (*wanted == '1'))
        java_act(order->env, order->target, AbstractButton_doClick, 0);
}

// ---- texts ----

static const char *obstacle_to_text(const struct order *order)
{
    if (!kind_is_text(order->kind))
        return "not a text";
    const char *why_not = obstacle(order);
    if (why_not)
        return why_not;
    return java_is(order->env, order->target, JTextComponent_isEditable) ? NULL : "not editable";
}

static bool call_with_string(const struct order *order, enum method method, const jchar *units, size_t count)
{
    JNIEnv *env = order->env;
    jstring string = (*env)->NewString(env, units, (jsize)count);
    bool is_done = !java_clear(env) && java_do(env, order->target, method, string);
    (*env)->DeleteLocalRef(env, string);
    return is_done;
}

// Types it unit by unit: no Java string, which nobody can wipe, ever holds the whole of it.
static bool enter_secretly(const struct order *order, const jchar *units, size_t count)
{
    bool is_done = call_with_string(order, JTextComponent_setText, units, 0);
    for (size_t i = 0; is_done && i < count; i++)
        is_done = call_with_string(order, JTextComponent_replaceSelection, units + i, 1);
    return is_done;
}

// A formatted field takes its text only when told to.
static bool commit(const struct order *order)
{
    JNIEnv *env = order->env;
    jclass formatted = (*env)->FindClass(env, CLASS_JFormattedTextField);
    if (java_clear(env))
        return true;
    bool is_formatted = (*env)->IsInstanceOf(env, order->target, formatted);
    return !is_formatted || java_do(env, order->target, JFormattedTextField_commitEdit);
}

static const char *enter(const struct order *order, bool is_secret)
{
    const char *why_not = obstacle_to_text(order);
    if (why_not)
        return why_not;
    const char *argument = order->task->argument;
    size_t length = strlen(argument);
    size_t size = (length + 1) * sizeof(jchar);
    jchar *units = malloc(size);
    if (!units)
        return "memory";

    size_t count = text_to_utf16(argument, length, units);
    if (is_secret)
        identity_make_secret(order->env, order->target);
    java_is(order->env, order->target, Component_requestFocusInWindow);
    bool is_done = is_secret ? enter_secretly(order, units, count)
                             : call_with_string(order, JTextComponent_setText, units, count);
    explicit_bzero(units, size);
    free(units);
    return is_done && commit(order) ? NULL : "refused";
}

static void on_set(struct order *order)
{
    answer(order, enter(order, false));
}

static void on_secret(struct order *order)
{
    answer(order, enter(order, true));
}

// ---- rows ----

static const char *read_row(const struct order *order, jint *row)
{
    const char *argument = order->task->argument;
    if (!read_int(&argument, row) || *argument)
        return "bad argument";
    bool is_there = *row >= 0 && *row < rows_count(order->env, order->target, order->kind);
    return is_there ? NULL : "no such row";
}

static void on_select(struct order *order)
{
    static const enum method how[KIND_COUNT] = {
        [KIND_COMBO] = JComboBox_setSelectedIndex,
        [KIND_LIST] = JList_setSelectedIndex,
        [KIND_TREE] = JTree_setSelectionRow,
        [KIND_TABLE] = JTable_setRowSelectionInterval,
        [KIND_TABS] = JTabbedPane_setSelectedIndex,
    };
    jint row = 0;
    const char *why_not = kind_has_rows(order->kind) ? obstacle(order) : "not a list";
    if (!why_not)
        why_not = read_row(order, &row);
    // a table wants the row twice, the others take no notice of the second
    if (!why_not && !java_do(order->env, order->target, how[order->kind], row, row))
        why_not = "refused";
    answer(order, why_not);
}

static void on_expand(struct order *order)
{
    jint row = 0;
    const char *why_not = order->kind == KIND_TREE ? obstacle(order) : "not a tree";
    if (!why_not)
        why_not = read_row(order, &row);
    if (!why_not && !java_do(order->env, order->target, JTree_expandRow, row))
        why_not = "refused";
    answer(order, why_not);
}

// ---- windows and keys ----

static void on_dump(struct order *order)
{
    windows_dump(order->env, order->target, order->task->target, order->task->line);
    answer(order, NULL);
}

// As the window's own cross: the program may do something else than close. Answered first, as a click.
static void on_close(struct order *order)
{
    JNIEnv *env = order->env;
    jobject event = NULL;
    if (kind_is_window(order->kind))
        event = java_new(env, "java/awt/event/WindowEvent", "(Ljava/awt/Window;I)V", order->target,
                         WINDOW_CLOSING);
    answer(order, event ? NULL : "not a window");
    if (event)
        java_act(env, order->target, Component_dispatchEvent, event);
}

static void on_minimize(struct order *order)
{
    const char *why_not = order->kind == KIND_FRAME ? NULL : "not a frame";
    if (!why_not && !java_do(order->env, order->target, Frame_setExtendedState, ICONIFIED))
        why_not = "refused";
    answer(order, why_not);
}

static void on_key(struct order *order)
{
    JNIEnv *env = order->env;
    const char *argument = order->task->argument;
    jint code = 0, modifiers = 0;
    bool is_good = read_int(&argument, &code) && (!*argument || read_int(&argument, &modifiers));
    const char *why_not = is_good && !*argument ? obstacle(order) : "bad argument";
    answer(order, why_not);
    jlong when = (jlong)time(NULL) * 1000;
    for (jint id = KEY_PRESSED; !why_not && id <= KEY_RELEASED && !(*env)->ExceptionCheck(env); id++) {
        jobject event = java_new(env, "java/awt/event/KeyEvent", "(Ljava/awt/Component;IJIIC)V",
                                 order->target, id, when, modifiers, code, CHAR_UNDEFINED);
        if (event)
            java_act(env, order->target, Component_dispatchEvent, event);
    }
}

// ---- the table ----

struct verb {
    const char *word;
    bool has_target;
    void (*act)(struct order *order);
};

static const struct verb verbs[] = {
    { .word = "ping", .has_target = false, .act = on_ping },
    { .word = "census", .has_target = false, .act = on_census },
    { .word = "dump", .has_target = true, .act = on_dump },
    { .word = "click", .has_target = true, .act = on_click },
    { .word = "check", .has_target = true, .act = on_check },
    { .word = "set", .has_target = true, .act = on_set },
    { .word = "secret", .has_target = true, .act = on_secret },
    { .word = "select", .has_target = true, .act = on_select },
    { .word = "expand", .has_target = true, .act = on_expand },
    { .word = "close", .has_target = true, .act = on_close },
    { .word = "minimize", .has_target = true, .act = on_minimize },
    { .word = "key", .has_target = true, .act = on_key },
};

static void run_verb(JNIEnv *env, struct task *task)
{
    struct order order = { .env = env, .task = task };
    if (task->line != wire_line())
        return;         // who ordered it is gone; whoever comes next sees for himself what is to be done
    if (task->verb->has_target) {
        order.target = identity_find(task->target);
        if (!order.target) {
            task_fail(task, "gone");
            return;
        }
        order.kind = kind_traits(env, order.target).kind;
    }
    task->verb->act(&order);
}

bool act_prepare(struct task *task, const char *word)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(word, verbs[i].word) != 0)
            continue;
        task->verb = &verbs[i];
        task->run = run_verb;
        return true;
    }
    return false;
}
