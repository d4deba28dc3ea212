// SPDX-License-Identifier: MIT
//
// What a component is, by the Swing class it inherits from: an obfuscated heir of JTextField is a text.
// The closed list of kinds is part of the wire (README.md). Nothing here looks into a component.

#ifndef AGENT_KIND_H
#define AGENT_KIND_H

#include "agent/java.h"

#include <stdbool.h>

// The order matters to the predicates below.
enum kind {
    KIND_OTHER,
    KIND_WINDOW, KIND_FRAME, KIND_DIALOG,
    KIND_INTERNAL,
    KIND_BUTTON, KIND_TOGGLE, KIND_CHECK, KIND_RADIO, KIND_MENU, KIND_ITEM,
    KIND_LABEL,
    KIND_PROGRESS,
    KIND_TEXT, KIND_SECRET,
    KIND_COMBO, KIND_LIST, KIND_TREE, KIND_TABLE, KIND_TABS,
    KIND_RENDERER, KIND_SCROLLBAR,      // never told: the one only paints, the other says nothing
    KIND_COUNT
};

struct traits {
    enum kind kind;
    bool is_swing;          // a JComponent
    bool is_container;
};

// What the object's class is; found out once for each class. Any attached thread.
struct traits kind_traits(JNIEnv *env, jobject object);

// The word for it on the wire.
const char *kind_word(enum kind kind);

// The method that gives the text of such a component; METHOD_NONE if there is none that simple.
enum method kind_text(enum kind kind);

static inline bool kind_is_window(enum kind kind)
{
    return kind >= KIND_WINDOW && kind <= KIND_DIALOG;
}

static inline bool kind_is_button(enum kind kind)
{
    return kind >= KIND_BUTTON && kind <= KIND_ITEM;
}

static inline bool kind_is_text(enum kind kind)
{
    return kind == KIND_TEXT || kind == KIND_SECRET;
}

static inline bool kind_has_rows(enum kind kind)
{
    return kind >= KIND_COMBO && kind <= KIND_TABS;
}

static inline bool kind_is_skipped(enum kind kind)
{
    return kind == KIND_RENDERER || kind == KIND_SCROLLBAR;
}

#endif
