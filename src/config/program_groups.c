/* SPDX-License-Identifier: MIT */
#include "config/program_groups.h"

#include "base/text.h"

#include <string.h>

enum { PLACE = 320 };

static void complain(const struct program_group *group, const char *given, struct problems *problems, const char *why)
{
    char name[PLACE];
    text_print(name, "%s:%d: programs", group->file, group->line);
    problem_add(problems, name, given, NULL, "%s", why);
}

static bool is_taken(const struct programs *programs, const char *name)
{
    for (unsigned i = 0; i < programs->count; i++)
        if (text_equal(programs->list[i].name, name)) return true;
    return false;
}

/* A program whose group and process are called alike is called by that one word. */
static const char *name_in(struct programs *programs, const struct program_group *group, const char *name)
{
    const char *colon = strchr(name, ':'), *process = colon ? colon + 1 : name;
    if (text_equal(group->name, process)) return process;
    return region_print(&programs->region, "%s:%s", group->name, process);
}

static void take_program(struct programs *programs, const struct program_group *group, const char *section,
                         struct problems *problems)
{
    bool found = false;
    for (unsigned i = 0; i < programs->count; i++) {
        struct user_program *program = &programs->list[i];
        if (!text_equal(program->section, section)) continue;
        const char *name = name_in(programs, group, program->name);
        if (program->is_grouped) complain(group, section, problems, "is in a group already");
        else if (!text_equal(name, program->name) && is_taken(programs, name))
            complain(group, name, problems, "is the name of another program");
        found = program->is_grouped = true;
        program->name = name;
    }
    if (!found) complain(group, section, problems, "is no program: there is no such [program:NAME]");
}

static void apply(struct programs *programs, const struct program_group *group, struct problems *problems)
{
    static const char separators[] = ", \t\n";
    const char *at = group->programs + strspn(group->programs, separators);
    if (!*at) complain(group, NULL, problems, "names no program");
    while (*at) {
        char section[PROGRAM_NAME];
        size_t length = strcspn(at, separators);
        text_print(section, "%.*s", (int) (length < sizeof section ? length : sizeof section - 1), at);
        take_program(programs, group, section, problems);
        at += length;
        at += strspn(at, separators);
    }
}

void program_groups_apply(struct programs *programs, struct problems *problems)
{
    if (problems->count) return; /* a program with a problem is not there, which would be told once more */
    for (unsigned i = 0; i < programs->group_count; i++) apply(programs, &programs->groups[i], problems);
}
