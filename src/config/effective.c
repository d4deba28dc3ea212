/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "config/effective.h"

#include "base/log.h"
#include "base/schedule.h"
#include "config/describe.h"
#include "config/folders.h"
#include "config/ibc_keys.h"
#include "config/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_ROOM = 64 };

/* ---- where a value comes from ---- */

enum source { SOURCE_DEFAULT, SOURCE_ENVIRONMENT, SOURCE_FILE, SOURCE_ALIAS };

static const char *const source_words[] = {
    [SOURCE_DEFAULT] = "default", [SOURCE_ENVIRONMENT] = "environment", [SOURCE_FILE] = "file",
    [SOURCE_ALIAS] = "alias",
};

static enum source source_of(const struct config *config, size_t index)
{
    const char *name = config->names[index];
    if (!name) return SOURCE_DEFAULT;
    size_t length = strlen(name);
    if (settings[index].audience && length > 5 && text_equal(name + length - 5, "_FILE")) return SOURCE_FILE;
    return text_equal(name, settings[index].name) ? SOURCE_ENVIRONMENT : SOURCE_ALIAS;
}

static const char *shown_value(const struct config *config, size_t index)
{
    const char *value = config->values[index] ? config->values[index] : settings[index].initial;
    return settings[index].audience && *value ? "***" : value;
}

/* A line "key=value" of config->ibc, with the value masked if it is a secret. */
struct ibc_line {
    char key[KEY_ROOM];
    const char *value; /* escaped as in the file */
    size_t length;
};

static bool next_ibc_line(const char **at, struct ibc_line *line)
{
    size_t key = strcspn(*at, "="), length = strcspn(*at, "\n");
    if (!**at || key >= length || key >= KEY_ROOM) return false;
    memcpy(line->key, *at, key);
    line->key[key] = 0;
    line->value = *at + key + 1;
    line->length = length - key - 1;
    const struct ibc_key *row = ibc_key_find(line->key);
    if (row && row->is_secret) {
        line->value = "***";
        line->length = strlen("***");
    }
    *at += length + 1;
    return true;
}

/* ---- for people ---- */

static void add_padded(struct text *out, const char *value, int width)
{
    size_t before = out->length;
    for (; *value; value++) text_add_bytes(out, (unsigned char) *value < 0x20 ? "?" : value, 1);
    for (size_t n = out->length - before; n < (size_t) width; n++) text_add(out, " ");
}

static void add_row(const struct config *config, size_t index, struct text *out)
{
    const struct setting *setting = &settings[index];
    enum source source = source_of(config, index);
    const char *value = shown_value(config, index), *name = config->names[index];
    bool shows_name = source == SOURCE_ALIAS || source == SOURCE_FILE;
    char from[96];
    text_print(from, "%s%s%s", source_words[source], shows_name ? " " : "", shows_name ? name : "");
    text_format(out, "  %-32s ", setting->name);
    add_padded(out, *value ? value : "-", 22);
    text_format(out, " %-28s %s\n", from, setting->becomes);
}

static void add_ibc_table(const struct config *config, struct text *out)
{
    struct ibc_line line;
    const char *at = config->ibc;
    if (!*at) return;
    text_add(out, "\nIBC, by its own names\n");
    while (next_ibc_line(&at, &line)) text_format(out, "  %-32s %.*s\n", line.key, (int) line.length, line.value);
}

void config_print_table(const struct config *config, time_t now, struct text *out)
{
    for (unsigned section = 0; settings_section_title(section); section++) {
        text_format(out, "%s%s\n", section ? "\n" : "", settings_section_title(section));
        for (size_t i = 0; i < settings_count; i++)
            if (settings[i].section == section) add_row(config, i, out);
    }
    add_ibc_table(config, out);
    text_add(out, "\n");
    for (unsigned i = 0; i < config_instances(config); i++) {
        text_format(out, "%s session: API on 127.0.0.1:%d", config_is_paper(config, i) ? "paper" : "live",
                    config_api_port(config, i));
        if (config_has_relay(config))
            text_format(out, ", for others on %s:%d", config->bind_address, config_relay_port(config, i));
        text_add(out, "\n");
    }
    config_describe_plan(config, now, out);
    text_add(out, "\n");
}

/* ---- for programs ---- */

static void add_string(struct text *out, const char *before, const char *string)
{
    text_format(out, "%s%s", before, string ? "\"" : "null");
    if (!string) return;
    text_add_json(out, string);
    text_add(out, "\"");
}

static void add_json_row(const struct config *config, size_t index, struct text *out)
{
    const struct setting *setting = &settings[index];
    add_string(out, index ? ",\n  {\"name\":" : "\n  {\"name\":", setting->name);
    add_string(out, ",\"value\":", shown_value(config, index));
    text_format(out, ",\"secret\":%s", setting->audience ? "true" : "false");
    add_string(out, ",\"source\":", source_words[source_of(config, index)]);
    add_string(out, ",\"variable\":", config->names[index]);
    add_string(out, ",\"becomes\":", setting->becomes);
    text_add(out, "}");
}

static void add_json_ibc(const struct config *config, struct text *out)
{
    struct ibc_line line;
    const char *at = config->ibc, *before = "{\"key\":";
    char value[4096];
    while (next_ibc_line(&at, &line)) {
        text_print(value, "%.*s", (int) line.length, line.value);
        add_string(out, before, line.key);
        add_string(out, ",\"escaped\":", value);
        text_add(out, "}");
        before = ",{\"key\":";
    }
}

static void add_json_plan(const struct config *config, time_t now, struct text *out)
{
    struct planned plan[PLAN_LIMIT];
    unsigned count = config_plan(config, now, plan);
    for (unsigned i = 0; i < count; i++) {
        add_string(out, i ? ",{\"what\":" : "{\"what\":", plan[i].what);
        add_string(out, ",\"setting\":", plan[i].setting);
        text_format(out, ",\"next\":%lld}", (long long) plan[i].when);
    }
}

void config_print_json(const struct config *config, const struct config_findings *findings, time_t now, bool only_findings,
                       struct text *out)
{
    text_format(out, "{\"ok\":%s,\"ports_checked\":%s", findings->problems->count ? "false" : "true",
                findings->ports_checked ? "true" : "false");
    if (!only_findings) {
        text_add(out, ",\"settings\":[");
        for (size_t i = 0; i < settings_count; i++) add_json_row(config, i, out);
        text_add(out, "],\n\"ibc\":[");
        add_json_ibc(config, out);
        text_add(out, "],\n\"schedule\":[");
        add_json_plan(config, now, out);
        text_add(out, "]");
    }
    text_add(out, ",\n\"problems\":");
    problems_add_json(findings->problems, out);
    text_add(out, "}\n");
}
