/* SPDX-License-Identifier: MIT */
#include "config/describe.h"

#include "base/macros.h"
#include "base/text.h"
#include "config/ibc_keys.h"
#include "config/names.h"
#include "config/settings.h"

#include <string.h>

enum { EXIT_USAGE = 2, COLUMNS = 100 };

static const char *const section_titles[] = {
    [SECTION_BASIC] = "Basic", [SECTION_SESSION] = "Login and session", [SECTION_JVM] = "JVM",
    [SECTION_DISPLAY] = "Display", [SECTION_NETWORK] = "Network", [SECTION_SSH] = "SSH tunnel",
    [SECTION_PAGE] = "Status page", [SECTION_EVENTS] = "Logs, notifications and your own programs",
    [SECTION_PATHS] = "Paths",
};

const char *settings_section_title(unsigned section)
{
    return section < ARRAY_LENGTH(section_titles) ? section_titles[section] : NULL;
}

/* ---- README.md ---- */

static void print_aliases(FILE *to, const struct setting *setting, const char *before, const char *quote)
{
    for (unsigned n = 1; setting_name(setting, n); n++)
        fprintf(to, "%s%s%s%s", n > 1 ? ", " : before, quote, setting_name(setting, n), quote);
}

static void print_row(FILE *to, const struct setting *setting)
{
    const char *initial = setting->required ? "required" : *setting->initial ? setting->initial : "-";
    fprintf(to, "| `%s` | %s | %s", setting->name, initial, setting->help);
    print_aliases(to, setting, "; also ", "`");
    fprintf(to, "%s |\n", setting->audience ? " (secret)" : "");
}

void settings_print_markdown(FILE *to)
{
    for (unsigned section = 0; settings_section_title(section); section++) {
        fprintf(to, "\n### %s\n\n| name | default | meaning |\n|---|---|---|\n", settings_section_title(section));
        for (size_t i = 0; i < settings_count; i++)
            if (settings[i].section == section) print_row(to, &settings[i]);
        if (section == SECTION_SESSION)
            fputs("| `IBC_<Key>` | - | any other setting of IBC by its own name, for example `IBC_AllowBlindTrading=yes` |\n", to);
    }
    fputs("\n", to);
}

/* ---- .env.example ---- */

static const char *const first[] = { "IB_USER", "IB_PASSWORD", "VNC_PWD" };

static bool is_first(const struct setting *setting)
{
    for (size_t i = 0; i < ARRAY_LENGTH(first); i++)
        if (text_equal(first[i], setting->name)) return true;
    return false;
}

/* Words in lines that begin with "# ". */
static void print_comment(FILE *to, const char *words)
{
    size_t column = 0;
    while (*words) {
        size_t length = strcspn(words, " ");
        if (column > 0 && column + 1 + length > COLUMNS) {
            fputs("\n", to);
            column = 0;
        }
        column += (size_t) fprintf(to, "%s%.*s", column ? " " : "# ", (int) length, words);
        words += length;
        words += *words == ' ';
    }
    fputs("\n", to);
}

/* Blanks and what a shell or compose would look into need quotes. */
static void print_assignment(FILE *to, const char *before, const char *name, const char *value)
{
    const char *quote = strpbrk(value, " '\"$#\\&;|<>()") ? "\"" : "";
    fprintf(to, "%s%s=%s%s%s\n", before, name, quote, value, quote);
}

static void print_variable(FILE *to, const struct setting *setting)
{
    char comment[512];
    bool has_example = !*setting->initial;
    text_print(comment, "%s%s%s%s", setting->help, setting->audience ? " (secret: or " : "",
               setting->audience ? setting->name : "", setting->audience ? "_FILE, a path)" : "");
    print_comment(to, comment);
    print_assignment(to, is_first(setting) ? "" : "#", setting->name,
                     is_first(setting) ? "" : has_example ? setting->example : setting->initial);
}

void settings_print_environment(FILE *to)
{
    fputs("# Copy to .env and fill in the first three; what else there is stands below, with its default or an example.\n"
          "# Put a value with $, # or blanks in single quotes: IB_PASSWORD='pa$ word'.\n\n", to);
    for (size_t n = 0; n < ARRAY_LENGTH(first); n++)
        for (size_t i = 0; i < settings_count; i++)
            if (text_equal(first[n], settings[i].name)) print_variable(to, &settings[i]);
    for (unsigned section = 0; settings_section_title(section); section++) {
        fprintf(to, "\n#### %s\n\n", settings_section_title(section));
        for (size_t i = 0; i < settings_count; i++)
            if (settings[i].section == section && !is_first(&settings[i])) print_variable(to, &settings[i]);
        if (section == SECTION_SESSION)
            fputs("# any other setting of IBC by its own name\n#" IBC_PREFIX "AllowBlindTrading=yes\n", to);
    }
}

