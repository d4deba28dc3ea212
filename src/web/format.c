/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "web/format.h"

#include <inttypes.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void format_duration(struct text *text, int64_t seconds)
{
    if (seconds < 0) seconds = 0;
    int64_t minutes = seconds % HOUR / MINUTE;
    if (seconds < MINUTE) text_format(text, "%" PRId64 " s", seconds);
    else if (seconds < HOUR) text_format(text, "%" PRId64 " min", minutes);
    else if (seconds < DAY) text_format(text, "%" PRId64 " h %02" PRId64 " min", seconds / HOUR, minutes);
    else text_format(text, "%" PRId64 " d %" PRId64 " h", seconds / DAY, seconds % DAY / HOUR);
}

void format_bytes(struct text *text, uint64_t bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    double scaled = (double) bytes;
    size_t unit = 0;
    for (; scaled >= 999.5 && unit + 1 < ARRAY_LENGTH(units); unit++) scaled /= 1024;
    bool is_fraction = unit > 0 && scaled < 9.95;
    text_format(text, "%.*f %s", is_fraction ? 1 : 0, scaled, units[unit]);
}

void format_count(struct text *text, uint64_t count)
{
    char digits[24];
    struct text plain = TEXT_IN(digits);
    text_format(&plain, "%" PRIu64, count);
    for (size_t i = 0; i < plain.length; i++) {
        if (i > 0 && (plain.length - i) % 3 == 0) text_add(text, "\xe2\x80\xaf"); /* U+202F */
        text_add_bytes(text, digits + i, 1);
    }
}

void format_time(struct text *text, int64_t wall_s)
{
    time_t seconds = (time_t) wall_s;
    struct tm local;
    char when[32] = "";
    if (localtime_r(&seconds, &local)) strftime(when, sizeof when, "%H:%M:%S", &local);
    text_add(text, when);
}

void format_moment(struct text *text, int64_t wall_s, int64_t now_s)
{
    char out[48] = "";
    struct tm local, today;
    time_t when = (time_t) wall_s, now = (time_t) now_s;
    if (!localtime_r(&when, &local) || !localtime_r(&now, &today)) return;
    bool is_today = local.tm_year == today.tm_year && local.tm_yday == today.tm_yday;
    bool is_near = wall_s > now_s - 86400 && wall_s < now_s + 6 * 86400;
    size_t length = is_today  ? strftime(out, sizeof out, "%H:%M", &local)
                    : is_near ? strftime(out, sizeof out, "%a %H:%M", &local)
                              : strftime(out, sizeof out, "%b %d %H:%M", &local);
    text_add_bytes(text, out, length);
}
