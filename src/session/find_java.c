/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/find_java.h"

#include "base/fd.h"

#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RELEASE_LIMIT = 1 << 16, OLDEST = 17 };

static char *read_text(const char *path)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? NULL : fd_read_whole(fd, RELEASE_LIMIT, &length);
}

/* ---- what it says of itself ---- */

/* What follows NAME= in a line of its own; NULL when there is no such line. */
static const char *find_line(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL)
        if (strncmp(line, name, length) == 0 && line[length] == '=') return line + length + 1;
    return NULL;
}

bool find_java_lacks_javafx(const char *release)
{
    const char *line = find_line(release, "MODULES"), *found = line ? strstr(line, "javafx") : NULL;
    return line && (!found || found > line + strcspn(line, "\n"));
}

/* "17.0.15", or as it was before 9: "1.8.0_202". */
unsigned find_java_version(const char *release)
{
    const char *at = find_line(release, "JAVA_VERSION");
    if (!at) return 0;
    at += *at == '"';
    if (text_starts_with(at, "1.")) at += 2;
    return (unsigned) strtoul(at, NULL, 10);
}

/* HOME/release, seen from where HOME/bin/java really is. */
static void read_release(struct launch_facts *facts)
{
    char home[PATH_MAX], path[PATH_MAX + 16];
    facts->without_javafx = false;
    facts->java_version = 0;
    if (!realpath(facts->java, home)) return;
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(home, '/');
        if (!slash) return;
        *slash = 0;
    }
    text_print(path, "%s/release", home);
    AUTO_FREE char *release = read_text(path);
    if (!release) return;
    facts->without_javafx = find_java_lacks_javafx(release);
    facts->java_version = find_java_version(release);
}

/* ---- where it is ---- */

static bool take(struct launch_facts *facts, const char *home)
{
    text_print(facts->java, "%s/bin/java", home);
    return access(facts->java, X_OK) == 0;
}

/* install4j names a JRE in the first line of such a file: perhaps one that was only there while it installed. */
static bool take_noted(struct launch_facts *facts, const char *file)
{
    char path[PATH_MAX + 64];
    text_print(path, "%s/.install4j/%s", facts->install, file);
    AUTO_FREE char *text = read_text(path);
    if (!text) return false;
    text[strcspn(text, "\r\n")] = 0;
    return *text && take(facts, text);
}

static bool take_bundled(struct launch_facts *facts)
{
    static const char *const places[] = { "jre", ".install4j/jre" };
    char home[PATH_MAX + 64];
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        text_print(home, "%s/%s", facts->install, places[i]);
        if (take(facts, home)) return true;
    }
    return false;
}

/* Several versions of the program may have left theirs: the newest runs all. */
static bool take_newest(const char *pattern, struct launch_facts *facts)
{
    glob_t found = { 0 };
    char best[PATH_MAX] = "";
    unsigned version = 0;
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            if (!take(facts, found.gl_pathv[i])) continue;
            read_release(facts);
            if (*best && facts->java_version <= version) continue;
            version = facts->java_version;
            text_print(best, "%s", found.gl_pathv[i]);
        }
    globfree(&found);
    return *best && take(facts, best);
}

static bool take_shared(const char *root, struct launch_facts *facts)
{
    const char *const folders[] = { "/usr/local/i4j_jres", "/opt/i4j_jres", "/root/.i4j_jres", "/home/*/.i4j_jres" };
    char pattern[PATH_MAX];
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        text_print(pattern, "%s%s/*/*", root, folders[i]);
        if (take_newest(pattern, facts)) return true;
    }
    return false;
}

static bool take_on_path(struct launch_facts *facts)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        text_print(facts->java, "%.*s/java", (int) length, path);
        if (length > 0 && access(facts->java, X_OK) == 0) return true;
        path += length + (path[length] == ':');
    }
    return false;
}

static bool take_system(const char *root, struct launch_facts *facts)
{
    static const char *const homes[] = { "/usr/lib/jvm/default-java", "/usr/lib/jvm/default-runtime",
                                         "/usr/lib/jvm/default", "/opt/java/openjdk" };
    char home[PATH_MAX];
    for (size_t i = 0; i < ARRAY_LENGTH(homes); i++) {
        text_print(home, "%s%s", root, homes[i]);
        if (take(facts, home)) return true;
    }
    return false;
}

static bool find(const struct config *config, const char *root, struct launch_facts *facts, struct text *problem)
{
    if (*config->java_home) {
        if (take(facts, config->java_home)) return true;
        text_format(problem, "JAVA_HOME=%s holds no bin/java", config->java_home);
        return false;
    }
    if (take_noted(facts, "pref_jre.cfg") || take_noted(facts, "inst_jre.cfg") || take_bundled(facts)) return true;
    if (take_shared(root, facts) || take_on_path(facts) || take_system(root, facts)) return true;
    text_format(problem, "there is no Java; set JAVA_HOME to one");
    return false;
}

bool find_java(const struct config *config, const char *root, struct launch_facts *facts, struct text *problem)
{
    if (!find(config, root, facts, problem)) return false;
    read_release(facts);
    if (facts->java_version == 0 || facts->java_version >= OLDEST) return true;
    text_format(problem, "%s is Java %u, but %d or newer is needed; set JAVA_HOME to such a one", facts->java,
                facts->java_version, OLDEST);
    return false;
}
