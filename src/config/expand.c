/* SPDX-License-Identifier: MIT */
#include "config/expand.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct place {
    const char *name; /* not ended by NUL */
    size_t name_length;
    bool zeros; /* before a number */
    int width;
    char kind; /* 's' or 'd' */
    const char *end; /* behind it */
};

/* "%(" has been seen; at is behind it. */
static bool read_place(const char *at, struct place *place)
{
    size_t length = strcspn(at, ")");
    if (!at[length]) return false;
    *place = (struct place) { .name = at, .name_length = length };
    at += length + 1;
    if (*at == '0') place->zeros = true;
    while (isdigit((unsigned char) *at) && place->width < 100) place->width = place->width * 10 + (*at++ - '0');
    place->kind = *at;
    place->end = at + 1;
    return (*at == 's' || *at == 'd') && place->width < 100;
}

static const char *find_variable(const char *const *environment, const char *name, size_t length)
{
    for (; environment && *environment; environment++)
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=') return *environment + length + 1;
    return NULL;
}

static const struct expansion *find(const struct expansions *expansions, const struct place *place)
{
    for (size_t i = 0; i < expansions->count; i++) {
        const char *name = expansions->list[i].name;
        if (strlen(name) == place->name_length && strncmp(name, place->name, place->name_length) == 0)
            return &expansions->list[i];
    }
    return NULL;
}

static void add(const struct expansion *expansion, const struct place *place, struct text *out)
{
    if (expansion->text) text_format(out, "%*s", place->width, expansion->text);
    else text_format(out, place->zeros ? "%0*d" : "%*d", place->width, expansion->number);
}

static bool expand_one(const char *at, const struct expansions *expansions, struct text *out, const char **end,
                       char *why, size_t why_room)
{
    static const char environment[] = "ENV_";
    struct place place;
    if (at[1] != '(' || !read_place(at + 2, &place)) {
        text_print_in(why, why_room, "has a %% that begins no %%(NAME)s or %%(NAME)d; a percent sign is written %%%%");
        return false;
    }
    const size_t prefix = sizeof environment - 1;
    bool is_variable = place.name_length > prefix && strncmp(place.name, environment, prefix) == 0;
    struct expansion variable = { .text = is_variable
        ? find_variable(expansions->environment, place.name + prefix, place.name_length - prefix) : NULL };
    const struct expansion *found = is_variable && variable.text ? &variable : find(expansions, &place);
    int length = place.name_length < 64 ? (int) place.name_length : 64;
    if (!found) text_print_in(why, why_room, "names %%(%.*s)%c, which %s", length, place.name, place.kind,
                              is_variable ? "is not in the environment (settings of gatehouse are not passed on)"
                                          : "is not known here");
    else if (found->text && place.kind == 'd')
        text_print_in(why, why_room, "wants a number of %%(%.*s)d, which is a text", length, place.name);
    else {
        add(found, &place, out);
        *end = place.end;
        return true;
    }
    return false;
}

bool expand(const char *value, const struct expansions *expansions, struct text *out, char *why, size_t why_room)
{
    while (*value) {
        size_t plain = strcspn(value, "%");
        text_add_bytes(out, value, plain);
        value += plain;
        if (!*value) break;
        if (value[1] == '%') {
            text_add(out, "%");
            value += 2;
        } else if (!expand_one(value, expansions, out, &value, why, why_room)) return false;
    }
    if (!out->cut) return true;
    text_print_in(why, why_room, "is too long");
    return false;
}
