// SPDX-License-Identifier: MIT
//
// Telling the rows of combos, lists, trees, tables and tabs, as they are seen: a tree's rows are those
// that are unfolded, a table's are in the order of the view. Called by component.c and, for counting,
// by act.c.

#include "agent/view.h"

enum { FRAME_SIZE = 16 };           // local references that one row may need

// How the simple ones give their rows; trees and tables have functions of their own.
static const struct {
    enum method count;
    enum method at;
    enum method chosen;             // the one that is selected
} how[KIND_COUNT] = {
    [KIND_COMBO] = { JComboBox_getItemCount, JComboBox_getItemAt, JComboBox_getSelectedIndex },
    [KIND_LIST] = { ListModel_getSize, ListModel_getElementAt, METHOD_NONE },
    [KIND_TREE] = { JTree_getRowCount, METHOD_NONE, METHOD_NONE },
    [KIND_TABLE] = { JTable_getRowCount, METHOD_NONE, METHOD_NONE },
    [KIND_TABS] = { JTabbedPane_getTabCount, JTabbedPane_getTitleAt, JTabbedPane_getSelectedIndex },
};

static void tell_value(struct view *view, jobject value)
{
    jobject string = java_object(view->env, value, Object_toString);
    java_append(view->env, &view->lines, string, LONGEST_CELL);
}

static void tell_tree_row(struct view *view, jobject tree, jint row)
{
    JNIEnv *env = view->env;
    jobject path = java_object(env, tree, JTree_getPathForRow, row);
    jobject node = java_object(env, path, TreePath_getLastPathComponent);
    bool is_chosen = java_is(env, tree, JTree_isRowSelected, row);
    bool is_open = java_is(env, tree, JTree_isExpanded, row);
    jint level = java_int(env, path, TreePath_getPathCount);
    text_format(&view->lines, "i\t%d\t%d%s%s\t", row, level, is_chosen ? "c" : "", is_open ? "o" : "");
    jobject string = java_object(env, tree, JTree_convertValueToText, node, is_chosen, is_open, JNI_FALSE,
                                 row, JNI_FALSE);
    java_append(env, &view->lines, string, LONGEST_CELL);
}

// Row -1 is the titles.
static void tell_table_row(struct view *view, jobject table, jint row)
{
    JNIEnv *env = view->env;
    jint columns = java_int(env, table, JTable_getColumnCount);
    bool is_chosen = row >= 0 && java_is(env, table, JTable_isRowSelected, row);
    text_format(&view->lines, "i\t%d\t%s\t", row, is_chosen ? "c" : "");
    for (jint column = 0; column < columns && column < MOST_COLUMNS; column++) {
        if ((*env)->PushLocalFrame(env, FRAME_SIZE) != 0)
            break;
        if (column > 0)
            text_append(&view->lines, " | ", 3);
        if (row < 0)
            tell_value(view, java_object(env, table, JTable_getColumnName, column));
        else
            tell_value(view, java_object(env, table, JTable_getValueAt, row, column));
        (*env)->PopLocalFrame(env, NULL);
    }
    if (columns > MOST_COLUMNS)
        view->is_cut = true;
}

static void tell_row(struct view *view, jobject source, jint row, enum kind kind, bool is_chosen)
{
    text_format(&view->lines, "i\t%d\t%s\t", row, is_chosen ? "c" : "");
    tell_value(view, java_object(view->env, source, how[kind].at, row));
}

// What has the rows: the component itself, but a list's are its model's.
static jobject source_of(JNIEnv *env, jobject component, enum kind kind)
{
    return kind == KIND_LIST ? java_object(env, component, JList_getModel) : component;
}

jint rows_count(JNIEnv *env, jobject component, enum kind kind)
{
    return java_int(env, source_of(env, component, kind), how[kind].count);
}

void rows_tell(struct view *view, jobject component, enum kind kind)
{
    JNIEnv *env = view->env;
    jobject source = source_of(env, component, kind);
    jint count = java_int(env, source, how[kind].count);
    jint chosen = how[kind].chosen ? java_int(env, component, how[kind].chosen) : -1;
    for (jint row = kind == KIND_TABLE ? -1 : 0; row < count; row++) {
        bool is_full = row >= MOST_ROWS || view->lines.length > LARGEST_VIEW;
        if (is_full || (*env)->PushLocalFrame(env, FRAME_SIZE) != 0) {
            java_clear(env);
            view->is_cut = true;
            return;
        }
        if (kind == KIND_TREE)
            tell_tree_row(view, component, row);
        else if (kind == KIND_TABLE)
            tell_table_row(view, component, row);
        else if (kind == KIND_LIST)
            tell_row(view, source, row, kind, java_is(env, component, JList_isSelectedIndex, row));
        else
            tell_row(view, source, row, kind, row == chosen);
        text_append(&view->lines, "\n", 1);
        (*env)->PopLocalFrame(env, NULL);
    }
}
