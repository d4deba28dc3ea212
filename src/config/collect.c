/* SPDX-License-Identifier: MIT
 *
 * The variables that have no row of their own: IBC_<Key>, and the simulator's switches. Each kind becomes one text, in the form
 * of a Java properties file.
 */
#include "config/load.h"

#include "base/log.h"
#include "base/properties.h"
#include "base/text.h"
#include "config/ibc_keys.h"
#include "config/names.h"

#include <ctype.h>
#include <string.h>

enum { KEY_ROOM = 64 };

/* ---- IBC ---- */

static bool is_choice(const struct ibc_key *row, const char *value)
{
    for (unsigned i = 0; row->choices[i]; i++)
        if (text_equal_ignoring_case(row->choices[i], value)) return true;
    return false;
}

static const char *object_to_choice(const struct ibc_key *row, const char *value)
{
    static char why[160];
    struct text text = TEXT_IN(why);
    if (!row || !row->choices || is_choice(row, value)) return NULL;
    text_add(&text, "is none of");
    for (unsigned i = 0; row->choices[i]; i++) text_format(&text, "%s %s", i ? "," : "", row->choices[i]);
    return why;
}

static void add_key(struct loading *loading, struct text *out, const char *variable, const char *key, const char *value)
{
    const struct ibc_key *row = ibc_key_find(key);
    const char *why = properties_objection(value);
    if (!why) why = object_to_choice(row, value);
    if (why) {
        const char *example = row && row->choices ? row->choices[0] : NULL;
        problem_add(loading->problems, variable, row && row->is_secret ? "***" : value, example, "%s", why);
    } else if (!properties_add_line(out, key, value)) problem_add(loading->problems, variable, NULL, NULL, "is not valid UTF-8");
}

/* "IBC_<Key>=…" that is no setting of ours; what has another form is left to others: IBC_PORT_80_TCP, IBC_FIXPassword_FILE. */
static bool key_of_entry(const char *entry, char key[KEY_ROOM])
{
    size_t length = strcspn(entry, "=") - strlen(IBC_PREFIX);
    const char *begin = entry + strlen(IBC_PREFIX);
    if (length == 0 || length >= KEY_ROOM) return false;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char) begin[i])) return false;
    memcpy(key, begin, length);
    key[length] = 0;
    return true;
}

static void add_unlisted(struct loading *loading, struct text *out, const char *entry)
{
    char key[KEY_ROOM], variable[KEY_ROOM + sizeof IBC_PREFIX];
    const char *value = strchr(entry, '=');
    if (!text_starts_with(entry, IBC_PREFIX) || !value || !value[1]) return;
    if (name_is_setting(entry) || !key_of_entry(entry, key) || ibc_key_find(key)) return;
    text_print(variable, IBC_PREFIX "%s", key);
    add_key(loading, out, variable, key, value + 1);
}

static void add_listed(struct loading *loading, struct text *out, const struct ibc_key *row)
{
    char own[KEY_ROOM + sizeof IBC_PREFIX];
    const char *variable = NULL;
    if (row->why_ours) return;
    text_print(own, IBC_PREFIX "%s", row->key);
    const char *value = load_variable(loading, own, row->is_secret, &variable);
    for (size_t i = 0; i < ARRAY_LENGTH(row->aliases) && row->aliases[i] && !value; i++)
        value = load_variable(loading, row->aliases[i], row->is_secret, &variable);
    if (value && *value) add_key(loading, out, variable, row->key, value);
}

static void load_ibc(struct loading *loading, struct text *out)
{
    for (size_t i = 0; i < ibc_keys_count; i++) add_listed(loading, out, &ibc_keys[i]);
    for (const char *const *entry = loading->environment; *entry; entry++) add_unlisted(loading, out, *entry);
}

/* ---- the simulator ---- */

static void load_simulator(struct loading *loading, struct text *out)
{
    char name[KEY_ROOM];
    for (const char *const *entry = loading->environment; *entry; entry++) {
        size_t length = strcspn(*entry, "=");
        if (!text_starts_with(*entry, SIMULATOR_PREFIX) || length >= sizeof name || !(*entry)[length]) continue;
        memcpy(name, *entry, length);
        name[length] = 0;
        if (properties_add_line(out, name, *entry + length + 1)) continue;
        problem_add(loading->problems, name, NULL, NULL, "is not valid UTF-8");
    }
}

/* ---- both ---- */

/* Every entry may grow, and so may what the file holds that it names. */
static struct text make_room(struct loading *loading)
{
    size_t room = 1;
    for (const char *const *entry = loading->environment; *entry; entry++) room += load_room(*entry);
    return (struct text) { .bytes = arena_take(loading, room), .room = room };
}

void load_collections(struct loading *loading)
{
    struct text ibc = make_room(loading), simulator = make_room(loading);
    load_ibc(loading, &ibc);
    load_simulator(loading, &simulator);
    INVARIANT(!ibc.cut && !simulator.cut);
    loading->config->ibc = ibc.bytes;
    loading->config->simulator = simulator.bytes;
}

void load_sealed_collections(struct loading *loading)
{
    const char *ibc = load_lookup(loading, IBC_SEALED), *simulator = load_lookup(loading, SIMULATOR_SEALED);
    loading->config->ibc = ibc ? arena_keep(loading, ibc, strlen(ibc)) : "";
    loading->config->simulator = simulator ? arena_keep(loading, simulator, strlen(simulator)) : "";
}
