/* SPDX-License-Identifier: MIT */
#include "init/prepare.h"

static void read_programs(struct programs *programs, const struct config *config, char **environment,
                          struct problems *problems)
{
    const struct program_source source = { NULL, (const char *const *) environment, PROGRAMS_ONLY };
    programs_init(programs);
    if (*config->programs_dir) programs_read_folder(programs, config->programs_dir, &source, problems);
}

void prepare_all(struct config *config, char **environment, struct programs *programs, struct rows *rows,
                 struct problems *problems)
{
    config_load(config, (const char *const *) environment, problems);
    config_warn(config, (const char *const *) environment);
    config_scrub_environment(environment);
    read_programs(programs, config, environment, problems);
    rows_assemble(rows, config, programs, problems);
}
