/* SPDX-License-Identifier: MIT
 *
 * The two clocks. Deadlines are monotonic milliseconds; what a person reads is wall-clock time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* A deadline that never comes. */
#define CLOCK_NEVER INT64_MAX

/* Milliseconds of CLOCK_MONOTONIC. Never fails. */
int64_t clock_now_ms(void);

/* Seconds since the epoch. Never fails. */
int64_t clock_wall_s(void);

/* Milliseconds since the epoch. Never fails. */
int64_t clock_wall_ms(void);

#endif