/* ---- the manual page ---- */

static void print_roff(FILE *to, const char *string)
{
    if (*string == '.' || *string == '\'') fputs("\\&", to);
    for (; *string; string++) {
        if (*string == '\\') fputs("\\e", to);
        else if (*string == '-') fputs("\\-", to);
        else fputc(*string, to);
    }
}

static void print_sentence(FILE *to, const char *before, const char *string)
{
    fputs(before, to);
    print_roff(to, string);
    fputs(".\n", to);
}

static void print_entry(FILE *to, const struct setting *setting)
{
    fprintf(to, ".It Ev %s\n", setting->name);
    print_sentence(to, "", setting->help);
    if (setting->required) fputs("Required.\n", to);
    else if (*setting->initial) print_sentence(to, "Default: ", setting->initial);
    if (!text_equal(setting->example, setting->initial)) print_sentence(to, "Example: ", setting->example);
    if (setting->audience) fprintf(to, "A secret; also as\n.Ev %s_FILE .\n", setting->name);
    print_sentence(to, "Becomes: ", setting->becomes);
    if (!setting_name(setting, 1)) return;
    print_aliases(to, setting, "Other names: ", "");
    fputs(".\n", to);
}

static void print_ibc_keys(FILE *to)
{
    fputs(".It Ev IBC_ Ns Ar Key\nAny other setting of IBC by its own name, for example\n.Ev IBC_AllowBlindTrading Ns =yes .\n"
          "Known keys:", to);
    for (size_t i = 0; i < ibc_keys_count; i++)
        if (!ibc_keys[i].why_ours) fprintf(to, "%s\n%s", i ? "," : "", ibc_keys[i].key);
    fputs(".\n", to);
}

void settings_print_manual(FILE *to)
{
    fputs(".\\\" SPDX-License-Identifier: MIT\n"
          ".\\\" Written by `gatehouse settings --man` from src/config/settings.c.\n"
          ".Dd November 23, 2026\n.Dt GATEHOUSE-SETTINGS 7\n.Os ib-docker\n"
          ".Sh NAME\n.Nm gatehouse-settings\n.Nd environment variables of gatehouse\n"
          ".Sh DESCRIPTION\n"
          "All settings are environment variables; an empty one is as good as none.\n"
          "A secret also comes as\n.Ev NAME_FILE ,\nthe path of a file that holds it; a newline at its end is dropped, and giving\n"
          "both is a problem.\n"
          "All problems are reported together, before anything is started, with exit status 78.\n"
          ".Ic gatehouse config\nshows what is in force,\n.Ic gatehouse config --check\nonly what is wrong:\nall that a start would refuse, if it is run where the start will be.\nPorts and display it leaves out where a gatehouse runs, which holds them itself.\n", to);
    for (unsigned section = 0; settings_section_title(section); section++) {
        fprintf(to, ".Ss %s\n.Bl -tag -width Ds\n", settings_section_title(section));
        for (size_t i = 0; i < settings_count; i++)
            if (settings[i].section == section) print_entry(to, &settings[i]);
        if (section == SECTION_SESSION) print_ibc_keys(to);
        fputs(".El\n", to);
    }
}

/* ---- the command ---- */

int settings_main(int argc, char **argv)
{
    static const struct {
        const char *argument;
        void (*print)(FILE *to);
    } forms[] = {
        { "--markdown", settings_print_markdown },
        { "--env", settings_print_environment },
        { "--man", settings_print_manual },
    };
    const char *argument = argc > 1 ? argv[1] : forms[0].argument;
    for (size_t i = 0; argc <= 2 && i < ARRAY_LENGTH(forms); i++) {
        if (!text_equal(argument, forms[i].argument)) continue;
        forms[i].print(stdout);
        return 0;
    }
    fprintf(stderr, "gatehouse: usage: gatehouse settings [--markdown|--env|--man], but was given \"%s\"\n", argument);
    return EXIT_USAGE;
}
