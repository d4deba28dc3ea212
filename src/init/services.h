/* SPDX-License-Identifier: MIT
 *
 * The table of services: what to run, after whom, with what, how it stops. One row, one fact.
 */
#ifndef INIT_SERVICES_H
#define INIT_SERVICES_H

#include "base/text.h"
#include "config/config.h"
#include "init/service.h"

enum { SERVICE_NEEDS = 2, SERVICE_ARGUMENTS = 4 };

struct service_row {
    const char *name;
    const char *alias; /* the name that users of the old image know; NULL: none */
    const char *command[SERVICE_ARGUMENTS]; /* the first is one of our executables (component_find) */
    const char *needs[SERVICE_NEEDS]; /* must be RUNNING first, and as long as it runs */
    unsigned audience; /* the secrets it may read, beside all that is no secret */
    bool gets_log_pipes; /* the logger: reads everybody's output, and stops after everybody else */
    struct service_limits limits;
    bool (*is_enabled)(const struct config *config); /* NULL: always */
    /* Adds what users get from it, if anything, for the ready line: "VNC on 127.0.0.1:5900". NULL: nothing. */
    void (*offer)(const struct config *config, struct text *text);
};

extern const struct service_row service_rows[];
extern const size_t service_rows_count;

#endif
