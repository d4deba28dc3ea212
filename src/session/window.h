/* SPDX-License-Identifier: MIT
 *
 * The model of what the gateway shows: open windows and the components in them, as the agent told them. Fixed bounds,
 * no allocation; what does not fit is left out and the window is marked cut. It knows no title and decides nothing.
 */
#ifndef SESSION_WINDOW_H
#define SESSION_WINDOW_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WINDOW_SLOTS = 32,
    WINDOW_COMPONENTS = 1024,
    WINDOW_ROWS = 256,
    WINDOW_TEXTS = 32768 /* bytes of names and texts */
};

/* The agent's words for what a component is. */
enum component_kind {
    COMPONENT_OTHER,
    COMPONENT_WINDOW,
    COMPONENT_FRAME,
    COMPONENT_DIALOG,
    COMPONENT_INTERNAL,
    COMPONENT_BUTTON,
    COMPONENT_TOGGLE,
    COMPONENT_CHECK,
    COMPONENT_RADIO,
    COMPONENT_MENU,
    COMPONENT_ITEM,
    COMPONENT_LABEL,
    COMPONENT_PROGRESS,
    COMPONENT_TEXT,
    COMPONENT_SECRET,
    COMPONENT_COMBO,
    COMPONENT_LIST,
    COMPONENT_TREE,
    COMPONENT_TABLE,
    COMPONENT_TABS,
    COMPONENT_KINDS
};

#define KIND_BIT(kind) (1U << (unsigned) (kind))

enum component_flag {
    COMPONENT_SHOWING = 1, /* on the screen */
    COMPONENT_VISIBLE = 2, /* would be, if what holds it were */
    COMPONENT_ENABLED = 4,
    COMPONENT_EDITABLE = 8,
    COMPONENT_SELECTED = 16,
    COMPONENT_MODAL = 32,
    COMPONENT_BLOCKED = 64 /* by a modal dialog */
};

struct component {
    int64_t id;
    uint32_t name, text; /* offsets into window::texts */
    uint16_t first_row, rows; /* in window::rows */
    uint8_t depth;
    uint8_t kind; /* enum component_kind */
    uint8_t flags; /* enum component_flag */
};

struct row {
    int32_t index;
    uint32_t text; /* offset into window::texts */
    uint8_t level; /* of a tree's row: 1 is the root */
    bool selected, unfolded;
};

struct window {
    int64_t id; /* 0: a free slot */
    bool cut;
    bool dumped; /* told on request: with what is typed into its texts, and rows as they are now */
    uint32_t used; /* of texts */
    uint16_t count, row_count;
    struct component components[WINDOW_COMPONENTS]; /* [0] is the window itself; panels without a name are left out */
    struct row rows[WINDOW_ROWS];
    char texts[WINDOW_TEXTS]; /* texts[0] is 0: offset 0 is "" */
};

/* Makes it an empty window with that id. */
void window_reset(struct window *window, int64_t id);

/* Adds a component or a row of the last component added; `name` and `text` need no terminating NUL, and runs of blanks
 * and control characters in them become one blank. */
void window_add(struct window *window, const struct component *component, const char *name, size_t name_length,
                const char *text, size_t text_length);
void window_add_row(struct window *window, const struct row *row, const char *text, size_t length);

const char *window_title(const struct window *window);
const char *window_text(const struct window *window, const struct component *component);
const char *window_row_text(const struct window *window, const struct row *row);
enum component_kind window_kind(const struct window *window);

/* The first component whose kind is among `kinds` (KIND_BITs) and whose whole text is `text` (regardless of case; NULL:
 * any), or NULL. With `usable` only what shows and is enabled counts. */
const struct component *window_find(const struct window *window, unsigned kinds, const char *text, bool usable);

/* The first component of that name which is nothing else (a panel), regardless of case, or NULL. */
const struct component *window_find_part(const struct window *window, const char *name);

/* The item `item` in the menu `menu`, also in a submenu of it, or NULL. */
const struct component *window_find_item(const struct window *window, const char *menu, const char *item);

/* True when a text of the window (title, labels, texts, names left out) contains `part`, regardless of case. What is not
 * visible does not count. */
bool window_says(const struct window *window, const char *part);

/* For people: `"TITLE": texts ["A", "B"] buttons ["C"]`. Occurrences of the strings in `secrets` (ended by NULL) are
 * shown as ***. */
void window_describe(const struct window *window, const char *const *secrets, struct text *out);

/* Only the texts other than the title, joined by blanks, with secrets masked. */
void window_sentence(const struct window *window, const char *const *secrets, struct text *out);

#endif
