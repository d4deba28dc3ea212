/* SPDX-License-Identifier: MIT
 *
 * All rows of this container, before boot: ours, those that settings make, the user's programs.
 */
#define _GNU_SOURCE
#include "init/services.h"

#include "base/log.h"
#include "base/region.h"
#include "config/tunnels.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *rows_text(const char *format, ...)
{
    static struct region texts; /* for as long as there are rows */
    va_list arguments;
    va_start(arguments, format);
    const char *text = region_vprint(&texts, format, arguments);
    va_end(arguments);
    return text;
}

void rows_add(struct rows *rows, const struct service_row *row, struct problems *problems)
{
    if (rows->count < BOARD_SERVICES) rows->rows[rows->count++] = *row;
    else problem_add(problems, row->name, NULL, NULL, "is one service too many: there is room for %d", BOARD_SERVICES);
}

/* ---- the user's programs ---- */

_Static_assert((int) PROGRAM_NAME <= (int) BOARD_NAME && (int) PROGRAM_NEEDS <= (int) SERVICE_NEEDS, "a program does not fit into a row");
_Static_assert((int) SERVICE_BAD_SETTINGS == (int) EXIT_BAD_SETTINGS, "one number, two names");

static const struct service_row *find_row(const struct rows *rows, const char *name)
{
    for (unsigned i = 0; i < rows->count; i++) {
        const struct service_row *row = &rows->rows[i];
        if (text_equal(row->name, name) || (row->alias && text_equal(row->alias, name))) return row;
    }
    return NULL;
}

static void complain(const struct user_program *program, const char *key, const char *given, struct problems *problems,
                     const char *why)
{
    problem_add(problems, rows_text("%s:%d: %s", program->file, program->line, key), given, NULL, "%s", why);
}

static void check_user(const struct user_program *program, unsigned uid, struct problems *problems)
{
    int64_t number = -1;
    const struct passwd *entry = program->user ? getpwnam(program->user) : NULL;
    if (entry) number = entry->pw_uid;
    else if (program->user && !text_parse_number(program->user, 0, UINT32_MAX, &number)) number = -1;
    if (!program->user || number == uid) return;
    complain(program, "user", program->user, problems, rows_text("is not user %u, as whom everything here runs: gatehouse keeps "
             "no root process that could become another", uid));
}

static struct service_row row_of(const struct user_program *program)
{
    struct service_row row = {
        .name = program->name,
        .limits = { .start_ms = program->startsecs * INT64_C(1000), .stop_ms = program->stopwaitsecs * INT64_C(1000),
                    .ready_by_living = true },
        .program = program,
        .policy = { .autorestart = (enum autorestart) program->autorestart,
                    .start_retries = (uint32_t) program->startretries },
    };
    memcpy(row.policy.exitcodes, program->exitcodes.bits, sizeof row.policy.exitcodes);
    for (size_t i = 0; i < PROGRAM_NEEDS; i++) row.needs[i] = program->needs[i];
    return row;
}

static void check_needs(const struct rows *rows, const struct service_row *row, struct problems *problems)
{
    for (size_t i = 0; i < SERVICE_NEEDS && row->needs[i]; i++)
        if (!find_row(rows, row->needs[i]))
            complain(row->program, "depends_on", row->needs[i], problems, "is no service of this container");
}

/* True when `row` needs `wanted`, over at most `depth` others. */
static bool leads_to(const struct rows *rows, const struct service_row *row, const struct service_row *wanted, unsigned depth)
{
    for (size_t i = 0; i < SERVICE_NEEDS && row->needs[i] && depth > 0; i++) {
        const struct service_row *need = find_row(rows, row->needs[i]);
        if (need && (need == wanted || leads_to(rows, need, wanted, depth - 1))) return true;
    }
    return false;
}

enum { LONGEST_CHAIN = 6 };

