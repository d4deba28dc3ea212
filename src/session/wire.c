/* SPDX-License-Identifier: MIT */
#include "session/wire.h"

#include <string.h>

enum { FIELDS = 9 };

static const char *const kind_words[COMPONENT_KINDS] = {
    [COMPONENT_OTHER] = "other", [COMPONENT_WINDOW] = "window", [COMPONENT_FRAME] = "frame",
    [COMPONENT_DIALOG] = "dialog", [COMPONENT_INTERNAL] = "internal", [COMPONENT_BUTTON] = "button",
    [COMPONENT_TOGGLE] = "toggle", [COMPONENT_CHECK] = "check", [COMPONENT_RADIO] = "radio",
    [COMPONENT_MENU] = "menu", [COMPONENT_ITEM] = "item", [COMPONENT_LABEL] = "label",
    [COMPONENT_PROGRESS] = "progress", [COMPONENT_TEXT] = "text", [COMPONENT_SECRET] = "secret",
    [COMPONENT_COMBO] = "combo", [COMPONENT_LIST] = "list", [COMPONENT_TREE] = "tree", [COMPONENT_TABLE] = "table",
    [COMPONENT_TABS] = "tabs",
};

static const struct {
    char letter;
    enum component_flag flag;
} flag_letters[] = {
    { 's', COMPONENT_SHOWING }, { 'v', COMPONENT_VISIBLE }, { 'e', COMPONENT_ENABLED }, { 'w', COMPONENT_EDITABLE },
    { 'c', COMPONENT_SELECTED }, { 'm', COMPONENT_MODAL }, { 'b', COMPONENT_BLOCKED },
};

void wire_reset(struct wire *wire)
{
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) wire->windows[i].id = 0;
    wire->drafting = WIRE_NOTHING;
    wire->passing = false;
    wire->overlong = false;
    wire->length = 0;
}

struct window *wire_window(struct wire *wire, int64_t id)
{
    for (unsigned i = 0; i < WINDOW_SLOTS; i++)
        if (wire->windows[i].id == id) return &wire->windows[i];
    return NULL;
}

/* ---- fields ---- */

static char unescaped(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return c;
    }
}

/* In place; gives the new length. */
static size_t unescape(char *field)
{
    char *to = field;
    for (const char *from = field; *from; from++) {
        if (*from == '\\' && from[1]) from++, *to++ = unescaped(*from);
        else *to++ = *from;
    }
    *to = 0;
    return (size_t) (to - field);
}

static unsigned split(char *line, char *fields[FIELDS])
{
    unsigned count = 0;
    for (char *at = line; at && count < FIELDS; count++) {
        fields[count] = at;
        at = strchr(at, '\t');
        if (at) *at++ = 0;
    }
    return count;
}

static bool read_id(const char *field, int64_t *id)
{
    return text_parse_number(field, 1, INT64_MAX, id);
}

static uint8_t read_kind(const char *word)
{
    for (unsigned i = 0; i < COMPONENT_KINDS; i++)
        if (text_equal(word, kind_words[i])) return (uint8_t) i;
    return COMPONENT_OTHER;
}

static uint8_t read_flags(const char *letters)
{
    unsigned flags = 0;
    for (unsigned i = 0; i < ARRAY_LENGTH(flag_letters); i++)
        if (strchr(letters, flag_letters[i].letter)) flags |= flag_letters[i].flag;
    return (uint8_t) flags;
}

/* The number that the flags of a tree's row begin with; 0: none. */
static uint8_t read_level(const char *flags)
{
    unsigned level = 0;
    for (; *flags >= '0' && *flags <= '9' && level < UINT8_MAX / 10; flags++)
        level = level * 10 + (unsigned) (*flags - '0');
    return (uint8_t) level;
}

/* ---- lines; each gives its event, WIRE_NOTHING when there is none yet ---- */

