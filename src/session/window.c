/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/window.h"

#include <string.h>

enum { SHOWN_TEXTS = 24, SHOWN_LENGTH = 200 };

#define BUTTON_KINDS \
    (KIND_BIT(COMPONENT_BUTTON) | KIND_BIT(COMPONENT_TOGGLE) | KIND_BIT(COMPONENT_CHECK) | KIND_BIT(COMPONENT_RADIO))
#define TEXT_KINDS (KIND_BIT(COMPONENT_LABEL) | KIND_BIT(COMPONENT_TEXT) | KIND_BIT(COMPONENT_PROGRESS))

void window_reset(struct window *window, int64_t id)
{
    window->id = id;
    window->cut = false;
    window->dumped = false;
    window->used = 1;
    window->count = 0;
    window->row_count = 0;
    window->texts[0] = 0;
}

static bool is_blank(char c)
{
    return (unsigned char) c <= ' ' || c == 0x7f;
}

/* Keeps a text with its blanks tidied, so that a phrase is found wherever its lines were broken. */
static uint32_t keep(struct window *window, const char *text, size_t length)
{
    uint32_t start = window->used, end = start;
    bool gap = false;
    for (size_t i = 0; i < length; i++) {
        if (is_blank(text[i])) {
            gap = end > start;
            continue;
        }
        if (end + 3 > WINDOW_TEXTS) {
            window->cut = true;
            break;
        }
        if (gap) window->texts[end++] = ' ';
        gap = false;
        window->texts[end++] = text[i];
    }
    if (end == start) return 0;
    window->texts[end] = 0;
    window->used = end + 1;
    return start;
}

/* Swing gives the parts of every window names of its own: null.contentPane and the like. */
static bool is_nameless(const char *name, size_t length)
{
    return length == 0 || (length > 5 && memcmp(name, "null.", 5) == 0);
}

void window_add(struct window *window, const struct component *component, const char *name, size_t name_length,
                const char *text, size_t text_length)
{
    bool plain = component->kind == COMPONENT_OTHER && text_length == 0 && is_nameless(name, name_length);
    if (plain && window->count > 0) return;
    if (window->count == WINDOW_COMPONENTS) {
        window->cut = true;
        return;
    }
    struct component *added = &window->components[window->count++];
    *added = *component;
    added->first_row = window->row_count;
    added->rows = 0;
    added->name = keep(window, name, name_length);
    added->text = keep(window, text, text_length);
}

void window_add_row(struct window *window, const struct row *row, const char *text, size_t length)
{
    if (window->row_count == WINDOW_ROWS || window->count == 0) {
        window->cut = true;
        return;
    }
    struct row *added = &window->rows[window->row_count++];
    *added = *row;
    added->text = keep(window, text, length);
    window->components[window->count - 1].rows++;
}

const char *window_text(const struct window *window, const struct component *component)
{
    return window->texts + component->text;
}

const char *window_row_text(const struct window *window, const struct row *row)
{
    return window->texts + row->text;
}

const char *window_title(const struct window *window)
{
    return window->count > 0 ? window_text(window, &window->components[0]) : "";
}

enum component_kind window_kind(const struct window *window)
{
    return window->count > 0 ? (enum component_kind) window->components[0].kind : COMPONENT_OTHER;
}

static bool is_usable(const struct component *component)
{
    return (component->flags & COMPONENT_SHOWING) && (component->flags & COMPONENT_ENABLED);
}

const struct component *window_find(const struct window *window, unsigned kinds, const char *text, bool usable)
{
    for (unsigned i = 0; i < window->count; i++) {
        const struct component *component = &window->components[i];
        if (!(KIND_BIT(component->kind) & kinds) || (usable && !is_usable(component))) continue;
        if (!text || text_equal_ignoring_case(window_text(window, component), text)) return component;
    }
    return NULL;
}

const struct component *window_find_part(const struct window *window, const char *name)
{
    for (unsigned i = 1; i < window->count; i++) {
        const struct component *component = &window->components[i];
        if (component->kind != COMPONENT_OTHER) continue;
        if (text_equal_ignoring_case(window->texts + component->name, name)) return component;
    }
    return NULL;
}

/* Components come in depth-first order: what follows a menu with a greater depth is in it. */
static const struct component *find_below(const struct window *window, const struct component *menu, const char *item)
{
    const struct component *end = window->components + window->count;
    for (const struct component *at = menu + 1; at < end && at->depth > menu->depth; at++)
        if (at->kind == COMPONENT_ITEM && text_equal_ignoring_case(window_text(window, at), item)) return at;
    return NULL;
}

const struct component *window_find_item(const struct window *window, const char *menu, const char *item)
{
    for (unsigned i = 0; i < window->count; i++) {
        const struct component *component = &window->components[i];
        if (component->kind != COMPONENT_MENU) continue;
        if (!text_equal_ignoring_case(window_text(window, component), menu)) continue;
        const struct component *found = find_below(window, component, item);
        if (found) return found;
    }
    return NULL;
}

bool window_says(const struct window *window, const char *part)
{
    for (unsigned i = 0; i < window->count; i++) {
        const struct component *component = &window->components[i];
        bool visible = component->flags & (COMPONENT_SHOWING | COMPONENT_VISIBLE);
        bool speaks = i == 0 || (visible && (KIND_BIT(component->kind) & TEXT_KINDS));
        if (speaks && text_contains_ignoring_case(window_text(window, component), part)) return true;
    }
    return false;
}

/* ---- for people ---- */

static void add_list(const struct window *window, unsigned kinds, const char *const *secrets, struct text *out)
{
    unsigned shown = 0;
    for (unsigned i = 1; i < window->count && shown < SHOWN_TEXTS; i++) {
        const struct component *component = &window->components[i];
        const char *text = window_text(window, component);
        if (!(KIND_BIT(component->kind) & kinds) || !*text) continue;
        text_add(out, shown++ ? ", \"" : "\"");
        text_add_masked(out, text, SHOWN_LENGTH, secrets);
        text_add(out, "\"");
    }
}

void window_describe(const struct window *window, const char *const *secrets, struct text *out)
{
    text_add(out, "\"");
    text_add_masked(out, window_title(window), SHOWN_LENGTH, secrets);
    text_add(out, "\": texts [");
    add_list(window, TEXT_KINDS, secrets, out);
    text_add(out, "] buttons [");
    add_list(window, BUTTON_KINDS, secrets, out);
    text_add(out, "]");
}

void window_sentence(const struct window *window, const char *const *secrets, struct text *out)
{
    bool first = true;
    for (unsigned i = 1; i < window->count; i++) {
        const struct component *component = &window->components[i];
        const char *text = window_text(window, component);
        if (!(KIND_BIT(component->kind) & TEXT_KINDS) || !*text) continue;
        if (!first) text_add(out, " ");
        text_add_masked(out, text, SHOWN_LENGTH, secrets);
        first = false;
    }
}
