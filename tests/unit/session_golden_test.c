/* SPDX-License-Identifier: MIT
 *
 * Our command line of java beside that of IBC's own script ibcstart.sh: the same options in the same order, but for ours.
 * Where IBC_PATH names an IBC with its scripts, the script is run with a java that writes down its arguments; elsewhere
 * session_golden.txt says what it passes, transcribed from observing IBC 3.24.1's (the layout is make_installation's).
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
#define VMOPTIONS "-Xmx768m\n# comment\n-Dinstaller.uuid=1\n-XX:+UseG1GC\n"

static void make_installation(void)
{
    make(INSTALL "jars/a.jar", "");
    make(INSTALL "jars/b.jar", "");
    make(INSTALL "ibgateway.vmoptions", VMOPTIONS);
    make(INSTALL ".install4j/i4jparams.conf", "vm=\"-DjxBrowserKey=KEY\"\n");
    make("settings/abcdef/autorestart", "x");
    make("config.ini", "FIX=no\n");
    make("home/x", "");
    make("java/java", "#!/bin/sh\ncase $1 in\n-XshowSettings*) echo '    java.specification.version = 17' >&2 ;;\n"
                      "*) [ -e arguments ] || printf '%s\\n' \"$@\" > arguments; rm -rf abcdef ;;\nesac\n");
}

static char *read_text(const char *path)
{
    size_t length = 0;
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? NULL : fd_read_whole(fd, 1 << 20, &length);
}

/* What the script passes, a line each; malloc'ed. NULL: there is none. */
static char *ask_script(const char *ibc)
{
    char command[4096], script[1024];
    text_print(script, "%s/scripts/ibcstart.sh", ibc ? ibc : "/nowhere");
    if (access(script, R_OK) != 0) return NULL;
    text_print(command,
               "cd %s && ln -s %s ibc && env -i PATH=\"$PATH\" HOME=%s/home OSTYPE=linux-gnu timeout 60 bash %s 1045 -g "
               "--tws-path=%s/Jts --tws-settings-path=%s/settings --ibc-path=%s/ibc --ibc-ini=%s/config.ini "
               "--java-path=%s/java --mode=paper > /dev/null 2>&1 < /dev/null",
               root, ibc, root, script, root, root, root, root, root);
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

static void build(struct java_command *command)
{
    static struct launch_facts facts;
    static char jar[128], ini[128];
    struct text classpath = TEXT_IN(facts.classpath);
    facts = (struct launch_facts) { .simulator = -1, .ini = -1, .output = -1, .ibc_jar = jar, .ibc_ini = ini,
                                    .ibc_mode = "paper", .java = "java", .restart = "abcdef", .jxbrowser_key = "KEY",
                                    .home = "/home/x", .ibc_session = "qwertyui" };
    text_format(&classpath, "%s/" INSTALL "jars/a.jar:%s/" INSTALL "jars/b.jar:%s/" INSTALL ".install4j/i4jruntime.jar",
                root, root, root);
    text_print(jar, "%s/ibc/IBC.jar", root);
    text_print(ini, "%s/config.ini", root);
    text_print(facts.settings_dir, "%s/settings", root);
    java_options_read(VMOPTIONS, &facts);
    assert_true(java_command_build(&facts, command));
}

static void our_command_line_is_that_of_ibc_s_script(void **state)
{
    (void) state;
    static struct java_command command;
    make_installation();
    build(&command);
    char *script = ask_script(getenv("IBC_PATH"));
    AUTO_FREE char *expected = script ? script : read_text(GOLDEN);
    assert_non_null(expected);
    const char *line = expected;
    for (unsigned i = 1; i < command.count; i++) {
        char wanted[4096], got[4096];
        if (is_ours(command.arguments[i])) continue;
        normalise(line, strcspn(line, "\n"), wanted, sizeof wanted);
        normalise(command.arguments[i], strlen(command.arguments[i]), got, sizeof got);
        assert_string_equal(got, wanted);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    assert_string_equal(line, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(our_command_line_is_that_of_ibc_s_script, tree_set_up, tree_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
