/* SPDX-License-Identifier: MIT
 *
 * A line as it stands in a file, on standard output, or there as JSON. Pure but for the time zone.
 */
#ifndef LOGGER_RECORD_H
#define LOGGER_RECORD_H

#include "base/text.h"

#include <stdint.h>

enum { RECORD_NAME_WIDTH = 13, RECORD_TIME = 48 };

struct record {
    int64_t at_ms; /* wall clock */
    const char *service;
    bool is_stderr;
    const char *line; /* without its newline; ended by NUL */
};

/* RFC 3339 in the zone of TZ, for example 2026-11-22T17:51:25.190+01:00. */
void record_print_time(int64_t at_ms, char out[RECORD_TIME]);

/* TIME LINE\n */
void record_add_file(const struct record *record, struct text *text);

/* TIME SERVICE | LINE\n */
void record_add_text(const struct record *record, struct text *text);

/* {"time":…,"service":…,"stream":"stdout"|"stderr","message":…}\n, valid UTF-8 whatever the line holds */
void record_add_json(const struct record *record, struct text *text);

#endif
