/* SPDX-License-Identifier: MIT */
#include "base/shell_words.h"

#include <stdbool.h>
#include <string.h>

struct splitting {
    const char *at;
    char *buffer;
    size_t room, length;
    const char *why; /* NULL: all is well so far */
};

static void put(struct splitting *splitting, char character)
{
    if (splitting->length == splitting->room) splitting->why = "is too long";
    else splitting->buffer[splitting->length++] = character;
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n';
}

static void take_single(struct splitting *splitting)
{
    splitting->at++;
    while (*splitting->at && *splitting->at != '\'') put(splitting, *splitting->at++);
    if (*splitting->at) splitting->at++;
    else splitting->why = "holds a ' without its counterpart";
}

/* Outside quotes a backslash takes the meaning of any character, inside "…" of four; before the end of a line it joins
 * it with the next. */
static void take_backslash(struct splitting *splitting, const char *meant)
{
    char next = splitting->at[1];
    if (!next) {
        splitting->why = "ends in a backslash";
        return;
    }
    if (next != '\n') {
        if (meant && !strchr(meant, next)) put(splitting, '\\');
        put(splitting, next);
    }
    splitting->at += 2;
}

static void take_double(struct splitting *splitting)
{
    splitting->at++;
    while (!splitting->why && *splitting->at && *splitting->at != '"') {
        if (*splitting->at == '\\') take_backslash(splitting, "$`\"\\");
        else put(splitting, *splitting->at++);
    }
    if (splitting->why) return;
    if (*splitting->at) splitting->at++;
    else splitting->why = "holds a \" without its counterpart";
}

static void take_word(struct splitting *splitting)
{
    while (!splitting->why && *splitting->at && !is_blank(*splitting->at)) {
        switch (*splitting->at) {
        case '\'': take_single(splitting); break;
        case '"': take_double(splitting); break;
        case '\\': take_backslash(splitting, NULL); break;
        default: put(splitting, *splitting->at++); break;
        }
    }
    put(splitting, 0);
}

static void skip_blanks(struct splitting *splitting)
{
    while (is_blank(*splitting->at) || (splitting->at[0] == '\\' && splitting->at[1] == '\n'))
        splitting->at += *splitting->at == '\\' ? 2 : 1;
}

ssize_t shell_words_split(const char *line, char **words, size_t limit, char *buffer, size_t room, const char **why)
{
    struct splitting splitting = { .at = line, .buffer = buffer, .room = room };
    size_t count = 0;
    for (skip_blanks(&splitting); *splitting.at && !splitting.why; skip_blanks(&splitting)) {
        if (count + 1 >= limit) {
            splitting.why = "holds too many words";
            break;
        }
        words[count++] = buffer + splitting.length;
        take_word(&splitting);
    }
    if (limit > 0) words[splitting.why ? 0 : count] = NULL;
    if (splitting.why) *why = splitting.why;
    return splitting.why ? -1 : (ssize_t) count;
}
