/* SPDX-License-Identifier: MIT
 *
 * Lines and the words a shell makes of them.
 */
#include "base/shell_words.h"

#include "base/macros.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS = 16, ROOM = 256 };

static char *words[WORDS];
static char buffer[ROOM];
static const char *why;

/* The words with | between them; "!" and why not. */
static const char *split(const char *line)
{
    static char joined[512];
    struct text text = TEXT_IN(joined);
    joined[0] = 0;
    ssize_t count = shell_words_split(line, words, WORDS, buffer, strlen(line) + 1, &why);
    if (count < 0) text_format(&text, "!%s", why);
    for (ssize_t i = 0; i < count; i++) text_format(&text, "%s%s", i ? "|" : "", words[i]);
    assert_true(count < 0 || words[count] == NULL);
    return joined;
}

static const struct {
    const char *line, *words;
} cases[] = {
    { "", "" },
    { " \t\n ", "" },
    { "-Xmx2g -Xms1g  -XX:+UseG1GC ", "-Xmx2g|-Xms1g|-XX:+UseG1GC" },
    { "-o ProxyCommand='ssh bastion nc %h %p'", "-o|ProxyCommand=ssh bastion nc %h %p" },
    { "-o \"ProxyCommand=ssh bastion nc %h %p\" -4", "-o|ProxyCommand=ssh bastion nc %h %p|-4" },
    { "a\\ b c", "a b|c" },
    { "''", "" },
    { "a '' \"\" b", "a|||b" },
    { "'a\\b' \"a\\b\" a\\b", "a\\b|a\\b|ab" },
    { "\"\\$\\`\\\"\\\\\"", "$`\"\\" },
    { "'it'\\''s'", "it's" },
    { "'\"' \"'\"", "\"|'" },
    { "$HOME `id` $(id) * ~ #no ;no |no >no", "$HOME|`id`|$(id)|*|~|#no|;no||no|>no" },
    { "one\\\ntwo \\\n three", "onetwo|three" },
    { "\"in\\\nside\" 'in\\\nside'", "inside|in\\\nside" },
    { "pass\xc3\xa9 'w\xc3\xb6rd'", "pass\xc3\xa9|w\xc3\xb6rd" },
    { "'open", "!holds a ' without its counterpart" },
    { "a b\"open", "!holds a \" without its counterpart" },
    { "end\\", "!ends in a backslash" },
    { "\"end\\", "!ends in a backslash" },
};

static void words_are_those_of_a_shell(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) assert_string_equal(split(cases[i].line), cases[i].words);
}

static void an_empty_pair_of_quotes_is_a_word(void **state)
{
    (void) state;
    assert_int_equal(shell_words_split("''", words, WORDS, buffer, ROOM, &why), 1);
    assert_string_equal(words[0], "");
}

static void what_does_not_fit_is_refused(void **state)
{
    (void) state;
    assert_int_equal(shell_words_split("a b c", words, 4, buffer, ROOM, &why), 3);
    assert_int_equal(shell_words_split("a b c", words, 3, buffer, ROOM, &why), -1);
    assert_string_equal(why, "holds too many words");
    assert_int_equal(shell_words_split("abc d", words, WORDS, buffer, 5, &why), -1);
    assert_string_equal(why, "is too long");
    assert_int_equal(shell_words_split("abc d", words, WORDS, buffer, 6, &why), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_a_shell),
        cmocka_unit_test(an_empty_pair_of_quotes_is_a_word),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
