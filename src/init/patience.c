/* SPDX-License-Identifier: MIT */
#include "init/patience.h"

#include "base/log.h"

enum { NOBODY = -1, WHOLE = 1000 };

/* In thousandths of their patience. */
struct parts {
    unsigned programs, ours;
};

/* For each row: how long those take that are stopped after it, and who is the next of them. */
struct chains {
    int64_t after_ms[BOARD_SERVICES];
    int next[BOARD_SERVICES];
};

static int64_t patience_of(const struct service_row *row, struct parts parts)
{
    int64_t ms = row->part == BOARD_PART_SESSION ? PATIENCE_SESSION_MS : row->limits.stop_ms;
    return ms * (row->program ? parts.programs : parts.ours) / WHOLE;
}

/* `row` is stopped before `other`. */
static bool needs(const struct service_row *row, const struct service_row *other)
{
    for (size_t i = 0; i < SERVICE_NEEDS && row->needs[i]; i++)
        if (text_equal(row->needs[i], other->name) || (other->alias && text_equal(row->needs[i], other->alias))) return true;
    return other->gets_log_pipes && row != other; /* the logger is stopped after everybody */
}

/* One more link of every chain. False when nothing has become longer. */
static bool lengthen(const struct rows *rows, struct parts parts, struct chains *chains)
{
    bool longer = false;
    for (int i = 0; i < (int) rows->count; i++)
        for (int other = 0; other < (int) rows->count; other++) {
            int64_t ms = chains->after_ms[other] + patience_of(&rows->rows[other], parts);
            if (!needs(&rows->rows[i], &rows->rows[other]) || ms <= chains->after_ms[i]) continue;
            chains->after_ms[i] = ms;
            chains->next[i] = other;
            longer = true;
        }
    return longer;
}

/* Where the longest chain begins, or NOBODY; *ms is its length. */
static int measure(const struct rows *rows, struct parts parts, struct chains *chains, int64_t *ms)
{
    int first = NOBODY;
    *ms = 0;
    for (unsigned i = 0; i < BOARD_SERVICES; i++) {
        chains->after_ms[i] = 0;
        chains->next[i] = NOBODY;
    }
    for (unsigned i = 0; i < rows->count && lengthen(rows, parts, chains); i++) {} /* no chain is longer than there are rows */
    for (int i = 0; i < (int) rows->count; i++) {
        int64_t length = patience_of(&rows->rows[i], parts) + chains->after_ms[i];
        if (first != NOBODY && length <= *ms) continue;
        first = i;
        *ms = length;
    }
    return first;
}

static bool fits(const struct rows *rows, struct parts parts, int64_t budget_ms, struct chains *chains)
{
    int64_t ms = 0;
    (void) measure(rows, parts, chains, &ms);
    return ms <= budget_ms;
}

int64_t patience_of_stop(const struct rows *rows, struct text *words)
{
    const struct parts whole = { WHOLE, WHOLE };
    struct chains chains;
    int64_t ms = 0;
    int at = measure(rows, whole, &chains, &ms);
    for (int length = 0; at != NOBODY && length < BOARD_SERVICES; at = chains.next[at], length++) {
        const struct service_row *row = &rows->rows[at];
        text_format(words, "%s%s %d s", length ? ", " : "", row->name, (int) (patience_of(row, whole) / 1000));
    }
    return ms;
}

int64_t patience_budget_ms(int stop_grace)
{
    int64_t grace_ms = stop_grace * INT64_C(1000), margin = grace_ms / 10;
    return grace_ms - (margin < 1000 ? margin : 1000);
}

unsigned patience_share(const struct rows *rows, int64_t budget_ms, int64_t after_ms[static BOARD_SERVICES])
{
    struct chains chains;
    bool ours_fit = fits(rows, (struct parts) { 0, WHOLE }, budget_ms, &chains);
    unsigned part = WHOLE;
    while (part > 0 && !fits(rows, (struct parts) { part, ours_fit ? WHOLE : part }, budget_ms, &chains)) part--;
    for (unsigned i = 0; i < BOARD_SERVICES; i++) after_ms[i] = chains.after_ms[i];
    return part;
}

void patience_check(const struct rows *rows, int stop_grace)
{
    char bytes[512] = "";
    struct text words = TEXT_IN(bytes);
    int64_t after_ms[BOARD_SERVICES], ms = patience_of_stop(rows, &words), budget_ms = patience_budget_ms(stop_grace);
    if (ms <= budget_ms) return;
    unsigned percent = patience_share(rows, budget_ms, after_ms) / 10;
    log_warning("a stop can take %d s (%s), but STOP_GRACE says that the container is killed after %d s: whoever has not stopped "
                "after %u %% of these times is killed then; lower stopwaitsecs, or raise stop_grace_period and STOP_GRACE",
                (int) (ms / 1000), bytes, stop_grace, percent);
}
