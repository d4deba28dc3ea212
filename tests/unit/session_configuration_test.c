/* SPDX-License-Identifier: MIT
 *
 * The next step in the program's configuration dialog, from what the agent really told of one.
 */
#include "session/configuration.h"

#include "session/wire.h"
#include "session_recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TREE = 79, READ_ONLY = 83, API_ROW = 2, SETTINGS_ROW = 3 };

static struct wire wire;
static struct window *dialog;

static void say(const char *bytes)
{
    for (size_t length = strlen(bytes); length > 0;) {
        struct wire_event event;
        size_t taken = wire_push(&wire, bytes, length, &event);
        bytes += taken;
        length -= taken;
    }
}

static int show(void **state)
{
    (void) state;
    wire_reset(&wire);
    say(recorded_configuration);
    dialog = wire_window(&wire, 72);
    return dialog ? 0 : -1;
}

static struct component *component(int64_t id)
{
    for (unsigned i = 0; i < dialog->count; i++)
        if (dialog->components[i].id == id) return &dialog->components[i];
    print_error("no component %lld\n", (long long) id);
    abort();
}

static struct configuration_plan plan(bool on)
{
    return configuration_plan(dialog, &configuration_tasks[0], on);
}

static void page_is_selected_first(void **state)
{
    (void) state;
    struct configuration_plan next = plan(false);
    assert_int_equal(next.step, CONFIGURATION_SELECT);
    assert_int_equal(next.component, TREE);
    assert_int_equal(next.value, SETTINGS_ROW);
}

static void box_is_set_only_if_it_differs(void **state)
{
    (void) state;
    dialog->rows[SETTINGS_ROW].selected = true;
    assert_int_equal(plan(true).step, CONFIGURATION_RIGHT);
    struct configuration_plan next = plan(false);
    assert_int_equal(next.step, CONFIGURATION_CHECK);
    assert_int_equal(next.component, READ_ONLY);
    assert_int_equal(next.value, 0);
    component(READ_ONLY)->flags &= (uint8_t) ~COMPONENT_SELECTED;
    assert_int_equal(plan(false).step, CONFIGURATION_RIGHT);
    next = plan(true);
    assert_int_equal(next.step, CONFIGURATION_CHECK);
    assert_int_equal(next.value, 1);
}

static void folded_node_is_unfolded(void **state)
{
    (void) state;
    component(TREE)->rows = API_ROW + 1;
    dialog->rows[API_ROW].unfolded = false;
    struct configuration_plan next = plan(false);
    assert_int_equal(next.step, CONFIGURATION_EXPAND);
    assert_int_equal(next.component, TREE);
    assert_int_equal(next.value, API_ROW);
}

static void settings_of_another_node_are_not_taken(void **state)
{
    (void) state;
    for (unsigned i = API_ROW + 1; i < component(TREE)->rows; i++) dialog->rows[i].level = 2;
    assert_int_equal(plan(false).step, CONFIGURATION_WAIT);
    assert_string_equal(plan(false).why, "the configuration has no such page");
    dialog->rows[SETTINGS_ROW].level = 4; /* below a child of the node, not below the node */
    assert_int_equal(plan(false).step, CONFIGURATION_WAIT);
}

static void what_is_missing_is_said(void **state)
{
    (void) state;
    dialog->rows[SETTINGS_ROW].selected = true;
    component(READ_ONLY)->flags &= (uint8_t) ~COMPONENT_ENABLED;
    assert_int_equal(plan(false).step, CONFIGURATION_WAIT);
    assert_string_equal(plan(false).why, "its check box cannot be used");
    component(READ_ONLY)->text = 0;
    assert_string_equal(plan(false).why, "its page has no such check box");
    component(TREE)->rows = 0;
    assert_string_equal(plan(false).why, "the configuration has no such page");
    component(TREE)->kind = COMPONENT_OTHER;
    assert_string_equal(plan(false).why, "the configuration has no tree of pages");
}

static void every_task_is_complete(void **state)
{
    (void) state;
    const struct config config = { 0 };
    for (unsigned i = 0; i < configuration_count; i++) {
        const struct configuration_task *task = &configuration_tasks[i];
        assert_true(task->setting && task->page[0] && task->component && task->wish);
        assert_null(task->page[CONFIGURATION_DEPTH - 1]);
        assert_in_range(task->wish(&config), WISH_NONE, WISH_ON);
    }
}

static void read_only_api_follows_its_setting(void **state)
{
    (void) state;
    const struct config no = { .read_only_api = false }, yes = { .read_only_api = true };
    assert_string_equal(configuration_tasks[0].setting, "READ_ONLY_API");
    assert_int_equal(configuration_tasks[0].wish(&no), WISH_OFF);
    assert_int_equal(configuration_tasks[0].wish(&yes), WISH_ON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(page_is_selected_first, show),
        cmocka_unit_test_setup(box_is_set_only_if_it_differs, show),
        cmocka_unit_test_setup(folded_node_is_unfolded, show),
        cmocka_unit_test_setup(settings_of_another_node_are_not_taken, show),
        cmocka_unit_test_setup(what_is_missing_is_said, show),
        cmocka_unit_test(every_task_is_complete),
        cmocka_unit_test(read_only_api_follows_its_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
