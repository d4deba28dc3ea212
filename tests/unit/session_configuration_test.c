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

enum { TREE = 79, READ_ONLY = 83, PORT = 86, MASTER = 89, RESET = 93, TIME = 108, PM = 110, AUTO_LOGOFF = 112 };
enum { LOCK_ROW = 1, API_ROW = 2, SETTINGS_ROW = 3, READ_ONLY_TASK = 1, MASTER_TASK = 3, RESET_TASK = 5 };

static const struct wish on = { .kind = WISH_ON }, off = { .kind = WISH_OFF };

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

static struct configuration_plan plan(bool wanted)
{
    return configuration_plan(dialog, &configuration_tasks[READ_ONLY_TASK], wanted ? &on : &off);
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
    assert_string_equal(plan(false).why, "its box cannot be used");
    component(READ_ONLY)->text = 0;
    assert_string_equal(plan(false).why, "its page has no such box");
    component(TREE)->rows = 0;
    assert_string_equal(plan(false).why, "the configuration has no such page");
    component(TREE)->kind = COMPONENT_OTHER;
    assert_string_equal(plan(false).why, "the configuration has no tree of pages");
}

static struct configuration_plan plan_text(unsigned task, const char *text)
{
    struct wish wish = { .kind = WISH_TEXT };
    text_print(wish.text, "%s", text);
    return configuration_plan(dialog, &configuration_tasks[task], &wish);
}

static void field_is_the_one_beside_its_label(void **state)
{
    (void) state;
    dialog->rows[SETTINGS_ROW].selected = true;
    struct configuration_plan next = plan_text(PLACE_PORT, "4002");
    assert_int_equal(next.step, CONFIGURATION_SET);
    assert_int_equal(next.component, PORT);
    assert_true(next.on_page);
    next = plan_text(MASTER_TASK, "17");
    assert_int_equal(next.component, MASTER);
    assert_int_equal(plan_text(MASTER_TASK, "").step, CONFIGURATION_RIGHT);
}

static void field_may_be_in_a_part_of_that_name(void **state)
{
    (void) state;
    static const char message[] =
        "dump\t72\nn\t0\t72\tdialog\tse\t0,0,1,1\tC\t\tConfiguration\nn\t1\t79\ttree\tse\t0,0,1,1\tC\t\t\n"
        "i\t0\t1o\tConfiguration\ni\t1\t2o\tAPI\ni\t2\t3c\tSettings\n"
        "n\t1\t4\ttext\tsew\t0,0,1,1\tC\t\twrong\nn\t1\t5\tother\tse\t0,0,1,1\tC\tSocket port\t\n"
        "n\t2\t6\ttext\tsew\t0,0,1,1\tC\t\t4002\nend\t72\t6\twhole\n";
    say(message);
    assert_true(dialog->dumped);
    assert_int_equal(plan_text(PLACE_PORT, "4002").step, CONFIGURATION_RIGHT);
    struct configuration_plan next = plan_text(PLACE_PORT, "7497");
    assert_int_equal(next.step, CONFIGURATION_SET);
    assert_int_equal(next.component, 6);
}

static void button_is_pressed(void **state)
{
    (void) state;
    dialog->rows[SETTINGS_ROW].selected = true;
    struct configuration_plan next = configuration_plan(dialog, &configuration_tasks[RESET_TASK], &on);
    assert_int_equal(next.step, CONFIGURATION_PRESS);
    assert_int_equal(next.component, RESET);
}

static void show_lock_and_exit(void)
{
    dialog->rows[LOCK_ROW].selected = true;
    for (int64_t id = TIME - 1; id <= AUTO_LOGOFF + 1; id++)
        if (id != PM + 1) component(id)->flags |= COMPONENT_SHOWING;
}

static void time_of_a_restart_is_set_and_read(void **state)
{
    (void) state;
    struct wish wishes[CONFIGURATION_TASKS];
    assert_false(configuration_read_restart(dialog, wishes));
    show_lock_and_exit();
    assert_int_equal(plan_text(PLACE_TIME, "11:45").component, TIME);
    assert_int_equal(configuration_plan(dialog, &configuration_tasks[PLACE_PM], &on).step, CONFIGURATION_RIGHT);
    assert_int_equal(configuration_plan(dialog, &configuration_tasks[PLACE_AM], &on).step, CONFIGURATION_CHECK);
    assert_true(configuration_read_restart(dialog, wishes));
    assert_int_equal(wishes[PLACE_AUTO_LOGOFF].kind, WISH_ON);
    assert_int_equal(wishes[PLACE_AUTO_RESTART].kind, WISH_NONE);
    assert_int_equal(wishes[PLACE_PM].kind, WISH_ON);
    assert_int_equal(wishes[PLACE_TIME].kind, WISH_TEXT);
}

static void entry_of_a_list_is_selected(void **state)
{
    (void) state;
    show_lock_and_exit();
    component(TIME)->kind = COMPONENT_COMBO;
    assert_string_equal(plan_text(PLACE_TIME, "11:45").why, "its list has no such entry");
}

