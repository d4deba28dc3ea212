/* SPDX-License-Identifier: MIT
 *
 * The measurements of bulk transfers: GB/s, processor seconds per GB of the peer, and of the two ends.
 */
#ifndef BENCH_BULK_H
#define BENCH_BULK_H

#include "measure.h"

/* From the server; a `size` other than 0: the client looks at what it gets. And to it. */
void measure_bulk_down(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES]);
void measure_bulk_up(const struct peer *peer, const struct measurement *measurement, double figures[FIGURES]);

#endif
