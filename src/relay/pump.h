/* SPDX-License-Identifier: MIT
 *
 * Moves the bytes of one direction: at most one read for each call, so that a loud connection cannot starve a quiet
 * one.
 */
#ifndef RELAY_PUMP_H
#define RELAY_PUMP_H

#include "base/macros.h"
#include "relay/half_pipe.h"
#include "relay/pools.h"

#include <sys/types.h>

enum pump_result {
    PUMP_MOVED, /* something was read, or the source ended */
    PUMP_IDLE, /* nothing to read just now, or nothing to do */
    PUMP_SOURCE_FAILED, /* errno says how */
    PUMP_TARGET_FAILED /* errno says how */
};

/* Reads once, if the direction may, and passes on what the target takes; the rest is kept. An end is passed on as FIN.
 * Both sockets are non-blocking. */
enum pump_result pump_forward(struct half_pipe *half, struct pools *pools, int source, int target) MUST_CHECK;

/* Passes on what is kept, as far as the target takes it, and then the end if there is one. */
enum pump_result pump_flush(struct half_pipe *half, struct pools *pools, int target) MUST_CHECK;

/* After the source has failed: passes on what it sent before, as far as the target takes it, and no end. */
void pump_last_words(struct half_pipe *half, struct pools *pools, int source, int target);

/* Reads once into a buffer of the direction, behind what it holds, up to `limit` bytes held in all: for the hello,
 * which is looked at before there is a target. The number of bytes; 0 at the end; -1 with errno. */
ssize_t pump_collect(struct half_pipe *half, struct pools *pools, int source, size_t limit) MUST_CHECK;

/* Gives back what the direction borrowed; what it held is lost. */
void pump_release(struct half_pipe *half, struct pools *pools);

#endif
