/* SPDX-License-Identifier: MIT */
#include "config/names.h"

#include "base/macros.h"
#include "base/text.h"
#include "config/ibc_keys.h"
#include "config/load.h"

#include <string.h>

enum { NEAR = 2, SHORT = 6, LONGEST = 80 };

static const char file_suffix[] = "_FILE";

const char *setting_name(const struct setting *setting, unsigned n)
{
    if (n == 0) return setting->name;
    return n <= SETTING_ALIASES ? setting->aliases[n - 1] : NULL;
}

/* `entry` is NAME=VALUE or NAME. */
static bool is_named(const char *entry, const char *name, bool has_file)
{
    size_t length = strlen(name), given = strcspn(entry, "=");
    if (strncmp(entry, name, length) != 0) return false;
    if (given == length) return true;
    return has_file && given == length + strlen(file_suffix) && text_starts_with(entry + length, file_suffix);
}

bool name_is_setting(const char *entry)
{
    for (size_t i = 0; i < settings_count; i++)
        for (unsigned n = 0; setting_name(&settings[i], n); n++)
            if (is_named(entry, setting_name(&settings[i], n), settings[i].audience)) return true;
    return false;
}

static bool is_alias_of_ibc(const char *entry)
{
    for (size_t i = 0; i < ibc_keys_count; i++)
        for (unsigned n = 0; n < ARRAY_LENGTH(ibc_keys[i].aliases) && ibc_keys[i].aliases[n]; n++)
            if (is_named(entry, ibc_keys[i].aliases[n], ibc_keys[i].is_secret)) return true;
    return false;
}

static bool is_ibc_key(const char *entry)
{
    char name[LONGEST];
    for (size_t i = 0; i < ibc_keys_count; i++) {
        text_print(name, IBC_PREFIX "%s", ibc_keys[i].key);
        if (is_named(entry, name, ibc_keys[i].is_secret)) return true;
    }
    return is_alias_of_ibc(entry);
}

bool name_is_known(const char *entry)
{
    return text_starts_with(entry, SIMULATOR_PREFIX) || name_is_setting(entry) || is_ibc_key(entry);
}

bool name_is_ours(const char *entry)
{
    return text_starts_with(entry, SIMULATOR_PREFIX) || text_starts_with(entry, IBC_PREFIX) || name_is_setting(entry) ||
           is_alias_of_ibc(entry);
}

bool name_is_file_of_no_secret(const char *name)
{
    size_t length = strlen(name), suffix = strlen(file_suffix);
    char base[LONGEST];
    if (length <= suffix || length >= sizeof base || !text_equal(name + length - suffix, file_suffix)) return false;
    text_print(base, "%s", name);
    base[length - suffix] = 0;
    return name_is_setting(base) && !name_is_setting(name);
}

struct nearest {
    const char *name; /* that is no setting */
    char found[LONGEST];
    size_t distance;
};

/* Short names resemble too much, and so do those of others that only begin otherwise: DB_USER. */
static void consider(struct nearest *nearest, const char *known)
{
    bool begins_alike = (nearest->name[0] | 0x20) == (known[0] | 0x20);
    if (strlen(known) < SHORT || !begins_alike) return;
    size_t distance = text_distance(nearest->name, known);
    if (distance >= nearest->distance) return;
    text_print(nearest->found, "%s", known);
    nearest->distance = distance;
}

const char *name_nearest(const char *name)
{
    static struct nearest nearest;
    char known[LONGEST];
    nearest = (struct nearest) { .name = name, .distance = NEAR + 1 };
    for (size_t i = 0; i < settings_count; i++) {
        for (unsigned n = 0; setting_name(&settings[i], n); n++) {
            consider(&nearest, setting_name(&settings[i], n));
            text_print(known, "%s%s", setting_name(&settings[i], n), file_suffix);
            if (settings[i].audience) consider(&nearest, known);
        }
    }
    for (size_t i = 0; i < ibc_keys_count; i++) {
        text_print(known, IBC_PREFIX "%s", ibc_keys[i].key);
        consider(&nearest, known);
    }
    return nearest.distance <= NEAR ? nearest.found : NULL;
}
