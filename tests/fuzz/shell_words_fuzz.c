/* SPDX-License-Identifier: MIT
 *
 * Any line of options. What must hold: as many bytes as the line has suffice; every word ends inside the buffer, one
 * after the other; quoted again word by word, the same words come out.
 */
#include "base/shell_words.h"

#include "base/log.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* word -> 'word', with each ' as '\''; NUL-terminated, malloc'ed */
static char *quote(char **words, ssize_t count)
{
    size_t room = 1, length = 0;
    for (ssize_t i = 0; i < count; i++) room += 4 * strlen(words[i]) + 3;
    char *line = malloc(room);
    INVARIANT(line);
    for (ssize_t i = 0; i < count; i++) {
        line[length++] = '\'';
        for (const char *at = words[i]; *at; at++) {
            static const char escaped[] = "'\\''";
            size_t n = *at == '\'' ? sizeof escaped - 1 : 1;
            memcpy(line + length, *at == '\'' ? escaped : at, n);
            length += n;
        }
        line[length++] = '\'';
        line[length++] = ' ';
    }
    line[length] = 0;
    return line;
}

static void check_again(char **words, ssize_t count)
{
    static char *again[WORDS];
    const char *why = NULL;
    char *line = quote(words, count), *buffer = malloc(strlen(line) + 1);
    INVARIANT(buffer);
    INVARIANT(shell_words_split(line, again, WORDS, buffer, strlen(line) + 1, &why) == count);
    for (ssize_t i = 0; i < count; i++) INVARIANT(strcmp(words[i], again[i]) == 0);
    free(line);
    free(buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *words[WORDS];
    const char *why = NULL;
    char *line = malloc(size + 1);
    if (!line) return 0;
    if (size) memcpy(line, data, size);
    line[size] = 0;
    size_t room = strlen(line) + 1;
    char *buffer = malloc(room); /* exactly: so that a write past the end is seen */
    INVARIANT(buffer);
    ssize_t count = shell_words_split(line, words, WORDS, buffer, room, &why);
    INVARIANT(count < 0 ? why != NULL && words[0] == NULL : words[count] == NULL);
    INVARIANT(!why || strcmp(why, "is too long") != 0);
    for (ssize_t i = 0; i < count; i++) {
        const char *end = words[i] + strlen(words[i]) + 1;
        INVARIANT(i + 1 < count ? end == words[i + 1] : end <= buffer + room);
    }
    if (count > 0) check_again(words, count);
    free(buffer);
    free(line);
    return 0;
}
