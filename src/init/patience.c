/* SPDX-License-Identifier: MIT */
#include "init/patience.h"

#include "base/log.h"

enum { NOBODY = -1 };

/* When each is down at the latest, and whom it waited for. */
struct ends {
    int64_t ms[BOARD_SERVICES];
    int after[BOARD_SERVICES];
};

static int64_t patience_of(const struct service_row *row)
{
    return row->part == BOARD_PART_SESSION ? PATIENCE_SESSION_MS : row->limits.stop_ms;
}

static bool needs(const struct service_row *row, const struct service_row *other)
{
    for (size_t i = 0; i < SERVICE_NEEDS && row->needs[i]; i++)
        if (text_equal(row->needs[i], other->name) || (other->alias && text_equal(row->needs[i], other->alias))) return true;
    return other->gets_log_pipes && row != other; /* the logger is stopped after everybody */
}

/* One more link of every chain. False when nothing has become longer. */
static bool lengthen(const struct rows *rows, struct ends *ends)
{
    bool longer = false;
    for (int i = 0; i < (int) rows->count; i++)
        for (int other = 0; other < (int) rows->count; other++) {
            int64_t ms = ends->ms[other] + patience_of(&rows->rows[i]);
            if (!needs(&rows->rows[other], &rows->rows[i]) || ms <= ends->ms[i]) continue;
            ends->ms[i] = ms;
            ends->after[i] = other;
            longer = true;
        }
    return longer;
}

static void tell_chain(const struct rows *rows, const struct ends *ends, int last, struct text *words)
{
    int chain[BOARD_SERVICES], length = 0;
    for (int at = last; at != NOBODY && length < BOARD_SERVICES; at = ends->after[at]) chain[length++] = at;
    for (int i = length - 1; i >= 0; i--) {
        const struct service_row *row = &rows->rows[chain[i]];
        text_format(words, "%s %d s%s", row->name, (int) (patience_of(row) / 1000), i ? ", " : "");
    }
}

int64_t patience_of_stop(const struct rows *rows, struct text *words)
{
    struct ends ends;
    int last = NOBODY;
    for (unsigned i = 0; i < rows->count; i++) {
        ends.ms[i] = patience_of(&rows->rows[i]);
        ends.after[i] = NOBODY;
    }
    for (unsigned i = 0; i < rows->count && lengthen(rows, &ends); i++) {} /* no chain is longer than there are rows */
    for (int i = 0; i < (int) rows->count; i++)
        if (last == NOBODY || ends.ms[i] > ends.ms[last]) last = i;
    if (last == NOBODY) return 0;
    tell_chain(rows, &ends, last, words);
    return ends.ms[last];
}

void patience_check(const struct rows *rows, int stop_grace)
{
    char bytes[512] = "";
    struct text words = TEXT_IN(bytes);
    int64_t seconds = patience_of_stop(rows, &words) / 1000;
    if (seconds <= stop_grace) return;
    log_warning("a stop can take %d s (%s), but STOP_GRACE says that the container is killed after %d s: lower stopwaitsecs, or "
                "raise stop_grace_period and STOP_GRACE", (int) seconds, bytes, stop_grace);
}
