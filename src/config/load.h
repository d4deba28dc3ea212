/* SPDX-License-Identifier: MIT
 *
 * Private to src/config: what the parts of config_load share while they fill a struct config.
 */
#ifndef CONFIG_LOAD_H
#define CONFIG_LOAD_H

#include "config/config.h"

#define SIMULATOR_PREFIX "SIMULATOR_"

/* The names under which the two collections travel in sealed memory; no shell can make such variables. */
#define SIMULATOR_SEALED "simulator "
#define IBC_SEALED "ibc "

enum { SECRET_FILE_LIMIT = 4096 };

struct loading {
    struct config *config;
    const char *const *environment;
    struct problems *problems;
    size_t used; /* of config->arena */
};

/* load.c: what NAME is in the environment, or NULL. */
const char *load_lookup(const struct loading *loading, const char *name);

/* load.c: how much room an entry of the environment may need once escaped, with the file it may name. */
size_t load_room(const char *entry);

/* load.c: room in the arena, and a copy there. They abort when it is full, which its size rules out. */
char *arena_take(struct loading *loading, size_t size);
const char *arena_keep(struct loading *loading, const char *string, size_t length);

/* load.c: what one variable is given as, by itself or (if it is a secret) by NAME_FILE; NULL: not at all, "": its problem
 * has been told. *variable becomes the name that was used. */
const char *load_variable(struct loading *loading, const char *name, bool is_secret, const char **variable);

/* parse.c: puts the value into the member, by the setting's kind. NULL, or why not; then the member is as it was. */
const char *setting_parse(const struct setting *setting, const char *value, void *member);

/* collect.c: config->ibc and config->simulator. */
void load_collections(struct loading *loading);
void load_sealed_collections(struct loading *loading);

/* checks.c: what only several settings together show, and names that are none. */
void check_together(const struct config *config, struct problems *problems);
void check_unknown(const char *const *environment, struct problems *problems);

#endif
