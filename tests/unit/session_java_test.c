/* SPDX-License-Identifier: MIT
 *
 * Which Java the program runs on, and with which options.
 */
#define _GNU_SOURCE
#include "session/find_java.h"
#include "session/heap.h"
#include "session/java_command.h"
#include "session/java_options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tree.h"

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

static void java_says_whether_it_has_javafx(void **state)
{
    (void) state;
    assert_true(find_java_lacks_javafx("A=\"x\"\nMODULES=\"java.base java.desktop\"\nB=\"javafx.web\"\n"));
    assert_true(find_java_lacks_javafx("MODULES=\"java.base\""));
    assert_false(find_java_lacks_javafx("A=\"x\"\nMODULES=\"java.base javafx.web java.desktop\"\n"));
    assert_false(find_java_lacks_javafx("JAVA_VERSION=\"17\"\nXMODULES=\"java.base\"\n"));
    assert_false(find_java_lacks_javafx(""));
}

static void options_are_lines_taken_as_they_are(void **state)
{
    (void) state;
    java_options_read("# heap\n-Xmx768m\r\n\n  -Dname=a b *  \n-include-options x\nnonsense\n-XX:+UseG1GC", &facts);
    assert_int_equal(facts.options.count, 3);
    const char *at = facts.options.text;
    assert_string_equal(at, "-Xmx768m");
    at += strlen(at) + 1;
    assert_string_equal(at, "-Dname=a b *");
    at += strlen(at) + 1;
    assert_string_equal(at, "-XX:+UseG1GC");
}

static void heap_follows_memory_within_bounds(void **state)
{
    (void) state;
    assert_int_equal(heap_auto_mib(0, 1), 384);
    assert_int_equal(heap_auto_mib(512, 1), 384);
    assert_int_equal(heap_auto_mib(1024, 1), 460);
    assert_int_equal(heap_auto_mib(2048, 1), 1075);
    assert_int_equal(heap_auto_mib(2048, 2), 537);
    assert_int_equal(heap_auto_mib(65536, 1), 4096);
}

static void memory_is_the_least_limit_of_the_groups_of_version_2(void **state)
{
    (void) state;
    make("proc/self/cgroup", "0::/a/b\n");
    make("proc/meminfo", "MemTotal:        8388608 kB\nMemFree: 1 kB\n");
    assert_int_equal(heap_memory_mib(root), 8192);
    make("sys/fs/cgroup/a/b/memory.max", "max\n");
    make("sys/fs/cgroup/a/memory.max", "2147483648\n");
    assert_int_equal(heap_memory_mib(root), 2048);
    make("sys/fs/cgroup/memory.max", "1073741824\n");
    assert_int_equal(heap_memory_mib(root), 1024);
    make("sys/fs/cgroup/a/b/memory.max", "536870912\n");
    assert_int_equal(heap_memory_mib(root), 512);
}

