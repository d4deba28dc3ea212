/* SPDX-License-Identifier: MIT */
#include "session/dialog_actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct window window;

static void add(int64_t id, enum component_kind kind, unsigned flags, const char *text)
{
    struct component component = { .id = id, .depth = id > 1, .kind = (uint8_t) kind, .flags = (uint8_t) flags };
    window_add(&window, &component, "", 0, text, strlen(text));
}

static int show(void **state)
{
    (void) state;
    const unsigned usable = COMPONENT_SHOWING | COMPONENT_ENABLED;
    window_reset(&window, 1);
    add(1, COMPONENT_DIALOG, usable, "Daily Tips and News");
    add(2, COMPONENT_BUTTON, usable, "Close");
    add(3, COMPONENT_BUTTON, COMPONENT_SHOWING, "Not now");
    return 0;
}

static void a_title_that_contains_the_users_words_is_meant(void **state)
{
    (void) state;
    static const char *const actions[] = {
        "daily tips=close", "Survey=No;Daily Tips=Close", " Tips and = Close ;Daily Tips=Never", ";;Daily Tips=Close;"
    };
    for (unsigned i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct dialog_action action = dialog_actions_find(actions[i], &window);
        assert_int_equal(action.kind, DIALOG_ACTION_CLICK);
        assert_int_equal(action.component, 2);
    }
}

static void windows_the_user_does_not_name_are_left_alone(void **state)
{
    (void) state;
    assert_int_equal(dialog_actions_find("", &window).kind, DIALOG_ACTION_NONE);
    assert_int_equal(dialog_actions_find("Survey=Close", &window).kind, DIALOG_ACTION_NONE);
    assert_int_equal(dialog_actions_find("=Close", &window).kind, DIALOG_ACTION_NONE);
    assert_int_equal(dialog_actions_find("Daily Tips", &window).kind, DIALOG_ACTION_NONE);
}

static void a_button_that_is_not_there_or_cannot_be_clicked_is_not_clicked(void **state)
{
    (void) state;
    struct dialog_action action = dialog_actions_find("Daily=Clo", &window);
    assert_int_equal(action.kind, DIALOG_ACTION_NO_SUCH_BUTTON);
    assert_string_equal(action.button, "Clo");
    assert_int_equal(dialog_actions_find("Daily=Not now", &window).kind, DIALOG_ACTION_NO_SUCH_BUTTON);
}

static void a_window_can_be_closed_by_its_cross(void **state)
{
    (void) state;
    assert_int_equal(dialog_actions_find("Daily=@close", &window).kind, DIALOG_ACTION_CROSS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_title_that_contains_the_users_words_is_meant, show),
        cmocka_unit_test_setup(windows_the_user_does_not_name_are_left_alone, show),
        cmocka_unit_test_setup(a_button_that_is_not_there_or_cannot_be_clicked_is_not_clicked, show),
        cmocka_unit_test_setup(a_window_can_be_closed_by_its_cross, show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
