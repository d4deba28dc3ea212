/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/install.h"

#include "base/fd.h"
#include "base/log.h"
#include "session/find_java.h"
#include "session/heap.h"
#include "session/java_options.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20 };

/* Where versions lie below GATEWAY_PATH, in order of preference. */
static const char *const gateway_places[] = { "ibgateway/", "" }, *const tws_places[] = { "", "ibgateway/" };
enum { PLACES = 2 };

/* The text of a small file, malloc'ed; NULL when there is none. */
static char *read_text(const char *folder, const char *name)
{
    char path[PATH_MAX + NAME_MAX];
    size_t length = 0;
    text_print(path, "%s/%s", folder, name);
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? NULL : fd_read_whole(fd, FILE_LIMIT, &length);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* ---- the program's folder ---- */

static bool has_jars(const char *folder)
{
    char jars[PATH_MAX];
    text_print(jars, "%s/jars", folder);
    return is_folder(jars);
}

static bool take_install(struct launch_facts *facts, const char *path, const char *place, const char *version)
{
    text_print(facts->install, "%s/%s%s", path, place, version);
    text_print(facts->version, "%s", version);
    return has_jars(facts->install);
}

static bool find_named(const struct config *config, const char *const *places, struct launch_facts *facts,
                       struct text *problem)
{
    for (unsigned i = 0; i < PLACES; i++)
        if (take_install(facts, config->gateway_path, places[i], config->gateway_version)) return true;
    text_format(problem, "GATEWAY_VERSION=%s is not installed below %s", config->gateway_version, config->gateway_path);
    return false;
}

/* Adds the versions of one place to `names` and takes the last; gives how many there are. */
static unsigned list_versions(const struct config *config, const char *place, struct launch_facts *facts,
                              struct text *names)
{
    char folder[PATH_MAX];
    struct dirent **entries = NULL;
    unsigned found = 0;
    text_print(folder, "%s/%s", config->gateway_path, place);
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        bool hidden = entries[i]->d_name[0] == '.';
        char path[PATH_MAX + NAME_MAX + 2];
        text_print(path, "%s/%s", folder, entries[i]->d_name);
        if (!hidden && has_jars(path)) {
            take_install(facts, config->gateway_path, place, entries[i]->d_name);
            text_format(names, "%s%s", found ? ", " : "", entries[i]->d_name);
            found++;
        }
        free(entries[i]);
    }
    free(entries);
    return found;
}

static bool find_only(const struct config *config, const char *const *places, struct launch_facts *facts,
                      struct text *problem)
{
    char list[256] = "";
    for (unsigned i = 0; i < PLACES; i++) {
        struct text names = TEXT_IN(list);
        unsigned found = list_versions(config, places[i], facts, &names);
        if (found == 1) return true;
        if (found == 0) continue;
        text_format(problem, "several versions are installed: set GATEWAY_VERSION to one of %s", list);
        return false;
    }
    text_format(problem, "GATEWAY_PATH=%s holds no version of the program", config->gateway_path);
    return false;
}

static bool find_install(const struct config *config, struct launch_facts *facts, struct text *problem)
{
    const char *const *places = facts->tws ? tws_places : gateway_places;
    if (*config->gateway_version) return find_named(config, places, facts, problem);
    return find_only(config, places, facts, problem);
}

/* ---- what is in it ---- */

