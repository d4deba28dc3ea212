/* SPDX-License-Identifier: MIT
 *
 * The table of windows against what the agent really told. Every row of the table is seen at least once.
 */
#include "session/dialogs.h"

#include "session_recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session_shown.h"

static const struct dialog_context paper = { .paper = true }, live = { .paper = false },
                                   stopping = { .paper = true, .stopping = true };

static const struct {
    const char *recorded, *name;
    enum dialog_role role;
    enum session_event opened;
} known[] = {
    { recorded_login_live, "gateway login", DIALOG_LOGIN, EVENT_LOGIN_WINDOW },
    { recorded_tws_login, "TWS login", DIALOG_LOGIN, EVENT_LOGIN_WINDOW },
    { recorded_main_loading, "gateway main window", DIALOG_MAIN, EVENT_NONE },
    { recorded_main, "gateway main window", DIALOG_MAIN, EVENT_NONE },
    { recorded_tws_main, "TWS main window", DIALOG_MAIN, EVENT_NONE },
    { recorded_splash, "splash", DIALOG_SPLASH, EVENT_NONE },
    { recorded_paper_notice, "paper notice", DIALOG_NOTICE, EVENT_NONE },
    { recorded_configuration, "configuration", DIALOG_CONFIGURATION, EVENT_NONE },
    { recorded_exit, "exit confirmation", DIALOG_EXIT, EVENT_NONE },
    { recorded_shutdown, "shutdown progress", DIALOG_NOTICE, EVENT_NONE },
    { recorded_login_failed, "login failed", DIALOG_REFUSED, EVENT_CREDENTIALS_REFUSED },
    { recorded_unrecognized, "login failed", DIALOG_REFUSED, EVENT_CREDENTIALS_REFUSED },
    { recorded_too_many, "too many attempts", DIALOG_REFUSED, EVENT_TOO_MANY_ATTEMPTS },
    { recorded_connection_failed, "connection to server failed", DIALOG_TROUBLE, EVENT_SERVER_AWAY },
    { recorded_second_factor, "second factor", DIALOG_SECOND_FACTOR, EVENT_SECOND_FACTOR_WANTED },
    { recorded_devices, "second factor", DIALOG_SECOND_FACTOR, EVENT_SECOND_FACTOR_WANTED },
};

static void recorded_windows_are_recognised(void **state)
{
    (void) state;
    for (unsigned i = 0; i < ARRAY_LENGTH(known); i++) {
        wire_reset(&wire);
        struct decision decision = dialog_decide(show(known[i].recorded), &paper);
        assert_non_null(decision.dialog);
        assert_string_equal(decision.dialog->name, known[i].name);
        assert_int_equal(decision.dialog->role, known[i].role);
        assert_int_equal(decision.dialog->opened, known[i].opened);
    }
}

static void nothing_is_clicked_but_the_paper_notice(void **state)
{
    (void) state;
    for (unsigned i = 0; i < ARRAY_LENGTH(known); i++) {
        wire_reset(&wire);
        struct window *window = show(known[i].recorded);
        struct dialog_context context = paper;
        context.answers.by_rule[RULE_PAPER_NOTICE] = ANSWER_YES;
        struct decision decision = dialog_decide(window, &context);
        if (known[i].recorded != recorded_paper_notice) {
            assert_int_not_equal(decision.act, DIALOG_CLICK);
            continue;
        }
        assert_int_equal(decision.act, DIALOG_CLICK);
        const char *text = "I understand and accept";
        assert_int_equal(decision.component, window_find(window, KIND_BIT(COMPONENT_BUTTON), text, true)->id);
    }
}

static void exit_is_confirmed_only_while_stopping(void **state)
{
    (void) state;
    struct window *window = show(recorded_exit);
    assert_int_equal(dialog_decide(window, &paper).act, DIALOG_NOTHING);
    struct decision decision = dialog_decide(window, &stopping);
    assert_int_equal(decision.act, DIALOG_CLICK);
    assert_int_equal(decision.component, window_find(window, KIND_BIT(COMPONENT_BUTTON), "Yes", true)->id);
}

