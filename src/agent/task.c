// SPDX-License-Identifier: MIT
//
// Tasks for the event thread: see task.h.

#define _GNU_SOURCE
#include "agent/task.h"

#include "agent/act.h"
#include "agent/text.h"
#include "agent/wire.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PENDING = 64 };

static atomic_int pending;          // commands made and not yet destroyed

static struct task *task_allocate(size_t size)
{
    struct task *task = calloc(1, sizeof *task + size);
    if (task)
        task->size = size;
    return task;
}

struct task *task_create(void (*run)(JNIEnv *env, struct task *task))
{
    struct task *task = task_allocate(1);
    if (task)
        task->run = run;
    return task;
}

bool task_has_room(void)
{
    return atomic_load(&pending) < MOST_PENDING;
}

void task_destroy(struct task *task)
{
    if (!task)
        return;
    if (task->is_counted && atomic_fetch_sub(&pending, 1) == MOST_PENDING)
        wire_wake();            // the agent thread had stopped reading
    explicit_bzero(task, sizeof *task + task->size);
    free(task);
}

// The next field, or an empty one behind the last.
static char *next_field(char **rest)
{
    static char none[] = "";
    char *field = strsep(rest, "\t");
    return field ? field : none;
}

static bool read_number(const char *field, unsigned long *number)
{
    char *end;
    if (*field < '0' || *field > '9')
        return false;
    unsigned long value = strtoul(field, &end, 10);
    if (*end)
        return false;
    *number = value;
    return true;
}

struct task *task_parse(char *line, size_t length, unsigned wire_line)
{
    struct task *task = task_allocate(length + 1);
    if (!task)
        return NULL;
    task->is_counted = true;
    atomic_fetch_add(&pending, 1);

    char *rest = line;
    unsigned long target = 0;
    task->line = wire_line;
    bool is_good = read_number(next_field(&rest), &task->sequence) && task->sequence > 0;
    is_good = act_prepare(task, next_field(&rest)) && is_good;
    const char *target_field = next_field(&rest);
    if (*target_field && !read_number(target_field, &target))
        is_good = false;
    task->target = (jlong)target;
    if (rest)
        memcpy(task->argument, rest, strlen(rest));
    text_unescape(task->argument);
    if (is_good)
        return task;
    task_fail(task, "unknown");
    task_destroy(task);
    return NULL;
}

void task_succeed(const struct task *task)
{
    struct text answer = { 0 };
    text_format(&answer, "ok\t%lu\n", task->sequence);
    wire_say(task->line, &answer);
    text_finish(&answer);
}

void task_fail(const struct task *task, const char *why)
{
    struct text answer = { 0 };
    text_format(&answer, "err\t%lu\t%s\n", task->sequence, why);
    wire_say(task->line, &answer);
    text_finish(&answer);
}
