/* SPDX-License-Identifier: MIT */
#include "session/configuration.h"

#include "base/macros.h"
#include "base/text.h"

static enum wish wish_read_only(const struct config *config)
{
    return config->read_only_api ? WISH_ON : WISH_OFF;
}

const struct configuration_task configuration_tasks[] = {
    { .setting = "READ_ONLY_API", .page = { "API", "Settings" }, .component = "Read-Only API", .wish = wish_read_only },
};

_Static_assert(ARRAY_LENGTH(configuration_tasks) <= 32, "struct configuring::changed has a bit for each");

const unsigned configuration_count = ARRAY_LENGTH(configuration_tasks);

/* A row that leads to the page: the last that is unfolded, or the page itself. */
struct lead {
    const struct row *row; /* NULL: none */
    unsigned depth; /* how many of the page's nodes it is */
};

/* Rows come as they are shown: what follows one with a higher level is below it. */
static struct lead find_lead(const struct window *dialog, const struct component *tree, const char *const *page)
{
    struct lead lead = { 0 };
    for (unsigned i = 0; i < tree->rows && page[lead.depth]; i++) {
        const struct row *row = &dialog->rows[tree->first_row + i];
        if (lead.row && row->level <= lead.row->level) break;
        if (lead.row && row->level > lead.row->level + 1) continue;
        if (!text_equal_ignoring_case(window_row_text(dialog, row), page[lead.depth])) continue;
        lead.row = row;
        lead.depth++;
    }
    return lead;
}

static struct configuration_plan wait_because(const char *why)
{
    return (struct configuration_plan) { .step = CONFIGURATION_WAIT, .why = why };
}

static struct configuration_plan plan_box(const struct window *dialog, const char *text, bool on)
{
    const struct component *box = window_find(dialog, KIND_BIT(COMPONENT_CHECK), text, true);
    if (!box) {
        bool there = window_find(dialog, KIND_BIT(COMPONENT_CHECK), text, false) != NULL;
        return wait_because(there ? "its check box cannot be used" : "its page has no such check box");
    }
    bool right = ((box->flags & COMPONENT_SELECTED) != 0) == on;
    return (struct configuration_plan) { .step = right ? CONFIGURATION_RIGHT : CONFIGURATION_CHECK,
                                         .component = box->id, .value = on };
}

struct configuration_plan configuration_plan(const struct window *dialog, const struct configuration_task *task,
                                             bool on)
{
    const struct component *tree = window_find(dialog, KIND_BIT(COMPONENT_TREE), NULL, false);
    if (!tree) return wait_because("the configuration has no tree of pages");
    struct lead lead = find_lead(dialog, tree, task->page);
    bool complete = !task->page[lead.depth];
    if (!lead.row || (!complete && lead.row->unfolded)) return wait_because("the configuration has no such page");
    if (complete && lead.row->selected) return plan_box(dialog, task->component, on);
    return (struct configuration_plan) { .step = complete ? CONFIGURATION_SELECT : CONFIGURATION_EXPAND,
                                         .component = tree->id, .value = lead.row->index };
}
