// SPDX-License-Identifier: MIT
//
// The windows of the program: see windows.h. What was told is kept as a number and a checksum for each
// window, so looking in vain costs the supervisor nothing.

#define _GNU_SOURCE
#include "agent/windows.h"

#include "agent/identity.h"
#include "agent/java.h"
#include "agent/text.h"
#include "agent/view.h"
#include "agent/wire.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

enum { FRAME_SIZE = 32 };           // local references that one component may need, rows apart

// ---- reading one window ----

static bool view_enter(struct view *view, int depth)
{
    bool fits = view->components < MOST_COMPONENTS && depth <= MOST_DEPTH
        && view->lines.length <= LARGEST_VIEW;
    if (fits && (*view->env)->PushLocalFrame(view->env, FRAME_SIZE) == 0) {
        view->components++;
        return true;
    }
    java_clear(view->env);
    view->is_cut = true;
    return false;
}

static void walk(struct view *view, jobject component, struct place place);

static void walk_children(struct view *view, jobject container, struct place place)
{
    JNIEnv *env = view->env;
    jobjectArray children = java_object(env, container, Container_getComponents);
    jint count = children ? (*env)->GetArrayLength(env, children) : 0;
    for (jint i = 0; i < count; i++) {
        jobject child = (*env)->GetObjectArrayElement(env, children, i);
        if (child)
            walk(view, child, place);
        (*env)->DeleteLocalRef(env, child);
    }
}

// A menu's items hang in a popup that is somewhere else, or nowhere.
static void walk_menu(struct view *view, jobject menu, struct place place)
{
    JNIEnv *env = view->env;
    jint count = java_int(env, menu, JMenu_getMenuComponentCount);
    for (jint i = 0; i < count; i++) {
        jobject item = java_object(env, menu, JMenu_getMenuComponent, i);
        if (item)
            walk(view, item, place);
        (*env)->DeleteLocalRef(env, item);
    }
}

// Recursive, but never deeper than MOST_DEPTH. place is that of the component around it.
static void walk(struct view *view, jobject component, struct place place)
{
    JNIEnv *env = view->env;
    struct traits traits = kind_traits(env, component);
    if (kind_is_skipped(traits.kind) || !view_enter(view, place.depth))
        return;
    place.x += java_int(env, component, Component_getX);
    place.y += java_int(env, component, Component_getY);
    component_tell(view, component, traits, place);
    place.depth++;
    if (traits.kind == KIND_MENU)
        walk_menu(view, component, place);
    else if (traits.is_container)
        walk_children(view, component, place);
    (*env)->PopLocalFrame(env, NULL);
}

// ---- telling it ----

// Without memory the last line may be half there, which the peer could not read.
static void drop_half_line(struct text *lines)
{
    while (lines->length > 0 && lines->bytes[lines->length - 1] != '\n')
        lines->length--;
}

static void tell_view(const char *what, jlong id, struct view *view, unsigned line)
{
    struct text message = { 0 };
    if (view->lines.is_broken) {
        drop_half_line(&view->lines);
        view->is_cut = true;
    }
    text_format(&message, "%s\t%lld\n", what, (long long)id);
    text_append(&message, view->lines.bytes, view->lines.length);
    text_format(&message, "end\t%lld\t%d\t%s\n", (long long)id, view->components,
                view->is_cut ? "cut" : "whole");
    if (!message.is_broken)
        wire_say(line, &message);
    text_finish(&message);
}

static void tell_closed(jlong id, unsigned line)
{
    struct text message = { 0 };
    text_format(&message, "close\t%lld\n", (long long)id);
    wire_say(line, &message);
    text_finish(&message);
}

void windows_dump(JNIEnv *env, jobject component, jlong id, unsigned line)
{
    struct view view = { .env = env, .is_asked = true };
    walk(&view, component, (struct place){ 0 });
    tell_view("dump", id, &view, line);
    text_finish(&view.lines);
}

// ---- what was told ----

static struct told {
    jlong id;                       // 0: the place is free
    uint64_t checksum;
    bool is_seen;
} told[MOST_WINDOWS];

static unsigned told_line;          // the connection that it was told over
static atomic_long cost_ns;

void windows_forget(void)
{
    memset(told, 0, sizeof told);
}

long windows_look_cost_ns(void)
{
    return atomic_load(&cost_ns);
}

// Fowler, Noll and Vo's 1a.
static uint64_t checksum_of(const struct text *text)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < text->length; i++)
        sum = (sum ^ (unsigned char)text->bytes[i]) * 1099511628211u;
    return sum;
}

// The window's own place, else a free one, else NULL.
static struct told *find_told(jlong id)
{
    struct told *vacant = NULL;
    for (size_t i = 0; i < MOST_WINDOWS; i++) {
        if (told[i].id == id)
            return &told[i];
        if (told[i].id == 0 && !vacant)
            vacant = &told[i];
    }
    return vacant;
}

// A window that another thread is just building says for a moment that it is showing, but has no peer yet.
static bool is_open(JNIEnv *env, jobject window)
{
    return java_is(env, window, Component_isDisplayable) && java_is(env, window, Component_isShowing);
}

static void look_at(JNIEnv *env, jobject window, enum windows_depth depth)
{
    if (!is_open(env, window))
        return;
    jlong id = identity_of(env, window, kind_traits(env, window)).id;
    struct told *known = id ? find_told(id) : NULL;
    if (!known)
        return;
    bool is_new = known->id == 0;
    known->is_seen = true;
    if (!is_new && depth == WINDOWS_NEW_ONLY)
        return;

    struct view view = { .env = env };
    walk(&view, window, (struct place){ 0 });
    uint64_t checksum = checksum_of(&view.lines);
    if (is_new || checksum != known->checksum)
        tell_view(is_new ? "open" : "change", id, &view, told_line);
    known->id = id;
    known->checksum = checksum;
    text_finish(&view.lines);
}

static void look_at_all(JNIEnv *env, enum windows_depth depth)
{
    jobjectArray all = java_static(env, CLASS_Window, "getWindows", "()[Ljava/awt/Window;");
    if (!all)
        return;                     // no memory, or the JVM is ending: nothing is known, so nothing closed
    for (size_t i = 0; i < MOST_WINDOWS; i++)
        told[i].is_seen = false;
    jint count = (*env)->GetArrayLength(env, all);
    for (jint i = 0; i < count; i++) {
        jobject window = (*env)->GetObjectArrayElement(env, all, i);
        look_at(env, window, depth);
        (*env)->DeleteLocalRef(env, window);
    }
    (*env)->DeleteLocalRef(env, all);
    for (size_t i = 0; i < MOST_WINDOWS; i++) {
        if (told[i].id == 0 || told[i].is_seen)
            continue;
        tell_closed(told[i].id, told_line);
        told[i].id = 0;
    }
}

static long elapsed_ns(const struct timespec *from, const struct timespec *to)
{
    return (to->tv_sec - from->tv_sec) * 1000000000L + to->tv_nsec - from->tv_nsec;
}

void windows_look(JNIEnv *env, enum windows_depth depth)
{
    static bool is_looking;         // a toString() that runs a dialog: its closing lets us look again
    unsigned line = wire_line();
    if (is_looking || line == 0)
        return;
    if (line != told_line)
        windows_forget();
    told_line = line;

    struct timespec start, end;
    is_looking = true;
    clock_gettime(CLOCK_MONOTONIC, &start);
    look_at_all(env, depth);
    clock_gettime(CLOCK_MONOTONIC, &end);
    atomic_store(&cost_ns, elapsed_ns(&start, &end));
    is_looking = false;
}