static unsigned chain_length(const struct rows *rows, const struct service_row *row, unsigned depth)
{
    unsigned longest = 0;
    for (size_t i = 0; i < SERVICE_NEEDS && row->needs[i] && depth > 0; i++) {
        const struct service_row *need = find_row(rows, row->needs[i]);
        unsigned length = need ? 1 + chain_length(rows, need, depth - 1) : 0;
        if (length > longest) longest = length;
    }
    return longest;
}

static void check_chains(const struct rows *rows, const struct service_row *row, struct problems *problems)
{
    if (leads_to(rows, row, row, LONGEST_CHAIN))
        complain(row->program, "depends_on", NULL, problems, "goes in a circle: the program would wait for itself");
    else if (chain_length(rows, row, LONGEST_CHAIN + 1) > LONGEST_CHAIN)
        complain(row->program, "depends_on", NULL, problems, "makes a chain of more than six services");
}

static int compare(const void *a, const void *b)
{
    const struct user_program *one = *(const struct user_program *const *) a, *other = *(const struct user_program *const *) b;
    if (one->priority != other->priority) return one->priority < other->priority ? -1 : 1;
    return strcmp(one->name, other->name);
}

void rows_add_programs(struct rows *rows, const struct programs *programs, unsigned uid, struct problems *problems)
{
    const struct user_program *sorted[PROGRAM_LIMIT];
    unsigned first = rows->count, before = problems->count;
    for (unsigned i = 0; i < programs->count; i++) sorted[i] = &programs->list[i];
    qsort(sorted, programs->count, sizeof *sorted, compare);
    for (unsigned i = 0; i < programs->count; i++) {
        struct service_row row = row_of(sorted[i]);
        check_user(sorted[i], uid, problems);
        if (find_row(rows, row.name)) complain(sorted[i], "name", row.name, problems, "is a service of gatehouse's own");
        else rows_add(rows, &row, problems);
    }
    for (unsigned i = first; i < rows->count; i++) check_needs(rows, &rows->rows[i], problems);
    for (unsigned i = first; i < rows->count && problems->count == before; i++) check_chains(rows, &rows->rows[i], problems);
}

/* ---- tunnels ---- */

/* Each after what it leads to: nobody there shall find a port that nobody here serves. It has no limit on its start: the other
 * side may be away for long, and a tunnel dials again by itself. */
static void add_tunnel(struct rows *rows, const struct config *config, const struct tunnel *tunnel, struct problems *problems)
{
    char where[BOARD_TEXT];
    const char *target = *config->vnc_password ? "x11vnc" : "xvfb";
    if (tunnel->kind == TUNNEL_API) target = "session";
    if (tunnel->kind == TUNNEL_API_PAPER) target = "session-paper";
    tunnel_describe(tunnel, where, sizeof where);
    const char *name = rows_text("%s", tunnel->name);
    struct service_row row = { .name = name, .note = rows_text("%s", where), .command = { "gatehouse", "tunnel", name },
                               .needs = { target }, .audience = AUDIENCE_TUNNEL, .may_come_later = true,
                               .limits = { .stop_ms = 4000 } };
    if (tunnel->kind == TUNNEL_SCREEN) row.audience |= AUDIENCE_VNC; /* without a password there is no VNC server to lead to */
    rows_add(rows, &row, problems);
}

static void add_tunnels(struct rows *rows, const struct config *config, struct problems *problems)
{
    struct tunnels tunnels;
    tunnels_plan(config, &tunnels);
    for (unsigned i = 0; i < tunnels.count; i++) add_tunnel(rows, config, &tunnels.list[i], problems);
}

void rows_assemble(struct rows *rows, const struct config *config, const struct programs *programs,
                   struct problems *problems)
{
    *rows = (struct rows) { 0 };
    for (size_t i = 0; i < service_rows_count; i++)
        if (!service_rows[i].is_enabled || service_rows[i].is_enabled(config)) rows_add(rows, &service_rows[i], problems);
    add_tunnels(rows, config, problems);
    rows_add_programs(rows, programs, geteuid() == 0 ? (unsigned) config->puid : geteuid(), problems);
}