static void memory_is_the_least_limit_of_the_groups_of_version_1(void **state)
{
    (void) state;
    make("proc/self/cgroup", "12:cpu,cpuacct:/x\n7:memory:/docker/abc\n1:name=systemd:/y\n0::/z\n");
    make("proc/meminfo", "MemTotal:        8388608 kB\n");
    make("sys/fs/cgroup/memory/memory.limit_in_bytes", "3221225472\n"); /* as inside a container */
    assert_int_equal(heap_memory_mib(root), 3072);
    make("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
    assert_int_equal(heap_memory_mib(root), 3072);
    make("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "1610612736\n");
    assert_int_equal(heap_memory_mib(root), 1536);
}

static void memory_nobody_tells_of_is_none(void **state)
{
    (void) state;
    assert_int_equal(heap_memory_mib(root), 0);
    make("proc/self/cgroup", "nonsense\n0:\n:::\n");
    make("proc/meminfo", "MemFree: 1 kB\n");
    assert_int_equal(heap_memory_mib(root), 0);
}

static void heap_size_may_be_given_with_or_without_unit(void **state)
{
    (void) state;
    static const struct {
        const char *size, *option;
    } sizes[] = { { "1024", "-Xmx1024m" }, { "2g", "-Xmx2g" }, { "900M", "-Xmx900M" }, { "auto", "-Xmx384m" } };
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        char option[64] = "";
        struct text text = TEXT_IN(option);
        heap_option(sizes[i].size, root, 1, &text);
        assert_string_equal(option, sizes[i].option);
    }
}

/* All options with blanks between them. */
static const char *listed(const struct option_list *list)
{
    static char text[FACTS_OPTIONS_TEXT];
    struct text joined = TEXT_IN(text);
    text[0] = 0;
    const char *at = list->text;
    for (unsigned i = 0; i < list->count; i++, at += strlen(at) + 1) text_format(&joined, "%s%s", i ? " " : "", at);
    return text;
}

static void heap_takes_the_place_of_the_file_s(void **state)
{
    (void) state;
    java_options_read("-Xms1g\n-Xmx768m\n-XX:MaxHeapSize=1g\n-Dx=-Xmx1\n", &facts);
    java_options_set_heap(&facts, "-Xmx1500m");
    assert_string_equal(listed(&facts.options), "-Xmx1500m -Xms1g -Dx=-Xmx1");
}

static void own_options_come_last_and_are_split_as_by_a_shell(void **state)
{
    (void) state;
    struct text text = TEXT_IN(problem);
    assert_true(java_options_add_own(&facts, "-Xmx2g '-Da=b c' \"-De=f\"", &text));
    assert_int_equal(facts.own_options.count, 3);
    assert_string_equal(listed(&facts.own_options), "-Xmx2g -Da=b c -De=f");
    java_options_read("-Xmx768m\n", &facts);
    assert_true(java_command_build(&facts, &command));
    unsigned file = 0, own = 0;
    for (unsigned i = 0; i < command.count; i++) {
        if (text_equal(command.arguments[i], "-Xmx768m")) file = i;
        if (text_equal(command.arguments[i], "-Xmx2g")) own = i;
    }
    assert_true(file > 0 && own > file);
}

static void own_options_that_make_no_sense_are_a_problem(void **state)
{
    (void) state;
    static const char *const lines[] = { "'-Xmx2g", "-Xmx2g file.jar" };
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        struct text text = TEXT_IN(problem);
        assert_false(java_options_add_own(&facts, lines[i], &text));
        assert_non_null(strstr(problem, "JAVA_OPTS holds a "));
    }
}

static void java_of_the_installers_is_found_in_each_of_its_places(void **state)
{
    (void) state;
    struct text text = TEXT_IN(problem);
    struct config config = { .java_home = "" };
    text_print(facts.install, "%s/ibgateway/1045", root);
    make("usr/local/i4j_jres/Oda-jK0QgTEmVssfllLP/1.8.0_202/bin/java", "");
    make("usr/local/i4j_jres/Oda-jK0QgTEmVssfllLP/1.8.0_202/release", "JAVA_VERSION=\"1.8.0_202\"\n");
    make("ibgateway/1045/.install4j/inst_jre.cfg", "/tmp/deleted.sh.2480.dir/jre\n");
    assert_false(find_java(&config, root, &facts, &text));
    assert_non_null(strstr(problem, "is Java 8, but 17 or newer is needed"));
    make("usr/local/i4j_jres/Oda-jK0QgTEmVssfllLP/17.0.16.0.101-zulu_64/bin/java", "");
    make("usr/local/i4j_jres/Oda-jK0QgTEmVssfllLP/17.0.16.0.101-zulu_64/release", "JAVA_VERSION=\"17.0.16\"\n");
    assert_true(find_java(&config, root, &facts, &text));
    assert_int_equal(facts.java_version, 17);
    assert_non_null(strstr(facts.java, "/17.0.16.0.101-zulu_64/bin/java"));
    make("ibgateway/1045/jre/bin/java", "");
    assert_true(find_java(&config, root, &facts, &text));
    assert_string_equal(facts.java, below("ibgateway/1045/jre/bin/java"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(java_says_whether_it_has_javafx, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(options_are_lines_taken_as_they_are, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(heap_follows_memory_within_bounds, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(memory_is_the_least_limit_of_the_groups_of_version_2, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(memory_is_the_least_limit_of_the_groups_of_version_1, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(memory_nobody_tells_of_is_none, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(heap_size_may_be_given_with_or_without_unit, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(heap_takes_the_place_of_the_file_s, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(own_options_come_last_and_are_split_as_by_a_shell, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(own_options_that_make_no_sense_are_a_problem, set_up, tree_tear_down),
        cmocka_unit_test_setup_teardown(java_of_the_installers_is_found_in_each_of_its_places, set_up, tree_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
