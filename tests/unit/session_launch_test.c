/* SPDX-License-Identifier: MIT
 *
 * Finding an installation and making the command line of java.
 */
#define _GNU_SOURCE
#include "session/install.h"
#include "session/java_options.h"
#include "session/java_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tree.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct launch_facts facts;
static struct java_command command;
static char problem[256];

static int set_up(void **state)
{
    memset(&facts, 0, sizeof facts);
    facts.simulator = -1;
    problem[0] = 0;
    return tree_set_up(state);
}

static struct config config_of(enum program program, const char *version)
{
    return (struct config) { .program = program, .gateway_path = root, .gateway_version = version, .java_home = "" };
}

static bool find(enum program program, const char *version)
{
    struct text text = TEXT_IN(problem);
    struct config config = config_of(program, version);
    return install_find(&config, &facts, &text);
}

static void make_gateway(const char *folder)
{
    char path[128];
    text_print(path, "%s/jars/b.jar", folder);
    make(path, "");
    text_print(path, "%s/jars/a.jar", folder);
    make(path, "");
    text_print(path, "%s/jars/readme.txt", folder);
    make(path, "");
    text_print(path, "%s/jre/bin/java", folder);
    make(path, "");
}

static void only_version_is_taken_without_asking(void **state)
{
    (void) state;
    make_gateway("ibgateway/1045");
    make("ibgateway/empty/file", "");
    assert_true(find(PROGRAM_GATEWAY, ""));
    assert_string_equal(facts.version, "1045");
    assert_string_equal(facts.install, below("ibgateway/1045"));
    assert_string_equal(facts.java, below("ibgateway/1045/jre/bin/java"));
}

static void several_versions_are_listed_to_choose_from(void **state)
{
    (void) state;
    make_gateway("ibgateway/1037");
    make_gateway("ibgateway/1045");
    assert_false(find(PROGRAM_GATEWAY, ""));
    assert_non_null(strstr(problem, "GATEWAY_VERSION"));
    assert_non_null(strstr(problem, "1037, 1045"));
    assert_true(find(PROGRAM_GATEWAY, "1037"));
    assert_string_equal(facts.version, "1037");
}

static void missing_version_is_said_with_its_setting(void **state)
{
    (void) state;
    assert_false(find(PROGRAM_GATEWAY, ""));
    assert_non_null(strstr(problem, "GATEWAY_PATH"));
    problem[0] = 0;
    assert_false(find(PROGRAM_GATEWAY, "9"));
    assert_non_null(strstr(problem, "GATEWAY_VERSION=9"));
}

static void each_program_has_its_own_place_first(void **state)
{
    (void) state;
    make_gateway("ibgateway/1045");
    make_gateway("1045");
    assert_true(find(PROGRAM_TWS, "1045"));
    assert_string_equal(facts.install, below("1045"));
    assert_true(find(PROGRAM_GATEWAY, "1045"));
    assert_string_equal(facts.install, below("ibgateway/1045"));
}

static void classpath_is_sorted_and_holds_only_jars(void **state)
{
    (void) state;
    char expected[512];
    make_gateway("1045");
    assert_true(find(PROGRAM_GATEWAY, ""));
    text_print(expected, "%s/1045/jars/a.jar:%s/1045/jars/b.jar:%s/1045/.install4j/i4jruntime.jar", root, root, root);
    assert_string_equal(facts.classpath, expected);
}

static void java_named_by_the_installer_wins_over_the_bundled_one(void **state)
{
    (void) state;
    char line[128];
    make_gateway("1045");
    make("inst/bin/java", "");
    make("pref/bin/java", "");
    text_print(line, "%s/inst\n# more\n", root);
    make("1045/.install4j/inst_jre.cfg", line);
    assert_true(find(PROGRAM_GATEWAY, ""));
    assert_string_equal(facts.java, below("inst/bin/java"));
    text_print(line, "%s/pref\r\n", root);
    make("1045/.install4j/pref_jre.cfg", line);
    assert_true(find(PROGRAM_GATEWAY, ""));
    assert_string_equal(facts.java, below("pref/bin/java"));
    make("1045/.install4j/pref_jre.cfg", "/nowhere\n");
    assert_true(find(PROGRAM_GATEWAY, ""));
    assert_string_equal(facts.java, below("inst/bin/java"));
}