static enum wire_event_kind read_component(struct wire *wire, char **fields, unsigned count)
{
    int64_t depth = 0, id = 0;
    if (wire->passing) return WIRE_NOTHING;
    if (wire->drafting == WIRE_NOTHING || count < 9) return WIRE_SENSELESS;
    if (!text_parse_number(fields[1], 0, UINT8_MAX, &depth) || !read_id(fields[2], &id)) return WIRE_SENSELESS;
    struct component component = { .id = id, .depth = (uint8_t) depth, .kind = read_kind(fields[3]),
                                   .flags = read_flags(fields[4]) };
    size_t name_length = unescape(fields[7]), text_length = unescape(fields[8]);
    if (component.kind == COMPONENT_SECRET) text_length = 0; /* never told; and if it were, not kept */
    window_add(&wire->draft, &component, fields[7], name_length, fields[8], text_length);
    return WIRE_NOTHING;
}

static enum wire_event_kind read_row(struct wire *wire, char **fields, unsigned count)
{
    int64_t index = 0;
    if (wire->passing) return WIRE_NOTHING;
    if (wire->drafting == WIRE_NOTHING || count < 4) return WIRE_SENSELESS;
    if (!text_parse_number(fields[1], -1, INT32_MAX, &index)) return WIRE_SENSELESS;
    struct row row = { .index = (int32_t) index, .level = read_level(fields[2]),
                       .selected = strchr(fields[2], 'c') != NULL, .unfolded = strchr(fields[2], 'o') != NULL };
    window_add_row(&wire->draft, &row, fields[3], unescape(fields[3]));
    return WIRE_NOTHING;
}

static enum wire_event_kind begin(struct wire *wire, char **fields, unsigned count, enum wire_event_kind what)
{
    int64_t id = 0;
    wire->drafting = WIRE_NOTHING;
    wire->passing = what == WIRE_NOTHING;
    if (count < 2 || !read_id(fields[1], &id)) return WIRE_SENSELESS;
    window_reset(&wire->draft, id);
    wire->drafting = what;
    return WIRE_NOTHING;
}

/* Copies what is used of the draft into its slot. */
static struct window *settle(struct wire *wire)
{
    const struct window *draft = &wire->draft;
    struct window *slot = wire_window(wire, draft->id);
    if (!slot) slot = wire_window(wire, 0);
    if (!slot) return NULL;
    slot->id = draft->id;
    slot->cut = draft->cut;
    slot->dumped = draft->dumped;
    slot->used = draft->used;
    slot->count = draft->count;
    slot->row_count = draft->row_count;
    memcpy(slot->components, draft->components, draft->count * sizeof draft->components[0]);
    memcpy(slot->rows, draft->rows, draft->row_count * sizeof draft->rows[0]);
    memcpy(slot->texts, draft->texts, draft->used);
    return slot;
}

static enum wire_event_kind finish(struct wire *wire, char **fields, unsigned count, struct wire_event *event)
{
    enum wire_event_kind what = wire->drafting;
    bool passed = wire->passing;
    int64_t id = 0;
    wire->drafting = WIRE_NOTHING;
    wire->passing = false;
    if (count < 4 || !read_id(fields[1], &id)) return WIRE_SENSELESS;
    if (passed) return WIRE_NOTHING;
    if (what == WIRE_NOTHING || id != wire->draft.id || wire->draft.count == 0) return WIRE_SENSELESS;
    if (text_equal(fields[3], "cut")) wire->draft.cut = true;
    event->id = id;
    event->window = settle(wire);
    return event->window ? what : WIRE_CROWDED;
}

static enum wire_event_kind close_window(struct wire *wire, char **fields, unsigned count, struct wire_event *event)
{
    if (count < 2 || !read_id(fields[1], &event->id)) return WIRE_SENSELESS;
    struct window *window = wire_window(wire, event->id);
    if (window) window->id = 0;
    return WIRE_CLOSED;
}

