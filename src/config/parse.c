/* SPDX-License-Identifier: MIT
 *
 * One value into one member, by the setting's kind. Each function says why not, or returns NULL.
 */
#include "config/load.h"

#include "base/text.h"

#include <stdio.h>

static const char *parse_yes_no(const char *value, bool *yes)
{
    static const struct {
        const char *word;
        bool yes;
    } words[] = { { "yes", true }, { "true", true }, { "1", true }, { "no", false }, { "false", false }, { "0", false } };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (!text_equal_ignoring_case(value, words[i].word)) continue;
        *yes = words[i].yes;
        return NULL;
    }
    return "is neither yes nor no";
}

static const char *parse_number(const struct setting *setting, const char *value, int *number)
{
    static char why[80];
    int64_t parsed = 0;
    if (!*value) return NULL;
    if (text_parse_number(value, setting->minimum, setting->maximum, &parsed)) {
        *number = (int) parsed;
        return NULL;
    }
    text_print(why, "is not a number from %d to %d", setting->minimum, setting->maximum);
    return why;
}

static const char *parse_choice(const struct setting *setting, const char *value, unsigned *choice)
{
    static char why[128];
    struct text text = TEXT_IN(why);
    text_add(&text, "is none of");
    if (!*value) return NULL; /* the first */
    for (unsigned i = 0; setting->choices[i]; i++) {
        if (text_equal_ignoring_case(value, setting->choices[i])) {
            *choice = i;
            return NULL;
        }
        text_format(&text, "%s %s", i ? "," : "", setting->choices[i]);
    }
    return why;
}

static const char *parse_screen(const char *value, struct screen_size *size)
{
    int end = 0;
    struct screen_size parsed = { 0 };
    int fields = sscanf(value, "%5dx%5dx%2d%n", &parsed.width, &parsed.height, &parsed.depth, &end);
    if (fields != 3 || value[end]) return "is not WIDTHxHEIGHTxDEPTH";
    if (parsed.width < 320 || parsed.height < 200 || parsed.width > 16384 || parsed.height > 16384)
        return "is smaller than 320x200 or larger than 16384x16384";
    if (parsed.depth != 8 && parsed.depth != 16 && parsed.depth != 24) return "has a depth other than 8, 16 or 24";
    *size = parsed;
    return NULL;
}

static const char *parse_display(const char *value, struct display_number *display)
{
    int64_t number = 0;
    if (value[0] != ':' || !text_parse_number(value + 1, 0, 59535, &number)) return "is not a colon and a number";
    display->number = (int) number;
    return NULL;
}

/* The form is checked by the setting's own objection. */
static const char *parse_time(const char *value, struct time_of_day *time)
{
    int hour = 0, minute = 0;
    char half = 0;
    time->minutes = -1;
    if (!*value) return NULL;
    int fields = sscanf(value, "%2d:%2d %c", &hour, &minute, &half);
    if (fields < 2) return "is not HH:MM";
    if (fields == 3) hour = hour % 12 + (half == 'P' || half == 'p' ? 12 : 0);
    time->minutes = hour * 60 + minute;
    return NULL;
}

const char *setting_parse(const struct setting *setting, const char *value, void *member)
{
    const char *why = *value && setting->objection ? setting->objection(value) : NULL;
    if (why) return why;
    switch (setting->kind) {
    case KIND_TEXT: *(const char **) member = value; return NULL;
    case KIND_NUMBER: return parse_number(setting, value, member);
    case KIND_YES_NO: return parse_yes_no(value, member);
    case KIND_CHOICE: return parse_choice(setting, value, member);
    case KIND_SCREEN: return parse_screen(value, member);
    case KIND_DISPLAY: return parse_display(value, member);
    case KIND_TIME: return parse_time(value, member);
    }
    return "is of an unknown kind";
}
