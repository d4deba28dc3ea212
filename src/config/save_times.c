/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/save_times.h"

#include "base/schedule.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 24 * 60, HOUR = 60, WORD = 16 };

/* Takes the next word; false: there is none, or it is too long to be one of ours, and then `word` is not "". */
static bool next_word(const char **at, char *word)
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " ");
    text_print_in(word, WORD, "%.*s", (int) (length < WORD ? length : WORD - 1), *at);
    *at += length;
    return length > 0;
}

/* -1: it is no time of day. */
static int read_time(const char *word)
{
    char hours[WORD];
    int64_t hour = 0, minute = 0;
    size_t length = strcspn(word, ":");
    if (length != 2 || word[length] != ':' || strlen(word + length + 1) != 2) return -1;
    text_print_in(hours, sizeof hours, "%.*s", (int) length, word);
    bool sound = text_parse_number(hours, 0, 23, &hour) && text_parse_number(word + length + 1, 0, 59, &minute);
    return sound ? (int) (hour * HOUR + minute) : -1;
}

static const char *read_interval(const char *value, struct save_times *times)
{
    char word[WORD];
    int64_t number = 0;
    if (!next_word(&value, word) || !text_parse_number(word, 1, DAY, &number)) return "has no number from 1 after Every";
    bool more = next_word(&value, word);
    bool hours = text_equal(word, "hours"), minutes = text_equal(word, "mins");
    if (hours || minutes) more = next_word(&value, word);
    times->every = (int) number * (hours ? HOUR : 1);
    if (times->every > DAY) return "is more than a day apart";
    for (int *time = &times->from; more; more = next_word(&value, word)) {
        if (!time || (*time = read_time(word)) < 0) return "is not Every N mins or Every N hours, perhaps HH:MM HH:MM";
        time = time == &times->from ? &times->to : NULL;
    }
    return times->to >= 0 && times->to < times->from ? "ends before it begins" : NULL;
}

const char *save_times_read(const char *value, struct save_times *times)
{
    char word[WORD];
    *times = (struct save_times) { .from = -1, .to = -1 };
    const char *rest = value;
    if (*value && value[strlen(value) - 1] == ' ') return "ends with a blank";
    if (!next_word(&rest, word)) return NULL;
    if (text_equal_ignoring_case(word, "Every")) return read_interval(rest, times);
    while (next_word(&value, word)) {
        int time = read_time(word);
        if (time < 0) return "is neither HH:MM HH:MM nor Every N mins";
        if (times->count == SAVE_TIMES) return "has more than 24 times";
        times->at[times->count++] = time;
    }
    return NULL;
}

static void take_nearer(time_t *nearest, time_t when)
{
    if (*nearest == 0 || when < *nearest) *nearest = when;
}

time_t save_times_next(const struct save_times *times, time_t now)
{
    time_t nearest = 0;
    int to = times->to >= 0 ? times->to : DAY - 1;
    if (times->every > 0 && times->from < 0) return now + (time_t) times->every * 60;
    for (int minute = times->from; times->every > 0 && minute <= to; minute += times->every)
        take_nearer(&nearest, schedule_next(now, minute, SCHEDULE_DAILY));
    for (unsigned i = 0; i < times->count; i++)
        take_nearer(&nearest, schedule_next(now, times->at[i], SCHEDULE_DAILY));
    return nearest;
}