static void every_task_is_complete(void **state)
{
    (void) state;
    for (unsigned i = 0; i < CONFIGURATION_TASKS; i++) {
        const struct configuration_task *task = &configuration_tasks[i];
        assert_true(task->setting && task->page[0] && task->names[0]);
        assert_true(task->wish || task->ibc || i == PLACE_PORT);
        assert_null(task->page[CONFIGURATION_DEPTH - 1]);
    }
}

static struct config settings_with(const char *ibc)
{
    return (struct config) { .ibc = ibc, .auto_restart_time.minutes = -1, .auto_logoff_time.minutes = -1 };
}

static void wishes_follow_the_settings(void **state)
{
    (void) state;
    struct wish wishes[CONFIGURATION_TASKS];
    struct config config = settings_with("");
    configuration_read_wishes(&config, 4002, wishes);
    assert_int_equal(wishes[0].kind, WISH_NONE);
    assert_int_equal(wishes[READ_ONLY_TASK].kind, WISH_OFF);
    assert_string_equal(wishes[PLACE_PORT].text, "4002");
    assert_int_equal(wishes[MASTER_TASK].kind, WISH_NONE);
    assert_int_equal(wishes[RESET_TASK].kind, WISH_NONE);
    assert_int_equal(wishes[RESET_TASK + 1].kind, WISH_OFF);
    assert_int_equal(wishes[PLACE_TIME].kind, WISH_NONE);
    config.program = PROGRAM_TWS;
    config.read_only_api = config.bypass_warning = true;
    config.auto_logoff_time.minutes = 5;
    configuration_read_wishes(&config, 7497, wishes);
    assert_int_equal(wishes[0].kind, WISH_ON);
    assert_int_equal(wishes[READ_ONLY_TASK].kind, WISH_ON);
    for (unsigned i = RESET_TASK + 1; i < PLACE_AUTO_RESTART; i++) assert_int_equal(wishes[i].kind, WISH_ON);
    assert_int_equal(wishes[PLACE_AUTO_RESTART].kind, WISH_NONE);
    assert_int_equal(wishes[PLACE_AUTO_LOGOFF].kind, WISH_ON);
    assert_string_equal(wishes[PLACE_TIME].text, "12:05");
    assert_int_equal(wishes[PLACE_AM].kind, WISH_ON);
    assert_int_equal(wishes[PLACE_PM].kind, WISH_NONE);
}

static void restart_wins_over_logoff(void **state)
{
    (void) state;
    struct wish wishes[CONFIGURATION_TASKS];
    struct config config = settings_with("");
    config.auto_logoff_time.minutes = 60;
    config.auto_restart_time.minutes = 23 * 60 + 45;
    configuration_read_wishes(&config, 4002, wishes);
    assert_int_equal(wishes[PLACE_AUTO_RESTART].kind, WISH_ON);
    assert_int_equal(wishes[PLACE_AUTO_LOGOFF].kind, WISH_NONE);
    assert_string_equal(wishes[PLACE_TIME].text, "11:45");
    assert_int_equal(wishes[PLACE_PM].kind, WISH_ON);
    configuration_wish_restart(12 * 60 + 7, wishes);
    assert_string_equal(wishes[PLACE_TIME].text, "12:07");
    assert_int_equal(wishes[PLACE_PM].kind, WISH_ON);
    assert_int_equal(wishes[READ_ONLY_TASK].kind, WISH_NONE);
    assert_int_equal(wishes[PLACE_PORT].kind, WISH_NONE);
}

static void keys_of_ibc_go_before(void **state)
{
    (void) state;
    struct wish wishes[CONFIGURATION_TASKS];
    struct config config = settings_with("OverrideTwsMasterClientID=17\nResetOrderIdsAtStart=yes\n"
                                         "BypassBondWarning=no\nSendMarketDataInLotsForUSstocks=no\n");
    config.bypass_warning = true;
    configuration_read_wishes(&config, 4002, wishes);
    assert_string_equal(wishes[MASTER_TASK].text, "17");
    assert_int_equal(wishes[MASTER_TASK + 1].kind, WISH_OFF);
    assert_int_equal(wishes[RESET_TASK].kind, WISH_ON);
    assert_int_equal(wishes[RESET_TASK + 1].kind, WISH_ON);
    assert_int_equal(wishes[RESET_TASK + 2].kind, WISH_OFF);
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
        cmocka_unit_test_setup(field_is_the_one_beside_its_label, show),
        cmocka_unit_test_setup(field_may_be_in_a_part_of_that_name, show),
        cmocka_unit_test_setup(button_is_pressed, show),
        cmocka_unit_test_setup(time_of_a_restart_is_set_and_read, show),
        cmocka_unit_test_setup(entry_of_a_list_is_selected, show),
        cmocka_unit_test(wishes_follow_the_settings),
        cmocka_unit_test(restart_wins_over_logoff),
        cmocka_unit_test(keys_of_ibc_go_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
