/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "relay/conn_set.h"

#include "base/cidr.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "control/board.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Each state has one patience; so each list is in the order of its deadlines. */
static const int64_t patience_ms[CONN_STATES] = {
    [CONN_WAITING] = 5000,
    [CONN_DIALLING] = 5000, /* a wedged JVM does not accept: its queue is full, and SYN after SYN is dropped */
    [CONN_OPEN] = CLOCK_NEVER,
    [CONN_LEAVING] = 1000,
    [CONN_CLOSED] = CLOCK_NEVER,
};

/* ---- state and deadlines ---- */

static void list_remove(struct conn_list *list, struct conn *conn)
{
    *(conn->previous ? &conn->previous->next : &list->first) = conn->next;
    *(conn->next ? &conn->next->previous : &list->last) = conn->previous;
    list->count--;
}

static void list_append(struct conn_list *list, struct conn *conn)
{
    conn->next = NULL;
    conn->previous = list->last;
    *(list->last ? &list->last->next : &list->first) = conn;
    list->last = conn;
    list->count++;
}

static void list_prepend(struct conn_list *list, struct conn *conn)
{
    conn->previous = NULL;
    conn->next = list->first;
    *(list->first ? &list->first->previous : &list->last) = conn;
    list->first = conn;
    list->count++;
}

static void set_deadline(struct conn_set *set)
{
    int64_t nearest = CLOCK_NEVER;
    for (unsigned i = 0; i < CONN_STATES; i++) {
        const struct conn *first = set->lists[i].first;
        if (!first || patience_ms[i] == CLOCK_NEVER) continue;
        int64_t deadline = first->since + patience_ms[i];
        if (deadline < nearest) nearest = deadline;
    }
    loop_set_timer(set->loop, &set->deadline, nearest);
}

static void listen_on(struct conn_set *set)
{
    enum { TIMES = 4 };
    bool wanted = set->lists[CONN_OPEN].count > 0;
    loop_set_timer(set->loop, &set->listening, wanted ? clock_now_ms() + set->silence_ms / TIMES : CLOCK_NEVER);
}

void conn_set_state(struct conn *conn, enum conn_state state)
{
    struct conn_set *set = conn->set;
    if (conn->state != CONN_NEW) list_remove(&set->lists[conn->state], conn);
    conn->state = state;
    conn->since = clock_now_ms();
    list_append(&set->lists[state], conn);
    if (patience_ms[state] != CLOCK_NEVER && conn->since + patience_ms[state] < set->deadline.deadline)
        loop_set_timer(set->loop, &set->deadline, conn->since + patience_ms[state]);
    if (state == CONN_OPEN && set->listening.deadline == CLOCK_NEVER) listen_on(set);
    set->on_change(set);
}

/* ---- the set ---- */

static void on_deadline(struct loop_timer *timer)
{
    struct conn_set *set = CONTAINER_OF(timer, struct conn_set, deadline);
    int64_t now = clock_now_ms();
    for (unsigned i = 0; i < CONN_STATES; i++) {
        const struct conn_list *list = &set->lists[i];
        if (patience_ms[i] == CLOCK_NEVER) continue;
        while (list->first && list->first->since + patience_ms[i] <= now) conn_give_up(list->first);
    }
    set_deadline(set);
}

static void on_telling(struct loop_timer *timer)
{
    struct conn_set *set = CONTAINER_OF(timer, struct conn_set, telling);
    struct refusal_note note;
    while (refusals_take_due(&set->refusals, clock_now_ms(), &note)) {
        char address[ENDPOINT_TEXT] = "many addresses";
        if (note.cause != REFUSALS_END) endpoint_print_address(&note.address, address);
        log_warning("refused %u more from %s in the last minute: %s", note.more, address, refusal_reason(note.cause));
    }
    loop_set_timer(set->loop, &set->telling, refusals_due(&set->refusals));
}

void conn_set_refuse(struct conn_set *set, enum refusal cause, const struct in6_addr *address)
{
    char text[ENDPOINT_TEXT];
    if (refusals_add(&set->refusals, cause, address, clock_now_ms())) {
        endpoint_print_address(address, text);
        log_warning("refused a client from %s: %s", text, refusal_reason(cause));
    }
    if (set->telling.deadline == CLOCK_NEVER) loop_set_timer(set->loop, &set->telling, refusals_due(&set->refusals));
    set->on_change(set);
}

/* Keepalive finds a dead peer that was sent nothing; one that was sent something would be found after a quarter of an hour, and the
 * gateway would keep its client id as long. */
static void on_listening(struct loop_timer *timer)
{
    struct conn_set *set = CONTAINER_OF(timer, struct conn_set, listening);
    for (struct conn *conn = set->lists[CONN_OPEN].first, *next; conn; conn = next) {
        next = conn->next;
        conn_check_silence(conn);
    }
    listen_on(set);
}

static void sweep(struct conn_set *set)
{
    struct conn_list *closed = &set->lists[CONN_CLOSED];
    while (closed->first) {
        struct conn *conn = closed->first;
        list_remove(closed, conn);
        free(conn);
    }
}

int conn_set_init(struct conn_set *set)
{
    set->deadline = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_deadline };
    set->telling = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_telling };
    set->listening = (struct loop_timer) { .deadline = CLOCK_NEVER, .on_expired = on_listening };
    return pools_init(&set->pools);
}

void conn_set_finish(struct conn_set *set)
{
    for (unsigned i = 0; i < CONN_CLOSED; i++)
        while (set->lists[i].first) conn_close(set->lists[i].first);
    sweep(set);
    pools_finish(&set->pools);
}

