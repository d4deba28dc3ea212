/* SPDX-License-Identifier: MIT
 *
 * What init tells the logger about the pipes it inherits: an array of these in sealed memory at INHERITED_LOG_TABLE, one for
 * each pipe from INHERITED_LOG_PIPES on, in that order.
 */
#ifndef CONTROL_LOG_STREAM_H
#define CONTROL_LOG_STREAM_H

#include "control/board.h"

enum { LOG_STREAMS = 2 * BOARD_SERVICES + 1 }; /* init's own, then up to two of each service */

struct log_stream {
    char service[BOARD_NAME];
    char path[BOARD_PATH]; /* "": no file */
    int64_t maxbytes; /* of the file, then it is rotated; 0: never */
    int32_t backups; /* how many rotated files are kept; 0: the file is emptied instead */
    bool is_stderr; /* of a service whose standard error has a stream of its own */
    bool is_raw; /* the file gets the bytes as they come, without the time before each line */
};

#endif
