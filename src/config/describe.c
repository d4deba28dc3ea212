/* SPDX-License-Identifier: MIT */
#include "config/describe.h"

#include "base/macros.h"
#include "config/settings.h"

enum { EXIT_USAGE = 2 };

static const char *const section_titles[] = {
    [SECTION_BASIC] = "Basic", [SECTION_SESSION] = "Login and session", [SECTION_JVM] = "JVM", [SECTION_DISPLAY] = "Display",
    [SECTION_NETWORK] = "Network", [SECTION_SSH] = "SSH tunnel", [SECTION_PAGE] = "Status page",
    [SECTION_EVENTS] = "Logs, notifications and your own programs", [SECTION_PATHS] = "Paths",
};

static void print_row(FILE *to, const struct setting *setting)
{
    const char *initial = setting->required ? "required" : *setting->initial ? setting->initial : "-";
    fprintf(to, "| `%s` | %s | %s", setting->name, initial, setting->help);
    for (size_t i = 0; i < ARRAY_LENGTH(setting->aliases) && setting->aliases[i]; i++)
        fprintf(to, "%s`%s`", i ? ", " : "; also ", setting->aliases[i]);
    fprintf(to, "%s |\n", setting->audience ? " (secret)" : "");
}

void settings_print_markdown(FILE *to)
{
    for (unsigned section = 0; section < ARRAY_LENGTH(section_titles); section++) {
        fprintf(to, "\n### %s\n\n| name | default | meaning |\n|---|---|---|\n", section_titles[section]);
        for (size_t i = 0; i < settings_count; i++)
            if (settings[i].section == section) print_row(to, &settings[i]);
    }
    fputs("\n", to);
}

int settings_main(int argc, char **argv)
{
    if (argc > 1) {
        fprintf(stderr, "gatehouse: settings takes no argument, but was given \"%s\"\n", argv[1]);
        return EXIT_USAGE;
    }
    settings_print_markdown(stdout);
    return 0;
}