void conn_set_stir(struct conn *conn)
{
    struct conn_list *open = &conn->set->lists[CONN_OPEN];
    if (conn->has_stirred) return;
    conn->has_stirred = true;
    list_remove(open, conn);
    list_prepend(open, conn);
}

void conn_set_put_off(struct conn *conn)
{
    if (conn->is_put_off) return;
    conn->is_put_off = true;
    conn->next_bulk = conn->set->bulk;
    conn->set->bulk = conn;
}

static void serve_bulk(struct conn_set *set)
{
    while (set->bulk) {
        struct conn *conn = set->bulk;
        set->bulk = conn->next_bulk;
        conn->is_put_off = false;
        conn_serve_bulk(conn);
    }
}

void conn_set_end_round(struct conn_set *set)
{
    serve_bulk(set);
    sweep(set);
}

static unsigned pipes_of(const struct conn *conn)
{
    return (unsigned) conn->up.has_pipe + (unsigned) conn->down.has_pipe;
}

static void forget_bulk(struct conn *conn)
{
    struct conn **link = &conn->set->bulk;
    while (*link && *link != conn) link = &(*link)->next_bulk;
    if (*link) *link = conn->next_bulk;
    conn->is_put_off = conn->up_is_due = conn->down_is_due = false;
}

void conn_set_let_go(struct conn *conn)
{
    struct conn_set *set = conn->set;
    conn_rest(conn);
    forget_bulk(conn);
    list_remove(&set->lists[CONN_OPEN], conn);
    set->pools.pipe_count -= pipes_of(conn);
    set->counted -= conn->traffic != NULL;
    if (set->is_away) atomic_fetch_sub(set->away, 1);
    else atomic_fetch_add(set->away, 1);
    conn->set = NULL;
    conn->has_stirred = conn->was_swept = false;
}

void conn_set_adopt(struct conn_set *set, struct conn *conn)
{
    conn->set = set;
    set->pools.pipe_count += pipes_of(conn);
    set->counted += conn->traffic != NULL;
    list_append(&set->lists[CONN_OPEN], conn);
    if (set->listening.deadline == CLOCK_NEVER) listen_on(set);
    conn_go_on(conn);
}

void conn_set_leave(struct conn_set *set)
{
    while (set->lists[CONN_WAITING].first) conn_close(set->lists[CONN_WAITING].first);
    while (set->lists[CONN_DIALLING].first) conn_close(set->lists[CONN_DIALLING].first);
    while (set->lists[CONN_OPEN].first) conn_leave(set->lists[CONN_OPEN].first);
}

unsigned conn_set_count(const struct conn_set *set)
{
    unsigned count = 0;
    for (unsigned i = 0; i < CONN_CLOSED; i++) count += set->lists[i].count;
    return count;
}

static void add_counts(struct conn_counts *counts, const struct conn *conn)
{
    counts->bytes_to_gateway += conn->up.moved;
    counts->bytes_to_client += conn->down.moved;
    if (!conn->traffic) return;
    traffic_counts_add(&counts->to_gateway, &conn->traffic->up.counts);
    traffic_counts_add(&counts->to_client, &conn->traffic->down.counts);
}

void conn_set_counts(const struct conn_set *set, struct conn_counts *counts)
{
    *counts = set->closed;
    for (unsigned i = 0; i < CONN_CLOSED; i++)
        for (const struct conn *conn = set->lists[i].first; conn; conn = conn->next) add_counts(counts, conn);
}

struct traffic *conn_set_take_traffic(struct conn_set *set)
{
    struct traffic *traffic = set->counted < BOARD_CLIENTS ? calloc(1, sizeof *traffic) : NULL;
    if (traffic) set->counted++;
    return traffic;
}

void conn_set_add_counts(struct conn_set *set, struct conn *conn)
{
    add_counts(&set->closed, conn);
    if (set->is_away) atomic_fetch_sub(set->away, 1);
    conn->up.moved = conn->down.moved = 0;
    conn->up.stream = conn->down.stream = NULL;
    if (!conn->traffic) return;
    set->counted--;
    free(conn->traffic);
    conn->traffic = NULL;
}

unsigned conn_set_away(const struct conn_set *set)
{
    return set->away && !set->is_away ? atomic_load(set->away) : 0;
}

static bool has_room(struct conn_set *set, const struct in6_addr *address)
{
    unsigned waiting = 0;
    for (const struct conn *conn = set->lists[CONN_WAITING].first; conn; conn = conn->next) {
        struct in6_addr other = cidr_address_of(&conn->from.address.any);
        if (IN6_ARE_ADDR_EQUAL(&other, address)) waiting++;
    }
    bool many_waiting = waiting >= set->limits.waiting_by_address;
    bool many_in_all = conn_set_count(set) + conn_set_away(set) >= set->limits.in_all;
    if (many_waiting) conn_set_refuse(set, REFUSED_MANY_WAITING, address);
    else if (many_in_all) conn_set_refuse(set, REFUSED_MANY_IN_ALL, address);
    return !many_waiting && !many_in_all;
}

void conn_set_add(struct conn_set *set, int fd, const struct endpoint *from)
{
    struct in6_addr address = cidr_address_of(&from->address.any);
    struct conn *conn = has_room(set, &address) ? calloc(1, sizeof *conn) : NULL;
    if (conn) conn_start(conn, set, fd, from);
    else auto_close(&fd);
}
