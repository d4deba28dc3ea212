/* SPDX-License-Identifier: MIT
 *
 * Our command line of java beside that of IBC's own script ibcstart.sh: the same options in the same order, but for ours.
 * session_golden.txt is what the script passed, recorded. Where IBC_PATH names an IBC with its scripts, the script is run
 * with a java that writes down its arguments, and the recording has to be that run's; GOLDEN_RECORD=FILE writes it anew.
 */
#define _GNU_SOURCE
#include "session/java_command.h"
#include "session/java_options.h"

#include "base/fd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

#define INSTALL "Jts/ibgateway/1045/"
#define INSTALL_TWS "Jts/1045/"
#define VMOPTIONS "-Xmx768m\n# comment\n-Dinstaller.uuid=1\n-XX:+UseG1GC\n"

enum { ROOM = 16384 };

static char *read_text(const char *path)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? NULL : fd_read_whole(fd, 1 << 20, &length);
}

/* What is started: the two programs, with a token to go on from and without. */
static const struct variant {
    const char *title, *flag, *vmoptions, *token;
    bool tws;
} variants[] = {
    { "IB Gateway, with a token", "-g", "ibgateway.vmoptions", "abcdef", false },
    { "TWS, full login", "", "tws.vmoptions", "", true },
};

static void make_installation(const struct variant *variant)
{
    char path[256];
    static const char *const files[] = { "jars/a.jar", "jars/b.jar" };
    const char *install = variant->tws ? INSTALL_TWS : INSTALL;
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        text_print(path, "%s%s", install, files[i]);
        make(path, "");
    }
    text_print(path, "%s%s", install, variant->vmoptions);
    make(path, VMOPTIONS);
    text_print(path, "%s.install4j/i4jparams.conf", install);
    make(path, "vm=\"-DjxBrowserKey=KEY\"\n");
    make(*variant->token ? "settings/abcdef/autorestart" : "settings/none", "x");
    make("config.ini", "FIX=no\n");
    make("home/x", "");
    make("java/java", "#!/bin/sh\ncase $1 in\n-XshowSettings*) echo '    java.specification.version = 17' >&2 ;;\n"
                      "*) [ -e arguments ] || printf '%s\\n' \"$@\" > arguments; rm -rf abcdef ;;\nesac\n");
}

/* What the script passes, a line each; malloc'ed. NULL: there is none. */
static char *ask_script(const char *ibc, const struct variant *variant)
{
    char command[4096], script[1024];
    text_print(script, "%s/scripts/ibcstart.sh", ibc ? ibc : "/nowhere");
    if (access(script, R_OK) != 0) return NULL;
    text_print(command,
               "cd %s && ln -s %s ibc && env -i PATH=\"$PATH\" HOME=%s/home OSTYPE=linux-gnu timeout 60 bash %s 1045 %s "
               "--tws-path=%s/Jts --tws-settings-path=%s/settings --ibc-path=%s/ibc --ibc-ini=%s/config.ini "
               "--java-path=%s/java --mode=paper > /dev/null 2>&1 < /dev/null",
               root, ibc, root, script, variant->flag, root, root, root, root, root);
    if (system(command) < 0) return NULL;
    char *said = read_text(below("settings/arguments"));
    if (!said) fail_msg("%s did not start java", script);
    return said;
}

/* Folders and the random name of the session made the same everywhere. */
static void normalise(const char *line, size_t length, char *out, size_t room)
{
    static const char session[] = "-Dibcsessionid=";
    char whole[2048];
    struct text text = { .bytes = out, .room = room };
    text_print(whole, "%.*s", (int) length, line);
    out[0] = 0;
    if (text_starts_with(whole, session)) {
        text_format(&text, "%s@SESSION@", session);
        return;
    }
    for (const char *at = whole; *at;) {
        bool found = text_starts_with(at, root);
        if (found) text_add(&text, "@ROOT@");
        else text_add_bytes(&text, at, 1);
        at += found ? strlen(root) : 1;
    }
}