static int is_jar(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && text_equal(entry->d_name + length - 4, ".jar");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool find_jars(struct launch_facts *facts, struct text *problem)
{
    char folder[PATH_MAX + 8];
    struct dirent **entries = NULL;
    struct text classpath = TEXT_IN(facts->classpath);
    text_print(folder, "%s/jars", facts->install);
    int count = scandir(folder, &entries, is_jar, by_bytes);
    for (int i = 0; i < count; i++) {
        text_format(&classpath, "%s/%s:", folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    text_format(&classpath, "%s/.install4j/i4jruntime.jar", facts->install);
    if (count > 0 && !classpath.cut) return true;
    text_format(problem, "%s holds no jar files, or too many", folder);
    return false;
}

void install_parse_key(const char *file, struct launch_facts *facts)
{
    static const char name[] = "DjxBrowserKey=";
    const char *at = strstr(file, name);
    facts->jxbrowser_key[0] = 0;
    if (!at) return;
    at += strlen(name);
    size_t length = strcspn(at, "\"' \t\r\n");
    if (length < sizeof facts->jxbrowser_key) text_print(facts->jxbrowser_key, "%.*s", (int) length, at);
}

/* What people choose: the program's own file, JAVA_HEAP_SIZE, JAVA_OPTS. */
static bool read_options(const struct config *config, struct launch_facts *facts, struct text *problem)
{
    char heap[64] = "";
    struct text option = TEXT_IN(heap);
    unsigned sessions = config->trading_mode == TRADING_BOTH ? 2 : 1;
    static const char *const names[] = { "ibgateway.vmoptions", "tws.vmoptions", "ibgateway.vmoptions" };
    AUTO_FREE char *first = read_text(facts->install, names[facts->tws ? 1 : 0]);
    AUTO_FREE char *second = first ? NULL : read_text(facts->install, names[facts->tws ? 2 : 1]);
    AUTO_FREE char *key = read_text(facts->install, ".install4j/i4jparams.conf");
    java_options_read(first ? first : second ? second : "", facts);
    install_parse_key(key ? key : "", facts);
    if (config->java_heap_size) heap_option(config->java_heap_size, "", sessions, &option);
    if (*heap) java_options_set_heap(facts, heap);
    return java_options_add_own(facts, config->java_options ? config->java_options : "", problem);
}

bool install_find(const struct config *config, struct launch_facts *facts, struct text *problem)
{
    facts->tws = config->program == PROGRAM_TWS;
    facts->ini = facts->output = -1;
    return find_install(config, facts, problem) && find_jars(facts, problem) && read_options(config, facts, problem)
           && find_java(config, "", facts, problem);
}

/* ---- the settings folder ---- */

bool install_make_settings_dir(const char *data_dir, bool paper, struct launch_facts *facts, struct text *problem)
{
    text_print(facts->settings_dir, "%s/%s", data_dir, paper ? "paper" : "live");
    if ((mkdir(data_dir, 0700) == 0 || errno == EEXIST) && (mkdir(facts->settings_dir, 0700) == 0 || errno == EEXIST)
        && access(facts->settings_dir, R_OK | W_OK | X_OK) == 0)
        return true;
    text_format(problem, "%s cannot be made or written: %s", facts->settings_dir, strerror(errno));
    return false;
}

/* The path of the token that a folder may hold. False: it holds none. */
static bool find_token(const struct launch_facts *facts, const char *folder, char *path, size_t room)
{
    struct stat about;
    text_print_in(path, room, "%s/%s/autorestart", facts->settings_dir, folder);
    return folder[0] != '.' && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

void install_find_token(struct launch_facts *facts)
{
    char path[PATH_MAX + NAME_MAX + 16];
    struct dirent **entries = NULL;
    unsigned found = 0;
    facts->restart[0] = 0;
    int count = scandir(facts->settings_dir, &entries, NULL, by_bytes);
    for (int i = 0; i < count; i++) {
        if (!find_token(facts, entries[i]->d_name, path, sizeof path)) continue;
        text_print(facts->restart, "%s", entries[i]->d_name);
        found++;
    }
    for (int i = 0; found > 1 && i < count; i++)
        if (find_token(facts, entries[i]->d_name, path, sizeof path)) unlink(path);
    for (int i = 0; i < count; i++) free(entries[i]);
    free(entries);
    if (found < 2) return;
    facts->restart[0] = 0;
    log_warning("%u users left a token for a restart in %s: all are deleted", found, facts->settings_dir);
}

void install_disarm_launcher(const struct launch_facts *facts)
{
    char from[PATH_MAX + 16], to[PATH_MAX + 16];
    const char *name = facts->tws ? "tws" : "ibgateway";
    struct stat about;
    text_print(from, "%s/%s", facts->install, name);
    text_print(to, "%s/%s1", facts->install, name);
    if (lstat(from, &about) < 0 || !S_ISREG(about.st_mode)) return;
    if (rename(from, to) < 0)
        log_warning("%s cannot be renamed (%s): at a planned restart the program may start itself a second time", from,
                    strerror(errno));
}
