// SPDX-License-Identifier: MIT
//
// What the agent does to windows when it is told to. All tests share one JVM (scene.h); each begins with
// no window open.

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

// ---- dialogs ----

static void a_question_is_told_and_answered(void **state)
{
    (void)state;
    struct window *window = scene_window("question", "Question");
    assert_flags(window, "dialog", "Question", "sem");
    assert_text(window, "label", "Are you sure?");
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Yes"), NULL), "ok");
    assert_string_equal(program_hear(&program), "question 0");
    peer_wait(peer, !peer_window(peer, "Question"));
}

static void a_click_that_opens_a_modal_dialog_is_answered_at_once(void **state)
{
    (void)state;
    struct window *opener = scene_window("opener", "Opener"), *modal;
    long opener_id = opener->id;
    assert_string_equal(peer_do(peer, "click", id_of(opener, "button", "Open"), NULL), "ok");
    peer_wait_window(peer, modal, "Modal");
    assert_flags(modal, "dialog", "Modal", "sem");
    peer_wait(peer, node_has(&peer_window(peer, "Opener")->nodes[0], 'b'));

    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
    assert_string_equal(peer_do(peer, "click", id_of(modal, "button", "Inner"), NULL), "ok");
    assert_string_equal(program_hear(&program), "inner");
    assert_string_equal(peer_do(peer, "click", id_of(modal, "button", "Shut"), NULL), "ok");
    assert_string_equal(program_hear(&program), "modal is over");
    peer_wait(peer, !peer_window(peer, "Modal"));
    peer_wait(peer, !node_has(&peer_window(peer, "Opener")->nodes[0], 'b'));
    assert_int_equal(peer_window(peer, "Opener")->id, opener_id);
}

static void a_file_chooser_is_told_whole_and_can_be_left(void **state)
{
    (void)state;
    struct window *window = scene_window("chooser", "Open");
    assert_false(window->is_cut);
    assert_non_null(window_find(window, "list", NULL));
    assert_non_null(window_find(window, "combo", NULL));
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Cancel"), NULL), "ok");
    assert_string_equal(program_hear(&program), "chooser 1");
}

static void closing_a_window_is_left_to_the_program(void **state)
{
    (void)state;
    struct window *easy = scene_window("closing", "Easy"), *stubborn;
    peer_wait_window(peer, stubborn, "Stubborn");
    assert_string_equal(peer_do(peer, "close", stubborn->id, NULL), "ok");
    assert_string_equal(program_hear(&program), "stays");
    assert_string_equal(peer_do(peer, "close", easy->id, NULL), "ok");
    peer_wait(peer, !peer_window(peer, "Easy"));
    assert_non_null(peer_window(peer, "Stubborn"));
}

static void a_frame_is_minimized_and_nothing_else(void **state)
{
    (void)state;
    struct window *stubborn = scene_window("closing", "Stubborn");
    assert_string_equal(peer_do(peer, "minimize", stubborn->id, NULL), "ok");
    assert_string_equal(program_hear(&program), "state 1");
    assert_string_equal(peer_do(peer, "minimize", id_of(stubborn, "label", "stays"), NULL), "not a frame");
}

// ---- clicks, texts, keys ----

static void menu_items_are_clicked_in_a_closed_menu(void **state)
{
    (void)state;
    struct window *window = scene_window("menus", "Menus");
    assert_flags(window, "menu", "File", "se");
    assert_flags(window, "item", "Checked", "vec");
    assert_string_equal(peer_do(peer, "click", id_of(window, "item", "Leave"), NULL), "ok");
    assert_string_equal(program_hear(&program), "menu Leave");
}

static void check_clicks_only_what_is_not_so_already(void **state)
{
    (void)state;
    struct window *window = scene_window("states", "States");
    long id = id_of(window, "check", "Check");
    assert_string_equal(peer_do(peer, "check", id, "0"), "ok");
    assert_string_equal(peer_do(peer, "check", id, "1"), "ok");
    assert_string_equal(program_hear(&program), "check true");
    assert_string_equal(peer_do(peer, "check", id, "1"), "ok");
    assert_string_equal(peer_do(peer, "check", id, "0"), "ok");
    assert_string_equal(program_hear(&program), "check false");
    assert_string_equal(peer_do(peer, "check", id, "yes"), "bad argument");
}

