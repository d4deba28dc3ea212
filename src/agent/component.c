// SPDX-License-Identifier: MIT
//
// Telling one component: kind, flags, place, class, name and text, one line of a view. It neither
// climbs down to children (windows.c) nor reads rows (rows.c). The text of a password field, or of
// what was marked as one, is never even asked for.

#include "agent/view.h"

#include <string.h>

static void tell_flags(struct view *view, jobject component, enum kind kind)
{
    JNIEnv *env = view->env;
    char flags[8], *end = flags;
    if (java_is(env, component, Component_isShowing))
        *end++ = 's';
    else if (java_is(env, component, Component_isVisible))
        *end++ = 'v';
    if (java_is(env, component, Component_isEnabled))
        *end++ = 'e';
    if (kind_is_text(kind) && java_is(env, component, JTextComponent_isEditable))
        *end++ = 'w';
    if (kind_is_button(kind) && java_is(env, component, AbstractButton_isSelected))
        *end++ = 'c';
    if (kind == KIND_DIALOG && java_is(env, component, Dialog_isModal))
        *end++ = 'm';
    if (kind_is_window(kind) && java_is(env, component, Window_isModalBlocked))
        *end++ = 'b';
    text_append(&view->lines, flags, (size_t)(end - flags));
}

static void tell_place(struct view *view, jobject component, struct place place)
{
    jint width = java_int(view->env, component, Component_getWidth);
    jint height = java_int(view->env, component, Component_getHeight);
    text_format(&view->lines, "%d,%d,%d,%d", place.x, place.y, width, height);
}

static void tell_class(struct view *view, jobject component)
{
    char *signature = NULL;
    jclass class = (*view->env)->GetObjectClass(view->env, component);
    if ((*jvmti)->GetClassSignature(jvmti, class, &signature, NULL) != JVMTI_ERROR_NONE)
        return;
    char *name = signature + 1;                 // of "Ljava/awt/Frame;"
    name[strcspn(name, ";")] = '\0';
    for (char *c = name; *c; c++)
        if (*c == '/')
            *c = '.';
    text_append_field(&view->lines, name, strlen(name), LONGEST_CLASS);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)signature);
}

// The string, or NULL if there is nothing in it.
static jobject unless_empty(JNIEnv *env, jobject string)
{
    return string && (*env)->GetStringLength(env, string) > 0 ? string : NULL;
}

// Its own name, else the accessible one, else the tooltip. A label's accessible name is its text.
static void tell_name(struct view *view, jobject component, struct traits traits)
{
    JNIEnv *env = view->env;
    jobject name = unless_empty(env, java_object(env, component, Component_getName));
    if (!name && traits.is_swing && traits.kind != KIND_LABEL) {
        jobject context = java_object(env, component, Component_getAccessibleContext);
        name = unless_empty(env, java_object(env, context, AccessibleContext_getAccessibleName));
        if (!name)
            name = java_object(env, component, JComponent_getToolTipText);
    }
    java_append(env, &view->lines, name, LONGEST_CELL);
}

// What is seen of a document: its text without the HTML around it.
static void tell_document(struct view *view, jobject document)
{
    JNIEnv *env = view->env;
    jint length = java_int(env, document, Document_getLength);
    jint wanted = length <= LONGEST_TEXT ? length : LONGEST_TEXT + 1;
    jobject string = java_object(env, document, Document_getText, 0, wanted);
    java_append(env, &view->lines, string, LONGEST_TEXT);
}

// The painter that Swing keeps where a text begins with <html>; NULL for plain text.
static jobject html_painter(JNIEnv *env, jobject component)
{
    static jstring key;
    if (!key) {
        jstring name = (*env)->NewStringUTF(env, "html");
        if (!java_clear(env))
            key = (*env)->NewGlobalRef(env, name);
        (*env)->DeleteLocalRef(env, name);
    }
    return java_object(env, component, JComponent_getClientProperty, key);
}

static void tell_text(struct view *view, jobject component, enum kind kind)
{
    JNIEnv *env = view->env;
    bool may_be_html = kind_is_button(kind) || kind == KIND_LABEL;
    jobject painter = may_be_html ? html_painter(env, component) : NULL;
    enum method method = kind_text(kind);
    if (painter)
        tell_document(view, java_object(env, painter, View_getDocument));
    else if (method != METHOD_NONE)
        java_append(env, &view->lines, java_object(env, component, method), LONGEST_TEXT);
    else if (kind == KIND_TEXT && (view->is_asked || !java_is(env, component, JTextComponent_isEditable)))
        tell_document(view, java_object(env, component, JTextComponent_getDocument));
}

void component_tell(struct view *view, jobject component, struct traits traits, struct place place)
{
    struct identity identity = identity_of(view->env, component, traits);
    enum kind kind = identity.is_secret ? KIND_SECRET : traits.kind;
    text_format(&view->lines, "n\t%d\t%lld\t%s\t", place.depth, (long long)identity.id, kind_word(kind));
    tell_flags(view, component, kind);
    text_append(&view->lines, "\t", 1);
    tell_place(view, component, place);
    text_append(&view->lines, "\t", 1);
    tell_class(view, component);
    text_append(&view->lines, "\t", 1);
    tell_name(view, component, traits);
    text_append(&view->lines, "\t", 1);
    tell_text(view, component, kind);
    text_append(&view->lines, "\n", 1);
    if (kind_has_rows(kind))
        rows_tell(view, component, kind);
}
