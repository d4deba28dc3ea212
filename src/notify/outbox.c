/* SPDX-License-Identifier: MIT */
#include "notify/outbox.h"

#include "base/clock.h"
#include "base/text.h"

enum {
    PAUSE_FIRST_MS = 1000,
    PAUSE_LONGEST_MS = 300000,
    OLDEST_MS = 3600000,
    SAME_MS = 60000,
    TOKEN_MS = 60000, /* one more each */
    TOKENS = 10
};

/* ---- the outbox ---- */

static void drop_first(struct outbox *outbox)
{
    outbox->first = (outbox->first + 1) % OUTBOX_ROOM;
    outbox->count--;
    outbox->tries = 0;
    outbox->due = 0;
}

void outbox_put(struct outbox *outbox, const struct letter *letter)
{
    if (outbox->count == OUTBOX_ROOM) {
        outbox->dropped++;
        drop_first(outbox);
    }
    outbox->letters[(outbox->first + outbox->count) % OUTBOX_ROOM] = *letter;
    outbox->count++;
}

const struct letter *outbox_next(struct outbox *outbox, int64_t now)
{
    return outbox->count > 0 && now >= outbox->due ? &outbox->letters[outbox->first] : NULL;
}

int64_t outbox_done(struct outbox *outbox, bool delivered, int64_t age_ms, int64_t now)
{
    if (outbox->count == 0) return 0;
    if (!delivered && age_ms < OLDEST_MS) {
        int64_t pause = PAUSE_FIRST_MS;
        for (unsigned i = 0; i < outbox->tries && pause < PAUSE_LONGEST_MS; i++) pause *= 2;
        if (pause > PAUSE_LONGEST_MS) pause = PAUSE_LONGEST_MS;
        outbox->tries++;
        outbox->due = now + pause;
        return pause;
    }
    if (!delivered) outbox->dropped++;
    drop_first(outbox);
    return delivered ? 0 : -1;
}

int64_t outbox_deadline(const struct outbox *outbox)
{
    return outbox->count > 0 ? outbox->due : CLOCK_NEVER;
}

/* ---- the limiter ---- */

static bool is_urgent(uint32_t kind)
{
    return kind == NOTIFICATION_NEEDS_HUMAN || kind == NOTIFICATION_SECOND_FACTOR || kind == NOTIFICATION_GIVEN_UP;
}

static bool was_said(struct limiter *limiter, const struct notification *notification, int64_t now)
{
    for (unsigned i = 0; i < LIMITER_MEMORY; i++) {
        bool recent = limiter->said[i].at > 0 && now - limiter->said[i].at < SAME_MS;
        bool same = limiter->said[i].kind == notification->kind
                    && text_equal(limiter->said[i].source, notification->source)
                    && text_equal(limiter->said[i].text, notification->text);
        if (recent && same) return true;
    }
    return false;
}

static void remember(struct limiter *limiter, const struct notification *notification, int64_t now)
{
    unsigned at = limiter->next++ % LIMITER_MEMORY;
    limiter->said[at].kind = notification->kind;
    limiter->said[at].at = now;
    text_print(limiter->said[at].source, "%s", notification->source);
    text_print(limiter->said[at].text, "%s", notification->text);
}

/* Each takes a minute's worth; ten minutes' worth may be owed. */
static bool take_token(struct limiter *limiter, int64_t now)
{
    if (limiter->spent_until < now) limiter->spent_until = now;
    if (limiter->spent_until - now > (int64_t) (TOKENS - 1) * TOKEN_MS) return false;
    limiter->spent_until += TOKEN_MS;
    return true;
}

bool limiter_admit(struct limiter *limiter, const struct notification *notification, int64_t now, unsigned *suppressed)
{
    bool admitted = !was_said(limiter, notification, now) && (is_urgent(notification->kind) || take_token(limiter, now));
    if (!admitted) {
        limiter->suppressed++;
        return false;
    }
    remember(limiter, notification, now);
    *suppressed = limiter->suppressed;
    limiter->suppressed = 0;
    return true;
}