static void login_is_not_filled_while_stopping(void **state)
{
    (void) state;
    struct window *window = show(recorded_login_live);
    assert_int_equal(dialog_decide(window, &live).act, DIALOG_FILL_LOGIN);
    assert_int_equal(dialog_decide(window, &stopping).act, DIALOG_NOTHING);
}

/* A window of one line for each component: kind and text. */
static struct window *make(const char *kind, const char *title, const char *component, const char *text)
{
    char message[512];
    wire_reset(&wire);
    text_print(message, "open\t5\nn\t0\t5\t%s\tse\t0,0,1,1\tC\t\t%s\nn\t1\t6\t%s\tse\t0,0,1,1\tC\t\t%s\n"
               "end\t5\t2\twhole\n", kind, title, component, text);
    return show(message);
}

static void unknown_windows_are_left_alone(void **state)
{
    (void) state;
    struct window *strange = make("dialog", "Some Strange Thing", "button", "OK");
    assert_null(dialog_decide(strange, &paper).dialog);
    assert_int_equal(dialog_decide(strange, &stopping).act, DIALOG_NOTHING);
    assert_null(dialog_decide(make("frame", "IBKR Gateway", "button", "OK"), &paper).dialog);
    assert_null(dialog_decide(make("dialog", "Warning", "button", "I understand and accept"), &paper).dialog);
    assert_null(dialog_decide(make("dialog", "Loading", "button", "OK"), &paper).dialog);
    assert_null(dialog_decide(make("window", "", "button", "OK"), &paper).dialog);
    assert_null(dialog_decide(make("dialog", "", "label", "x"), &paper).dialog);
}

static void popups_are_nothing_to_report(void **state)
{
    (void) state;
    struct decision decision = dialog_decide(make("window", "", "item", "Close"), &paper);
    assert_non_null(decision.dialog);
    assert_int_equal(decision.act, DIALOG_NOTHING);
}

static void refusals_are_known_by_their_texts_too(void **state)
{
    (void) state;
    static const char *const texts[] = { "Invalid username or password.", "Sorry. Invalid login: try again" };
    for (unsigned i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct decision decision = dialog_decide(make("dialog", "IBKR Gateway", "label", texts[i]), &paper);
        assert_non_null(decision.dialog);
        assert_int_equal(decision.dialog->opened, EVENT_CREDENTIALS_REFUSED);
    }
    struct decision decision = dialog_decide(make("dialog", "Login Error", "label", "x"), &paper);
    assert_int_equal(decision.dialog->opened, EVENT_LOGIN_TROUBLE);
}

static void login_chooses_the_trading_mode_first(void **state)
{
    (void) state;
    struct window *window = show(recorded_login_live);
    struct login_plan plan = dialog_plan_login(window, &paper);
    assert_int_equal(plan.step, LOGIN_PRESS);
    assert_int_equal(plan.press, 14);
    window = show(recorded_login_paper);
    plan = dialog_plan_login(window, &paper);
    assert_int_equal(plan.step, LOGIN_TYPE);
    assert_int_equal(plan.user, 18);
    assert_int_equal(plan.password, 21);
    assert_int_equal(plan.button, 23);
    assert_true(plan.button_usable);
    plan = dialog_plan_login(window, &live);
    assert_int_equal(plan.step, LOGIN_PRESS);
    assert_int_equal(plan.press, 13);
}

static struct component *find(struct window *window, const char *text)
{
    for (unsigned i = 0; i < window->count; i++)
        if (text_equal(window_text(window, &window->components[i]), text)) return &window->components[i];
    print_error("no component \"%s\"\n", text);
    abort();
}

static void login_without_a_usable_mode_is_not_filled(void **state)
{
    (void) state;
    struct window *window = show(recorded_login_live);
    struct component *mode = find(window, "Paper Trading");
    mode->flags &= (uint8_t) ~COMPONENT_ENABLED;
    assert_int_equal(dialog_plan_login(window, &paper).step, LOGIN_WAIT);
    mode->text = 0;
    assert_int_equal(dialog_plan_login(window, &paper).step, LOGIN_WAIT);
}

