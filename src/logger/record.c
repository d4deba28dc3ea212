/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "logger/record.h"

#include <string.h>
#include <time.h>

/* Thousands of lines share a second; its text is made once. */
static struct {
    time_t second;
    char day[32], zone[8];
} last = { .second = (time_t) -1, .day = "", .zone = "" };

void record_print_time(int64_t at_ms, char out[RECORD_TIME])
{
    time_t second = (time_t) (at_ms / 1000);
    struct tm local;
    if (second != last.second && localtime_r(&second, &local)) {
        char zone[8] = "";
        strftime(last.day, sizeof last.day, "%Y-%m-%dT%H:%M:%S", &local);
        strftime(zone, sizeof zone, "%z", &local);
        text_print(last.zone, "%.3s:%s", zone, strlen(zone) > 3 ? zone + 3 : "00");
        last.second = second;
    }
    text_print_in(out, RECORD_TIME, "%s.%03d%s", last.day, (int) (at_ms % 1000), last.zone);
}

void record_add_file(const struct record *record, struct text *text)
{
    char when[RECORD_TIME];
    record_print_time(record->at_ms, when);
    text_add(text, when);
    text_add(text, " ");
    text_add(text, record->line);
    text_add(text, "\n");
}

void record_add_text(const struct record *record, struct text *text)
{
    char when[RECORD_TIME];
    record_print_time(record->at_ms, when);
    text_format(text, "%s %-*s | ", when, RECORD_NAME_WIDTH, record->service);
    text_add(text, record->line);
    text_add(text, "\n");
}

void record_add_json(const struct record *record, struct text *text)
{
    char when[RECORD_TIME];
    record_print_time(record->at_ms, when);
    text_format(text, "{\"time\":\"%s\",\"service\":\"", when);
    text_add_json(text, record->service);
    text_format(text, "\",\"stream\":\"%s\",\"message\":\"", record->is_stderr ? "stderr" : "stdout");
    text_add_json(text, record->line);
    text_add(text, "\"}\n");
}
