// SPDX-License-Identifier: MIT
//
// What the agent tells of windows. All tests share one JVM (scene.h); each begins with no window open.

#define _GNU_SOURCE
#include "peer.h"
#include "scene.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ---- components ----

static void html_is_told_without_its_tags(void **state)
{
    (void)state;
    struct window *window = scene_window("labels", "Labels");
    assert_text(window, "label", "plain");
    assert_non_null(window_find_part(window, "label", "Bold & calm"));
    assert_non_null(window_find_part(window, "button", "Press me"));
    assert_non_null(window_find_part(window, "text", "All is well"));
    assert_null(window_find_part(window, NULL, "<"));
    assert_text(window, "progress", "half way");
}

static void special_characters_of_a_text_arrive(void **state)
{
    (void)state;
    struct window *window = scene_window("labels", "Labels");
    assert_text(window, "text", "one\ttab\nback\\slash \xF0\x9F\x94\x91 \xEF\xBF\xBD end");
}

static void a_long_text_is_cut_with_an_ellipsis(void **state)
{
    (void)state;
    struct window *window = scene_window("labels", "Labels");
    struct node *node = window_find_part(window, "text", "xxx");
    assert_int_equal(strlen(node->text), 2003);
    assert_string_equal(node->text + 2000, "\xE2\x80\xA6");
}

static void states_of_components_are_told_as_flags(void **state)
{
    (void)state;
    struct window *window = scene_window("states", "States");
    assert_flags(window, "frame", "States", "se");
    assert_flags(window, "button", "Disabled", "s");
    assert_flags(window, "button", "Hidden", "e");
    assert_flags(window, "button", "Picture", "se");
    assert_flags(window, "text", "fixed", "se");
    assert_flags(window, "check", "Check", "se");
    assert_flags(window, "radio", "Radio", "sec");
    assert_flags(window, "toggle", "Toggle", "se");
    assert_text(window, "internal", "Inside");
    assert_string_equal(window_find(window, "text", "fixed")->text, "fixed text");
}

static void components_are_where_they_are_on_the_screen(void **state)
{
    (void)state;
    struct window *window = scene_window("states", "States");
    struct node *frame = &window->nodes[0];
    assert_int_equal(frame->depth, 0);
    for (size_t i = 1; i < window->node_count; i++) {
        struct node *node = &window->nodes[i];
        assert_true(node->depth > 0);
        assert_true(node->x >= frame->x && node->x + node->width <= frame->x + frame->width);
    }
}

static void what_is_typed_is_told_by_dump_alone(void **state)
{
    (void)state;
    struct window *window = scene_window("states", "States");
    assert_null(window_find_part(window, NULL, "what is typed"));
    dump(window->id);
    assert_text(&peer->dump, "text", "what is typed");
}

static void modeless_and_undecorated_dialogs_are_told(void **state)
{
    (void)state;
    struct window *window;
    scene_window("opener", "Opener");
    peer_wait_window(peer, window, "Modeless");
    assert_flags(window, "dialog", "Modeless", "se");
    assert_text(window, "label", "no hurry");
    peer_wait_window(peer, window, "Bare");
    assert_text(window, "label", "no frame around");
}

static void a_window_shown_again_has_its_old_id(void **state)
{
    (void)state;
    long id = scene_window("flicker", "Flicker")->id;
    assert_string_equal(program_ask(&program, "hide"), "done");
    peer_wait(peer, !peer_window(peer, "Flicker"));
    assert_int_equal(scene_window("unhide", "Flicker")->id, id);
}

// ---- rows ----