/* What we pass and IBC's script does not: it drops the -D lines of vmoptions. */
static bool is_ours(const char *argument)
{
    static const char *const starts[] = { "-Duser.", "-Dfile.encoding=", "-Dinstaller.uuid=" };
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++)
        if (text_starts_with(argument, starts[i])) return true;
    return false;
}

static void build(const struct variant *variant, struct java_command *command)
{
    static struct launch_facts facts;
    static char jar[128], ini[128];
    struct text classpath = TEXT_IN(facts.classpath);
    facts = (struct launch_facts) { .simulator = -1, .ini = -1, .output = -1, .ibc_jar = jar, .ibc_ini = ini,
                                    .ibc_mode = "paper", .java = "java", .jxbrowser_key = "KEY", .home = "/home/x",
                                    .ibc_session = "qwertyui", .tws = variant->tws };
    const char *install = variant->tws ? INSTALL_TWS : INSTALL;
    text_format(&classpath, "%s/%sjars/a.jar:%s/%sjars/b.jar:%s/%s.install4j/i4jruntime.jar", root, install, root, install,
                root, install);
    text_print(jar, "%s/ibc/IBC.jar", root);
    text_print(ini, "%s/config.ini", root);
    text_print(facts.restart, "%s", variant->token);
    text_print(facts.settings_dir, "%s/settings", root);
    java_options_read(VMOPTIONS, &facts);
    assert_true(java_command_build(&facts, command));
}

/* Lines beginning with # are titles and remarks. */
static void add_normalised(struct text *out, const char *text)
{
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        char clean[4096];
        normalise(line, strcspn(line, "\n"), clean, sizeof clean);
        text_format(out, "%s\n", clean);
    }
}

/* The part of the recording below that title; "" when there is none. */
static void find_recorded(const char *recording, const char *title, struct text *out)
{
    char head[128];
    text_print(head, "# %s\n", title);
    const char *at = strstr(recording, head);
    if (!at) return;
    at += strlen(head);
    const char *end = strstr(at, "#");
    text_format(out, "%.*s", (int) (end ? end - at : (ptrdiff_t) strlen(at)), at);
}

static void record(const struct variant *variant, const char *said)
{
    const char *path = getenv("GOLDEN_RECORD");
    AUTO_CLOSE int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
    if (fd >= 0) dprintf(fd, "# %s\n%s", variant->title, said);
}

static void list_ours(const struct variant *variant, struct text *out)
{
    static struct java_command command;
    build(variant, &command);
    for (unsigned i = 1; i < command.count; i++) {
        char clean[4096];
        normalise(command.arguments[i], strlen(command.arguments[i]), clean, sizeof clean);
        if (!is_ours(command.arguments[i])) text_format(out, "%s\n", clean);
    }
}

static void compare(const struct variant *variant)
{
    static char said[ROOM], ours[ROOM], recorded[ROOM];
    struct text said_text = TEXT_IN(said), ours_text = TEXT_IN(ours), recorded_text = TEXT_IN(recorded);
    make_installation(variant);
    list_ours(variant, &ours_text);
    AUTO_FREE char *recording = read_text(GOLDEN);
    assert_non_null(recording);
    find_recorded(recording, variant->title, &recorded_text);
    AUTO_FREE char *script = ask_script(getenv("IBC_PATH"), variant);
    if (script) {
        add_normalised(&said_text, script);
        record(variant, said);
        assert_string_equal(ours, said);
        assert_string_equal(recorded, said);
    }
    assert_string_equal(ours, recorded);
}

static void our_command_line_for_the_gateway_is_that_of_ibc_s_script(void **state)
{
    (void) state;
    compare(&variants[0]);
}

static void our_command_line_for_tws_is_that_of_ibc_s_script(void **state)
{
    (void) state;
    compare(&variants[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(our_command_line_for_the_gateway_is_that_of_ibc_s_script, tree_set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(our_command_line_for_tws_is_that_of_ibc_s_script, tree_set_up, tree_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