static void release_is_read_beside_the_java_behind_a_link(void **state)
{
    (void) state;
    char target[128];
    make_gateway("1045");
    assert_true(find(PROGRAM_GATEWAY, ""));
    assert_false(facts.without_javafx);
    make("jvm/bin/java", "");
    make("jvm/release", "MODULES=\"java.base\"\n");
    text_print(target, "%s", below("jvm/bin/java"));
    assert_int_equal(unlink(below("1045/jre/bin/java")), 0);
    assert_int_equal(symlink(target, below("1045/jre/bin/java")), 0);
    assert_true(find(PROGRAM_GATEWAY, ""));
    assert_true(facts.without_javafx);
}

static void given_java_home_is_taken_or_complained_about(void **state)
{
    (void) state;
    char home[128];
    struct text text = TEXT_IN(problem);
    make_gateway("1045");
    make("mine/bin/java", "");
    text_print(home, "%s/mine", root);
    struct config config = config_of(PROGRAM_GATEWAY, "");
    config.java_home = home;
    assert_true(install_find(&config, &facts, &text));
    assert_string_equal(facts.java, below("mine/bin/java"));
    config.java_home = "/nowhere";
    assert_false(install_find(&config, &facts, &text));
    assert_string_equal(problem, "JAVA_HOME=/nowhere holds no bin/java");
}

static void browser_key_ends_at_quote_or_blank(void **state)
{
    (void) state;
    install_parse_key("vm=\"-Xmx1g -DjxBrowserKey=ABC123\"\n", &facts);
    assert_string_equal(facts.jxbrowser_key, "ABC123");
    install_parse_key("nothing", &facts);
    assert_string_equal(facts.jxbrowser_key, "");
}

static void one_token_is_used_and_several_are_deleted(void **state)
{
    (void) state;
    text_print(facts.settings_dir, "%s", root);
    install_find_token(&facts);
    assert_string_equal(facts.restart, "");
    make("abcdef/autorestart", "x");
    make("deeper/down/autorestart", "x");
    make("autorestart", "x");
    install_find_token(&facts);
    assert_string_equal(facts.restart, "abcdef");
    make("ghi/autorestart", "x");
    install_find_token(&facts);
    assert_string_equal(facts.restart, "");
    assert_int_not_equal(access(below("abcdef/autorestart"), F_OK), 0);
    assert_int_not_equal(access(below("ghi/autorestart"), F_OK), 0);
    assert_int_equal(access(below("deeper/down/autorestart"), F_OK), 0);
}

static void launcher_of_the_program_is_renamed(void **state)
{
    (void) state;
    make("ibgateway", "");
    text_print(facts.install, "%s", root);
    install_disarm_launcher(&facts);
    assert_int_not_equal(access(below("ibgateway"), F_OK), 0);
    assert_int_equal(access(below("ibgateway1"), F_OK), 0);
    install_disarm_launcher(&facts);
}