static void login_chooses_the_api_type_where_there_is_one(void **state)
{
    (void) state;
    struct window *window = show(recorded_login_paper);
    struct component *type = find(window, "IB API");
    type->flags &= (uint8_t) ~COMPONENT_SELECTED;
    assert_int_equal(dialog_plan_login(window, &paper).press, 9);
    wire_reset(&wire);
    window = show(recorded_tws_login);
    assert_int_equal(dialog_plan_login(window, &live).step, LOGIN_TYPE);
}

static void login_waits_for_fields_that_can_be_typed_into(void **state)
{
    (void) state;
    struct window *window = show(recorded_login_paper);
    for (unsigned i = 0; i < window->count; i++)
        if (window->components[i].kind == COMPONENT_SECRET) window->components[i].flags = COMPONENT_VISIBLE;
    assert_int_equal(dialog_plan_login(window, &paper).step, LOGIN_WAIT);
}

static void login_is_complete_when_main_window_stands_alone(void **state)
{
    (void) state;
    show(recorded_main_loading);
    assert_false(dialog_logged_in(wire.windows, WINDOW_SLOTS, false));
    show(recorded_splash);
    assert_false(dialog_logged_in(wire.windows, WINDOW_SLOTS, false));
    struct window *splash = show(recorded_last_splash);
    assert_true(dialog_is_last_splash(splash));
    show(recorded_main);
    assert_false(dialog_logged_in(wire.windows, WINDOW_SLOTS, true));
    splash->id = 0;
    assert_true(dialog_logged_in(wire.windows, WINDOW_SLOTS, false));
    show(recorded_paper_notice);
    assert_true(dialog_logged_in(wire.windows, WINDOW_SLOTS, false));
    show(recorded_second_factor);
    assert_false(dialog_logged_in(wire.windows, WINDOW_SLOTS, true));
}

static void exit_is_found_in_the_file_menu(void **state)
{
    (void) state;
    assert_int_equal(dialog_find_exit(show(recorded_main)), 37);
    wire_reset(&wire);
    assert_int_equal(dialog_find_exit(show(recorded_tws_main)), 46);
    assert_int_equal(dialog_find_exit(show(recorded_exit)), 0);
}

static void settings_of_the_program_are_found_in_its_menus(void **state)
{
    (void) state;
    struct window *window = show(recorded_main);
    assert_ptr_equal(dialog_find_settings(window), find(window, "Settings"));
    wire_reset(&wire);
    window = show(recorded_tws_main);
    assert_ptr_equal(dialog_find_settings(window), find(window, "Global Configuration..."));
    assert_null(dialog_find_settings(show(recorded_exit)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(recorded_windows_are_recognised, reset),
        cmocka_unit_test_setup(nothing_is_clicked_but_the_paper_notice, reset),
        cmocka_unit_test_setup(exit_is_confirmed_only_while_stopping, reset),
        cmocka_unit_test_setup(login_is_not_filled_while_stopping, reset),
        cmocka_unit_test_setup(unknown_windows_are_left_alone, reset),
        cmocka_unit_test_setup(popups_are_nothing_to_report, reset),
        cmocka_unit_test_setup(refusals_are_known_by_their_texts_too, reset),
        cmocka_unit_test_setup(login_chooses_the_trading_mode_first, reset),
        cmocka_unit_test_setup(login_without_a_usable_mode_is_not_filled, reset),
        cmocka_unit_test_setup(login_chooses_the_api_type_where_there_is_one, reset),
        cmocka_unit_test_setup(login_waits_for_fields_that_can_be_typed_into, reset),
        cmocka_unit_test_setup(login_is_complete_when_main_window_stands_alone, reset),
        cmocka_unit_test_setup(exit_is_found_in_the_file_menu, reset),
        cmocka_unit_test_setup(settings_of_the_program_are_found_in_its_menus, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
