// SPDX-License-Identifier: MIT
//
// Carrying out the supervisor's commands as a user would: what does not show or is disabled is refused.
// Which button is the right one is decided elsewhere.

#ifndef AGENT_ACT_H
#define AGENT_ACT_H

#include <stdbool.h>

struct task;

// Sets what the task runs to the verb of that name; the task answers for itself when it is run, on the
// event thread. False: there is no such verb.
bool act_prepare(struct task *task, const char *word);

#endif