static void a_tree_is_told_as_it_is_unfolded(void **state)
{
    (void)state;
    struct window *window = scene_window("rows", "Rows");
    struct node *tree = window_find(window, "tree", NULL);
    long id = tree->id;
    assert_int_equal(tree->row_count, 3);
    assert_row(tree, 0, "1o", "Configuration");
    assert_row(tree, 1, "2", "API");
    assert_string_equal(peer_do(peer, "expand", id, "1"), "ok");
    assert_string_equal(peer_do(peer, "select", id, "2"), "ok");
    assert_string_equal(program_hear(&program), "tree [Configuration, API, Settings]");
    tree = dump(id);
    assert_row(tree, 1, "2o", "API");
    assert_row(tree, 2, "3c", "Settings");
    assert_row(tree, 3, "2", "Display");
}

static void a_table_is_told_with_its_titles(void **state)
{
    (void)state;
    struct window *window = scene_window("rows", "Rows");
    struct node *table = window_find(window, "table", NULL);
    long id = table->id;
    assert_row(table, -1, "", "Symbol | Position");
    assert_row(table, 1, "", "MSFT | 200");
    assert_string_equal(peer_do(peer, "select", id, "1"), "ok");
    table = dump(id);
    assert_row(table, 0, "", "AAPL | 100");
    assert_row(table, 1, "c", "MSFT | 200");
}

static void lists_and_combos_are_told_and_chosen_from(void **state)
{
    (void)state;
    struct window *window = scene_window("rows", "Rows");
    struct node *combo = window_find(window, "combo", NULL), *list = window_find(window, "list", NULL);
    long combo_id = combo->id, list_id = list->id;
    assert_row(combo, 0, "c", "red");
    assert_row(list, 1, "", "Authenticator");
    assert_string_equal(peer_do(peer, "select", combo_id, "1"), "ok");
    assert_string_equal(peer_do(peer, "select", list_id, "1"), "ok");
    assert_row(dump(combo_id), 1, "c", "green");
    assert_row(dump(list_id), 1, "c", "Authenticator");
    assert_string_equal(peer_do(peer, "select", list_id, "2"), "no such row");
    assert_string_equal(peer_do(peer, "select", list_id, "-1"), "no such row");
    assert_string_equal(peer_do(peer, "select", list_id, "one"), "bad argument");
    assert_string_equal(peer_do(peer, "expand", list_id, "1"), "not a tree");
}

static void a_row_that_throws_is_told_empty(void **state)
{
    (void)state;
    struct window *window = scene_window("rows", "Rows");
    struct node *list = window_find(window, "list", "broken");
    assert_non_null(list);
    assert_row(list, 0, "", "");
    assert_row(list, 1, "", "sound");
}

static void tabs_are_told_and_turned(void **state)
{
    (void)state;
    struct window *window = scene_window("tabs", "Tabs");
    struct node *tabs = window_find(window, "tabs", NULL);
    assert_row(tabs, 0, "c", "Front");
    assert_row(tabs, 1, "", "Back");
    assert_flags(window, "label", "behind", "e");
    assert_string_equal(peer_do(peer, "select", tabs->id, "1"), "ok");
    peer_wait(peer, node_has(window_find(peer_window(peer, "Tabs"), "label", "behind"), 's'));
    assert_row(window_find(peer_window(peer, "Tabs"), "tabs", NULL), 1, "c", "Back");
}

static void a_huge_window_is_cut_and_the_line_lives(void **state)
{
    (void)state;
    int hellos = peer->hellos;
    struct window *window = scene_window("huge", "Huge");
    assert_true(window->is_cut);
    assert_int_equal(window_find(window, "table", NULL)->rows[1].index, 0);
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
    assert_int_equal(peer->hellos, hellos);
}

static void of_many_windows_the_first_64_are_told(void **state)
{
    (void)state;
    assert_string_equal(program_ask(&program, "many"), "done");
    assert_string_equal(peer_do(peer, "census", 0, NULL), "ok");
    assert_int_equal(window_count(), 64);
}

// ---- changes ----

