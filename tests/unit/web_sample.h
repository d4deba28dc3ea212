/* SPDX-License-Identifier: MIT
 *
 * A snapshot to begin with: a paper session, connected, with everything it needs. Tests spoil it.
 */
#ifndef WEB_SAMPLE_H
#define WEB_SAMPLE_H

#include "web/snapshot.h"

/* Their places in init.services. */
enum { SAMPLE_SESSION, SAMPLE_RELAY, SAMPLE_OFF, SAMPLE_COUNT };

/* At 2026-11-22 22:00:00 UTC; connected since 17:52:10. Sets the time zone to UTC. */
void sample_make(struct snapshot *snapshot);

#endif
