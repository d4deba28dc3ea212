// SPDX-License-Identifier: MIT
//
// What a component is: see kind.h. The answer is kept in a JVMTI tag of the class, which goes when the
// class goes.

#include "agent/kind.h"

#include <string.h>

static const struct kind_row {
    const char *class_name;
    const char *word;
    enum method text;
} kinds[KIND_COUNT] = {
    [KIND_OTHER] = { CLASS_Component, "other", METHOD_NONE },
    [KIND_WINDOW] = { CLASS_Window, "window", METHOD_NONE },
    [KIND_FRAME] = { CLASS_Frame, "frame", Frame_getTitle },
    [KIND_DIALOG] = { CLASS_Dialog, "dialog", Dialog_getTitle },
    [KIND_INTERNAL] = { CLASS_JInternalFrame, "internal", JInternalFrame_getTitle },
    [KIND_BUTTON] = { CLASS_AbstractButton, "button", AbstractButton_getText },
    [KIND_TOGGLE] = { "javax/swing/JToggleButton", "toggle", AbstractButton_getText },
    [KIND_CHECK] = { "javax/swing/JCheckBox", "check", AbstractButton_getText },
    [KIND_RADIO] = { "javax/swing/JRadioButton", "radio", AbstractButton_getText },
    [KIND_MENU] = { CLASS_JMenu, "menu", AbstractButton_getText },
    [KIND_ITEM] = { "javax/swing/JMenuItem", "item", AbstractButton_getText },
    [KIND_LABEL] = { CLASS_JLabel, "label", JLabel_getText },
    [KIND_PROGRESS] = { CLASS_JProgressBar, "progress", JProgressBar_getString },
    [KIND_TEXT] = { CLASS_JTextComponent, "text", METHOD_NONE },
    [KIND_SECRET] = { "javax/swing/JPasswordField", "secret", METHOD_NONE },
    [KIND_COMBO] = { CLASS_JComboBox, "combo", METHOD_NONE },
    [KIND_LIST] = { CLASS_JList, "list", METHOD_NONE },
    [KIND_TREE] = { CLASS_JTree, "tree", METHOD_NONE },
    [KIND_TABLE] = { CLASS_JTable, "table", METHOD_NONE },
    [KIND_TABS] = { CLASS_JTabbedPane, "tabs", METHOD_NONE },
    [KIND_RENDERER] = { "javax/swing/CellRendererPane", "", METHOD_NONE },
    [KIND_SCROLLBAR] = { "javax/swing/JScrollBar", "", METHOD_NONE },
};

// A class's tag is its traits with this bit, so it is never 0 and never an object's identity.
#define CLASS_TAG ((jlong)1 << 62)

enum { TAG_KIND = 31, TAG_SWING = 32, TAG_CONTAINER = 64 };
_Static_assert(KIND_COUNT <= TAG_KIND + 1, "a kind must fit into its part of the tag");

static enum kind kind_of_class(const char *name)
{
    for (enum kind kind = KIND_OTHER; kind < KIND_COUNT; kind++)
        if (strcmp(name, kinds[kind].class_name) == 0)
            return kind;
    return KIND_OTHER;
}

// Adds what this one class of the line of superclasses says. The lowest known one gives the kind.
static void classify(jclass class, struct traits *traits)
{
    char *signature = NULL;
    if ((*jvmti)->GetClassSignature(jvmti, class, &signature, NULL) != JVMTI_ERROR_NONE)
        return;
    char *name = signature + 1;                 // of "Ljava/awt/Frame;"
    name[strcspn(name, ";")] = '\0';
    if (traits->kind == KIND_OTHER)
        traits->kind = kind_of_class(name);
    if (strcmp(name, CLASS_JComponent) == 0)
        traits->is_swing = true;
    if (strcmp(name, CLASS_Container) == 0)
        traits->is_container = true;
    (*jvmti)->Deallocate(jvmti, (unsigned char *)signature);
}

static struct traits traits_of_class(JNIEnv *env, jclass class)
{
    struct traits traits = { .kind = KIND_OTHER };
    jclass up = (*env)->NewLocalRef(env, class);
    while (up) {
        classify(up, &traits);
        jclass next = (*env)->GetSuperclass(env, up);
        (*env)->DeleteLocalRef(env, up);
        up = next;
    }
    return traits;
}

static jlong tag_from(struct traits traits)
{
    return CLASS_TAG | (jlong)traits.kind | (traits.is_swing ? TAG_SWING : 0)
        | (traits.is_container ? TAG_CONTAINER : 0);
}

struct traits kind_traits(JNIEnv *env, jobject object)
{
    jlong tag = 0;
    jclass class = (*env)->GetObjectClass(env, object);
    if ((*jvmti)->GetTag(jvmti, class, &tag) == JVMTI_ERROR_NONE && tag == 0) {
        tag = tag_from(traits_of_class(env, class));
        (*jvmti)->SetTag(jvmti, class, tag);
    }
    (*env)->DeleteLocalRef(env, class);
    return (struct traits){
        .kind = (enum kind)(tag & TAG_KIND),
        .is_swing = (tag & TAG_SWING) != 0,
        .is_container = (tag & TAG_CONTAINER) != 0,
    };
}

const char *kind_word(enum kind kind)
{
    return kinds[kind].word;
}

enum method kind_text(enum kind kind)
{
    return kinds[kind].text;
}
