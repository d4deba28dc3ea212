// SPDX-License-Identifier: MIT
//
// Whether the agent grows with what it has seen. GATEHOUSE_AGENT_EVENTS says how many events, 2000 if it
// does not. Windows are compared with a JVM without the agent, for AWT itself keeps something of each
// (2 KiB on Java 17), and no two JVMs gain the same. Components inside a window cost AWT nothing, so
// there the bound is narrow, and what little is gained is gained in the beginning.

#define _GNU_SOURCE
#include "peer.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    AT_ONCE = 100,              // windows between two looks at the line
    WARM_UP = 500,              // until classes are loaded, code is compiled and caches are full
    BOUND_OF_WINDOWS_KIB = 32 << 10,
    BOUND_OF_COMPONENTS_KIB = 16 << 10,
};

static struct program watched, bare;

static int close_programs(void **state)
{
    (void)state;
    program_close(&watched);
    if (bare.folder[0])
        program_close(&bare);
    bare.folder[0] = '\0';
    return 0;
}

// How often something is to come and go.
static int repetitions(void)
{
    const char *events = getenv("GATEHOUSE_AGENT_EVENTS");
    return (events ? atoi(events) : 2000) / 2;
}

static void start(struct program *program)
{
    // a heap that is there from the beginning, so that what grows is not Java's
    static const char *const options[] = { "-Xms64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", NULL };
    program->is_bare = program == &bare;
    program_start(program, options);
    if (!program->is_bare)
        peer_accept(&program->peer);
    assert_string_equal(program_ask(program, "wake"), "done");
}

// Both at the same time, so that both have the same machine.
static void churn(int windows)
{
    struct peer *peer = &watched.peer;
    for (int done = 0; done < windows; done += AT_ONCE) {
        int expected = peer->closes + AT_ONCE;
        assert_true(dprintf(watched.commands, "churn %d\n", AT_ONCE) > 0);
        assert_true(dprintf(bare.commands, "churn %d\n", AT_ONCE) > 0);
        assert_string_equal(program_hear(&watched), "done");
        peer_wait(peer, peer->closes == expected);
        assert_string_equal(program_hear(&bare), "done");
    }
    assert_string_equal(program_ask(&watched, "collect"), "done");
    assert_string_equal(program_ask(&bare, "collect"), "done");
}

static void memory_does_not_grow_with_windows(void **state)
{
    int windows = repetitions();
    (void)state;
    setenv("MALLOC_ARENA_MAX", "1", 1);                     // or chance decides how many there are
    program_prepare(&watched, true);
    program_prepare(&bare, false);
    start(&watched);
    start(&bare);
    peer_wait(&watched.peer, watched.peer.has_awt);
    watched.peer.forbidden = "never told";

    churn(WARM_UP);
    long watched_kib = program_resident_kib(&watched), bare_kib = program_resident_kib(&bare);
    churn(windows);
    long watched_gain = program_resident_kib(&watched) - watched_kib;
    long bare_gain = program_resident_kib(&bare) - bare_kib;
    print_message("# %d windows: %ld KiB more, %ld KiB without the agent\n", windows, watched_gain,
                  bare_gain);
    assert_true(watched_gain - bare_gain < BOUND_OF_WINDOWS_KIB);
    assert_int_equal(watched.peer.opens, watched.peer.closes);
}

static void renew(int times)
{
    for (int i = 0; i < times; i++) {
        assert_string_equal(program_ask(&watched, "renew"), "done");
        assert_string_equal(peer_do(&watched.peer, "census", 0, NULL), "ok");
    }
    assert_string_equal(program_ask(&watched, "collect"), "done");
}

static void memory_does_not_grow_with_components(void **state)
{
    int times = repetitions();
    (void)state;
    setenv("MALLOC_ARENA_MAX", "1", 1);
    program_prepare(&watched, true);
    start(&watched);
    assert_string_equal(program_ask(&watched, "changing"), "done");
    watched.peer.forbidden = "never told";
    renew(2 * WARM_UP);
    long before = program_resident_kib(&watched);
    renew(times);
    long gain = program_resident_kib(&watched) - before;
    print_message("# %d times new components: %ld KiB more\n", times, gain);
    assert_true(gain < BOUND_OF_COMPONENTS_KIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(memory_does_not_grow_with_components, close_programs),
        cmocka_unit_test_teardown(memory_does_not_grow_with_windows, close_programs),
    };
    return cmocka_run_group_tests(tests, stage_open, stage_close);
}
