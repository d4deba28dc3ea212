/* SPDX-License-Identifier: MIT
 *
 * The process of a service: made from its row, signalled as its row says, forgotten when it has ended.
 */
#ifndef INIT_PROCESS_H
#define INIT_PROCESS_H

#include "init/supervisor.h"

/* Starts it: service::pid, and the pipes that tell of readiness and of failures before exec. -1 with errno. Never blocks. */
int process_start(struct service *service) MUST_CHECK;

/* To end and, if that does not help, to be killed. Nothing happens where there is no process. */
void process_terminate(const struct service *service);
void process_kill(const struct service *service);

/* It has ended, but is not reaped yet, so that its number is still ours: kills what it left behind in its group. The user's
 * programs may leave something behind, unless killasgroup says otherwise. */
void process_kill_leftovers(const struct service *service);

/* Closes what process_start opened. */
void process_forget(struct service *service);

/* One of the user's programs lacks what it needs to begin: what supervisord says of such an errno. */
void process_describe_failure(const struct service *service, const char *stage, int error, char *out, size_t room);

/* Why it has ended, into the service's reason; `status` is its exit status or signal. */
void process_describe_end(struct service *service, const struct service_end *end, int status);

#endif
