/* SPDX-License-Identifier: MIT
 *
 * The measurements: each runs one piece of work through a peer and gives up to three figures.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "peers.h"

#include <stdbool.h>
#include <stddef.h>

enum { FIGURES = 3, RUN_MS = 500 };

/* What a figure has to reach. */
enum target {
    TARGET_NONE, /* shown only */
    TARGET_BEST_PEER, /* as good as the best of the others (not of direct) */
    TARGET_OF_HAPROXY, /* `limit` times haproxy's (untuned), at most or at least */
    TARGET_OF_DIRECT, /* `limit` times direct's */
    TARGET_ABSOLUTE /* `limit` in its unit */
};

struct figure {
    const char *name, *unit;
    bool more_is_better;
    enum target target;
    double limit;
    enum peer_id ours; /* the one of ours that the target is for */
};

struct measurement {
    const char *name; /* for --only */
    void (*run)(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES]);
    unsigned connections;
    size_t size; /* of a message, or a rate, or as its function says */
    struct figure figures[FIGURES];
    bool is_slow; /* in every third round only */
};

extern const struct measurement measurements[];
extern const size_t measurement_count;

/* The value in the middle; `values` are put in order. And the one below which `share` of them are. */
double median_of(double *values, size_t count);
double share_of(double *values, size_t count, double share);

#endif