static enum wire_event_kind read_reply(char **fields, unsigned count, struct wire_event *event)
{
    bool done = text_equal(fields[0], "ok");
    if (count < 2 || !read_id(fields[1], &event->id)) return WIRE_SENSELESS;
    if (done) return WIRE_OK;
    if (count > 2) unescape(fields[2]);
    event->why = count > 2 ? fields[2] : "";
    return WIRE_REFUSED;
}

/* A dump of an open window is as good as a change of it; of anything else it is of no interest. */
static enum wire_event_kind of_window(struct wire *wire, char **fields, unsigned count)
{
    int64_t id = 0;
    bool open = count > 1 && read_id(fields[1], &id) && wire_window(wire, id);
    return open ? WIRE_CHANGED : WIRE_NOTHING;
}

static enum wire_event_kind begin_dump(struct wire *wire, char **fields, unsigned count)
{
    enum wire_event_kind kind = begin(wire, fields, count, of_window(wire, fields, count));
    wire->draft.dumped = true;
    return kind;
}

static enum wire_event_kind read_line(struct wire *wire, struct wire_event *event)
{
    char *fields[FIELDS];
    unsigned count = split(wire->line, fields);
    const char *word = fields[0];
    if (text_equal(word, "n")) return read_component(wire, fields, count);
    if (text_equal(word, "i")) return read_row(wire, fields, count);
    if (text_equal(word, "open")) return begin(wire, fields, count, WIRE_OPENED);
    if (text_equal(word, "change")) return begin(wire, fields, count, WIRE_CHANGED);
    if (text_equal(word, "dump")) return begin_dump(wire, fields, count);
    if (text_equal(word, "end")) return finish(wire, fields, count, event);
    if (text_equal(word, "close")) return close_window(wire, fields, count, event);
    if (text_equal(word, "ok") || text_equal(word, "err")) return read_reply(fields, count, event);
    if (text_equal(word, "hello")) return WIRE_HELLO;
    return text_equal(word, "bye") ? WIRE_BYE : WIRE_SENSELESS;
}

static void gather(struct wire *wire, const char *bytes, size_t length)
{
    size_t room = sizeof wire->line - 1 - wire->length;
    if (length > room) {
        wire->overlong = true;
        length = room;
    }
    memcpy(wire->line + wire->length, bytes, length);
    wire->length += length;
}

/* A line that was too long is taken as far as it was kept; a NUL byte ends what is looked at of it. */
static enum wire_event_kind end_line(struct wire *wire, struct wire_event *event)
{
    wire->line[wire->length] = 0;
    if (wire->overlong) wire->draft.cut = true;
    wire->length = 0;
    wire->overlong = false;
    return read_line(wire, event);
}

size_t wire_push(struct wire *wire, const char *bytes, size_t length, struct wire_event *event)
{
    size_t taken = 0;
    *event = (struct wire_event) { .kind = WIRE_NOTHING };
    while (taken < length && event->kind == WIRE_NOTHING) {
        const char *end = memchr(bytes + taken, '\n', length - taken);
        size_t part = end ? (size_t) (end - bytes) - taken : length - taken;
        gather(wire, bytes + taken, part);
        taken += part;
        if (!end) break;
        taken++;
        event->kind = end_line(wire, event);
    }
    return taken;
}

/* ---- commands ---- */

static void add_escaped(struct text *out, const char *argument)
{
    for (; *argument; argument++) {
        switch (*argument) {
        case '\\': text_add(out, "\\\\"); break;
        case '\n': text_add(out, "\\n"); break;
        case '\t': text_add(out, "\\t"); break;
        case '\r': text_add(out, "\\r"); break;
        default: text_add_bytes(out, argument, 1);
        }
    }
}

void wire_command(struct text *out, uint32_t number, const char *verb, int64_t target, const char *argument)
{
    text_format(out, "%u\t%s\t%lld\t", number, verb, (long long) target);
    add_escaped(out, argument);
    text_add(out, "\n");
}