static void changes_inside_a_window_are_told(void **state)
{
    (void)state;
    long id = scene_window("changing", "Changing A")->id;
    assert_string_equal(program_ask(&program, "retitle"), "done");
    peer_wait(peer, peer_window(peer, "Changing B"));
    assert_int_equal(peer_window(peer, "Changing B")->id, id);
    assert_string_equal(program_ask(&program, "relabel"), "done");
    peer_wait(peer, window_find(peer_window(peer, "Changing"), "label", "after"));
    assert_string_equal(program_ask(&program, "extend"), "done");
    peer_wait(peer, window_find(peer_window(peer, "Changing"), "label", "a new one"));
}

static void typing_is_no_change(void **state)
{
    (void)state;
    scene_window("changing", "Changing A");
    assert_string_equal(peer_do(peer, "census", 0, NULL), "ok");
    int changes = peer->changes;
    assert_string_equal(program_ask(&program, "type"), "done");
    // what comes of the typing is gathered until the next change, and would be told before it
    assert_string_equal(program_ask(&program, "relabel"), "done");
    peer_wait(peer, peer->changes > changes);
    assert_null(window_find_part(peer_window(peer, "Changing"), NULL, "typed by a person"));
}

static void a_window_that_is_only_half_built_is_not_told(void **state)
{
    (void)state;
    int opens = peer->opens;
    const char *outcome = program_ask(&program, "build");
    print_message("# a window that is being built: %s\n", outcome);
    if (strcmp(outcome, "unsupported") == 0)
        return;                 // a JVM without security managers
    assert_string_equal(outcome, "half built");
    assert_string_equal(peer_do(peer, "census", 0, NULL), "ok");
    assert_int_equal(peer->opens, opens);
    assert_true(dprintf(program.commands, "release\n") > 0);
    assert_string_equal(program_hear(&program), "built");
}

// The last test: the second AppContext cannot be ended.
static void windows_of_a_second_app_context_do_no_harm(void **state)
{
    (void)state;
    struct window *window = scene_window("changing", "Changing A");
    long id = window->id;
    int opens = peer->opens, closes = peer->closes;
    const char *outcome = program_ask(&program, "second");
    print_message("# a second AppContext: %s\n", outcome);
    if (strcmp(outcome, "unsupported") == 0)
        return;                 // a JVM without AppContexts
    assert_string_equal(outcome, "done");
    assert_string_equal(program_ask(&program, "retitle"), "done");
    peer_wait(peer, peer_window(peer, "Changing B"));
    assert_int_equal(peer_window(peer, "Changing B")->id, id);
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
    assert_int_equal(peer->opens, opens);
    assert_int_equal(peer->closes, closes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(html_is_told_without_its_tags),
        SCENE_TEST(special_characters_of_a_text_arrive),
        SCENE_TEST(a_long_text_is_cut_with_an_ellipsis),
        SCENE_TEST(states_of_components_are_told_as_flags),
        SCENE_TEST(components_are_where_they_are_on_the_screen),
        SCENE_TEST(what_is_typed_is_told_by_dump_alone),
        SCENE_TEST(modeless_and_undecorated_dialogs_are_told),
        SCENE_TEST(a_window_shown_again_has_its_old_id),
        SCENE_TEST(a_tree_is_told_as_it_is_unfolded),
        SCENE_TEST(a_table_is_told_with_its_titles),
        SCENE_TEST(lists_and_combos_are_told_and_chosen_from),
        SCENE_TEST(a_row_that_throws_is_told_empty),
        SCENE_TEST(tabs_are_told_and_turned),
        SCENE_TEST(a_huge_window_is_cut_and_the_line_lives),
        SCENE_TEST(of_many_windows_the_first_64_are_told),
        SCENE_TEST(changes_inside_a_window_are_told),
        SCENE_TEST(typing_is_no_change),
        SCENE_TEST(a_window_that_is_only_half_built_is_not_told),
        SCENE_TEST(windows_of_a_second_app_context_do_no_harm),
    };
    return cmocka_run_group_tests(tests, scene_open, scene_close);
}
