/* SPDX-License-Identifier: MIT
 *
 * The table of services: what to run, after whom, with what, how it stops. One row, one fact.
 */
#ifndef INIT_SERVICES_H
#define INIT_SERVICES_H

#include "base/text.h"
#include "config/config.h"
#include "config/programs.h"
#include "init/service.h"

enum { SERVICE_NEEDS = 4, SERVICE_ARGUMENTS = 6 };

struct service_row {
    const char *name;
    const char *alias; /* the name that users of the old image know; NULL: none */
    const char *note; /* what it is for, where the name does not say it: for its description and the ready line; NULL: nothing */
    const char *command[SERVICE_ARGUMENTS]; /* the first is one of our executables (component_find) */
    const char *needs[SERVICE_NEEDS]; /* must be RUNNING first, and as long as it runs */
    unsigned audience; /* the secrets it may read, beside all that is no secret */
    enum board_part part; /* of the board that it writes, and which one of that kind */
    unsigned instance;
    bool internal; /* "all" does not mean it, and a restart of everything leaves it alone */
    bool may_come_later; /* the ready line does not wait for it: it hangs on another machine */
    bool gets_log_pipes; /* the logger: reads everybody's output, and stops after everybody else */
    struct service_limits limits;
    const struct user_program *program; /* what the user's file says of it, then command is empty; NULL: a row of ours */
    struct service_policy policy; /* of a program */
    bool (*is_enabled)(const struct config *config); /* NULL: always */
    /* Adds what users get from it, if anything, for the ready line: "VNC on 127.0.0.1:5900". NULL: nothing. */
    void (*offer)(const struct config *config, struct text *text);
};

extern const struct service_row service_rows[];
extern const size_t service_rows_count;

/* The rows of this container, made before boot; they and all they point to live as long as the process. */
struct rows {
    unsigned count;
    struct service_row rows[BOARD_SERVICES];
    const struct program_server *server; /* what a file for `init -c` says of us; NULL: there is none */
};

/* The built-in rows that are enabled, then those that settings make: the one place where all rows come together. */
void rows_assemble(struct rows *rows, const struct config *config, const struct programs *programs,
                   struct problems *problems);

/* Appends the user's programs in the order of their priority. They run as `uid` and no other. A problem for a name that is
 * taken, for needs that are not there or go in a circle. */
void rows_add_programs(struct rows *rows, const struct programs *programs, unsigned uid, struct problems *problems);

/* Appends a row; a problem when there is no room. */
void rows_add(struct rows *rows, const struct service_row *row, struct problems *problems);

/* A text that lives as long as the process, for a row's name or arguments. */
const char *rows_text(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