static void what_a_user_could_not_do_is_refused(void **state)
{
    (void)state;
    struct window *window = scene_window("states", "States");
    long fixed = id_of(window, "text", "fixed"), frame = window->id;
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Disabled"), NULL), "disabled");
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Hidden"), NULL), "hidden");
    assert_string_equal(peer_do(peer, "click", frame, NULL), "not a button");
    assert_string_equal(peer_do(peer, "set", fixed, "text"), "not editable");
    assert_string_equal(peer_do(peer, "secret", frame, "text"), "not a text");
    assert_string_equal(peer_do(peer, "select", frame, "0"), "not a list");
    assert_string_equal(peer_do(peer, "close", fixed, NULL), "not a window");
    assert_string_equal(peer_do(peer, "click", 999999999, NULL), "gone");
    assert_string_equal(peer_do(peer, "dance", frame, NULL), "unknown");
}

static void a_login_form_is_filled_and_its_password_never_told(void **state)
{
    static const char password[] = "p\xC3\xA4ss\\w\xC3\xB6rd \xF0\x9F\x94\x91";
    (void)state;
    struct window *window = scene_window("login", "Login");
    long id = window->id, secret = id_of(window, "secret", "Password:");
    peer->forbidden = "w\xC3\xB6rd";
    peer_send(peer, "set", id_of(window, "text", "user"), "demo");
    peer_send(peer, "secret", secret, password);
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Log In"), NULL), "ok");
    assert_string_equal(program_hear(&program), "login demo  p\xC3\xA4ss\\\\w\xC3\xB6rd \xF0\x9F\x94\x91");
    dump(id);
    dump(secret);
    assert_string_equal(peer_do(peer, "census", 0, NULL), "ok");
    assert_string_equal(window_find_id(&peer->dump, secret)->text, "");
}

static void a_plain_field_filled_as_secret_is_never_told_again(void **state)
{
    (void)state;
    struct window *window = scene_window("login", "Login");
    long id = id_of(window, "text", "pin");
    peer->forbidden = "4711";
    assert_string_equal(peer_do(peer, "secret", id, "4711"), "ok");
    assert_string_equal(dump(id)->kind, "secret");
    // even when the program forbids typing in it, which makes other texts public
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Lock"), NULL), "ok");
    peer_wait(peer, !node_has(window_find_id(peer_window(peer, "Login"), id), 'w'));
    assert_string_equal(dump(id)->text, "");
    assert_string_equal(peer_do(peer, "census", 0, NULL), "ok");
}

static void setting_a_secret_replaces_what_was_there(void **state)
{
    (void)state;
    struct window *window = scene_window("login", "Login");
    long secret = id_of(window, "secret", "Password:");
    assert_string_equal(peer_do(peer, "secret", secret, "first"), "ok");
    assert_string_equal(peer_do(peer, "set", secret, "second"), "ok");
    assert_string_equal(peer_do(peer, "secret", secret, "third"), "ok");
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Log In"), NULL), "ok");
    assert_string_equal(program_hear(&program), "login   third");
}

static void a_key_is_pressed_in_a_component(void **state)
{
    (void)state;
    struct window *window = scene_window("question", "Question");
    assert_string_equal(peer_do(peer, "key", window->id, "escape"), "bad argument");
    assert_string_equal(peer_do(peer, "key", id_of(window, "button", "No"), "27"), "ok");
    assert_string_equal(program_hear(&program), "question -1");
}

static void an_exception_of_the_program_stays_the_program_s(void **state)
{
    (void)state;
    struct window *window = scene_window("throwing", "Throwing");
    assert_string_equal(peer_do(peer, "click", id_of(window, "button", "Throw"), NULL), "ok");
    assert_string_equal(program_hear(&program), "uncaught no click, please");
    assert_string_equal(peer_do(peer, "set", id_of(window, "text", NULL), "text"), "refused");
    assert_string_equal(peer_do(peer, "secret", id_of(window, "text", NULL), "text"), "refused");
    assert_string_equal(peer_do(peer, "ping", 0, NULL), "ok");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_question_is_told_and_answered),
        SCENE_TEST(a_click_that_opens_a_modal_dialog_is_answered_at_once),
        SCENE_TEST(a_file_chooser_is_told_whole_and_can_be_left),
        SCENE_TEST(closing_a_window_is_left_to_the_program),
        SCENE_TEST(a_frame_is_minimized_and_nothing_else),
        SCENE_TEST(menu_items_are_clicked_in_a_closed_menu),
        SCENE_TEST(check_clicks_only_what_is_not_so_already),
        SCENE_TEST(what_a_user_could_not_do_is_refused),
        SCENE_TEST(a_login_form_is_filled_and_its_password_never_told),
        SCENE_TEST(a_plain_field_filled_as_secret_is_never_told_again),
        SCENE_TEST(setting_a_secret_replaces_what_was_there),
        SCENE_TEST(a_key_is_pressed_in_a_component),
        SCENE_TEST(an_exception_of_the_program_stays_the_program_s),
    };
    return cmocka_run_group_tests(tests, scene_open, scene_close);
}