static void settings_folder_is_private(void **state)
{
    (void) state;
    struct stat about;
    struct text text = TEXT_IN(problem);
    assert_true(install_make_settings_dir(below("data"), true, &facts, &text));
    assert_int_equal(stat(below("data/paper"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_false(install_make_settings_dir("/proc/nowhere", true, &facts, &text));
}

static const char *const golden[] = {
    "/jre/bin/java",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-exports=java.base/sun.util=ALL-UNNAMED",
    "--add-exports=java.desktop/com.sun.java.swing.plaf.motif=ALL-UNNAMED",
    "--add-opens=java.desktop/java.awt=ALL-UNNAMED",
    "--add-opens=java.desktop/java.awt.dnd=ALL-UNNAMED",
    "--add-opens=java.desktop/javax.swing=ALL-UNNAMED",
    "--add-opens=java.desktop/javax.swing.event=ALL-UNNAMED",
    "--add-opens=java.desktop/javax.swing.plaf.basic=ALL-UNNAMED",
    "--add-opens=java.desktop/javax.swing.table=ALL-UNNAMED",
    "--add-opens=java.desktop/sun.awt=ALL-UNNAMED",
    "--add-exports=java.desktop/sun.awt.X11=ALL-UNNAMED",
    "--add-exports=java.desktop/sun.swing=ALL-UNNAMED",
    "--add-opens=javafx.graphics/com.sun.javafx.application=ALL-UNNAMED",
    "--add-exports=javafx.media/com.sun.media.jfxmedia=ALL-UNNAMED",
    "--add-exports=javafx.media/com.sun.media.jfxmedia.events=ALL-UNNAMED",
    "--add-exports=javafx.media/com.sun.media.jfxmedia.locator=ALL-UNNAMED",
    "--add-exports=javafx.media/com.sun.media.jfxmediaimpl=ALL-UNNAMED",
    "--add-exports=javafx.web/com.sun.javafx.webkit=ALL-UNNAMED",
    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
    "-cp",
    "/i/jars/a.jar",
    "-Xmx768m",
    "-Dtwslaunch.autoupdate.serviceImpl=com.ib.tws.twslaunch.install4j.Install4jAutoUpdateService",
    "-Dchannel=latest",
    "-Dexe4j.isInstall4j=true",
    "-Dinstall4jType=standalone",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Dfile.encoding=UTF-8",
    "-Duser.home=/home/x",
    "-DjtsConfigDir=/data/a b",
    "-DjxBrowserKey=KEY",
    "-Drestart=abc",
    "-Dsimulator.config=/proc/self/fd/7",
    "-agentpath:/lib/agent.so=/run/agent-0.sock",
    "ibgateway.GWClient",
    "/data/a b",
};

static void fill_facts(void)
{
    text_print(facts.java, "/jre/bin/java");
    text_print(facts.classpath, "/i/jars/a.jar");
    java_options_read("-Xmx768m\n", &facts);
    text_print(facts.jxbrowser_key, "KEY");
    text_print(facts.settings_dir, "/data/a b");
    text_print(facts.home, "/home/x");
    text_print(facts.restart, "abc");
    facts.agent = "/lib/agent.so";
    facts.agent_socket = "/run/agent-0.sock";
    facts.simulator = 7;
}

static void command_line_is_the_golden_one(void **state)
{
    (void) state;
    fill_facts();
    assert_true(java_command_build(&facts, &command));
    assert_int_equal(command.count, ARRAY_LENGTH(golden));
    for (unsigned i = 0; i < command.count; i++) assert_string_equal(command.arguments[i], golden[i]);
    assert_null(command.arguments[command.count]);
}

static void command_line_leaves_out_what_there_is_not(void **state)
{
    (void) state;
    fill_facts();
    facts.tws = true;
    facts.agent = NULL;
    facts.simulator = -1;
    facts.restart[0] = facts.jxbrowser_key[0] = 0;
    assert_true(java_command_build(&facts, &command));
    assert_int_equal(command.count, ARRAY_LENGTH(golden) - 4);
    assert_string_equal(command.arguments[command.count - 2], "jclient.LoginFrame");
    assert_string_equal(command.arguments[command.count - 3], "-DjtsConfigDir=/data/a b");
}

static void command_line_of_a_java_without_javafx_differs_in_that_alone(void **state)
{
    (void) state;
    fill_facts();
    facts.without_javafx = true;
    assert_true(java_command_build(&facts, &command));
    unsigned at = 0;
    for (unsigned i = 0; i < ARRAY_LENGTH(golden); i++) {
        if (strstr(golden[i], "=javafx.")) continue;
        assert_string_equal(command.arguments[at++], golden[i]);
    }
    assert_int_equal(command.count, at);
    assert_int_equal(at, ARRAY_LENGTH(golden) - 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_version_is_taken_without_asking, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(several_versions_are_listed_to_choose_from, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(missing_version_is_said_with_its_setting, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(each_program_has_its_own_place_first, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(classpath_is_sorted_and_holds_only_jars, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(java_named_by_the_installer_wins_over_the_bundled_one, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(release_is_read_beside_the_java_behind_a_link, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(given_java_home_is_taken_or_complained_about, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(browser_key_ends_at_quote_or_blank, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(one_token_is_used_and_several_are_deleted, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(launcher_of_the_program_is_renamed, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(settings_folder_is_private, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(command_line_is_the_golden_one, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(command_line_leaves_out_what_there_is_not, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(command_line_of_a_java_without_javafx_differs_in_that_alone, set_up, tree_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
