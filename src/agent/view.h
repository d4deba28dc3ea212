// SPDX-License-Identifier: MIT
//
// A view is what is told of one window, while it is being read: the lines so far, and how far reading
// may go. windows.c makes it and walks through the window, component.c and rows.c add their lines. All
// of it on the event thread. Every limit of what is told stands here; README.md names them.

#ifndef AGENT_VIEW_H
#define AGENT_VIEW_H

#include "agent/identity.h"
#include "agent/kind.h"
#include "agent/text.h"

#include <jni.h>
#include <stdbool.h>

enum {
    MOST_WINDOWS = 64,
    MOST_COMPONENTS = 4000,
    MOST_DEPTH = 60,
    MOST_ROWS = 200,
    MOST_COLUMNS = 20,
    LONGEST_TEXT = 2000,            // UTF-16 units
    LONGEST_CELL = 200,             // of rows and names
    LONGEST_CLASS = 200,            // bytes
    LARGEST_VIEW = 1 << 20,         // bytes; a message is never much larger
};

struct place {
    int depth;                      // 0 is the window itself
    int x, y;                       // of the upper left corner, on the screen if the window is at depth 0
};

struct view {
    JNIEnv *env;
    struct text lines;
    int components;
    bool is_cut;                    // something did not fit
    bool is_asked;                  // only on demand is told what someone may be typing
};

// component.c: adds the line of one component, and those of its rows.
void component_tell(struct view *view, jobject component, struct traits traits, struct place place);

// rows.c: adds the lines of a combo, list, tree, table or tabs.
void rows_tell(struct view *view, jobject component, enum kind kind);

// rows.c: how many rows such a component has. Event thread.
jint rows_count(JNIEnv *env, jobject component, enum kind kind);

#endif
