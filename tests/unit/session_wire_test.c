/* SPDX-License-Identifier: MIT */
#include "session/wire.h"

#include "session_recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

static struct wire wire;

static int reset(void **state)
{
    (void) state;
    wire_reset(&wire);
    return 0;
}

/* Gives the last event that was one. */
static struct wire_event push(const char *bytes, size_t length, size_t step)
{
    struct wire_event last = { .kind = WIRE_NOTHING };
    while (length > 0) {
        struct wire_event event;
        size_t taken = wire_push(&wire, bytes, step < length ? step : length, &event);
        assert_true(taken > 0);
        if (event.kind != WIRE_NOTHING) last = event;
        bytes += taken;
        length -= taken;
    }
    return last;
}

static struct wire_event say(const char *text)
{
    return push(text, strlen(text), strlen(text));
}

static void window_is_the_same_whatever_the_pieces(void **state)
{
    (void) state;
    for (size_t step = 1; step < 200; step += 7) {
        wire_reset(&wire);
        struct wire_event event = push(recorded_login_paper, strlen(recorded_login_paper), step);
        assert_int_equal(event.kind, WIRE_CHANGED);
        assert_int_equal(event.id, 1);
        assert_string_equal(window_title(event.window), "IBKR Gateway");
        assert_false(event.window->cut);
        const struct component *button = window_find(event.window, KIND_BIT(COMPONENT_BUTTON), "paper log in", true);
        assert_non_null(button);
        assert_int_equal(button->id, 23);
        const struct component *mode = window_find(event.window, KIND_BIT(COMPONENT_TOGGLE), "Paper Trading", true);
        assert_true(mode->flags & COMPONENT_SELECTED);
    }
}

static void items_are_found_below_their_menu_only(void **state)
{
    (void) state;
    struct window *window = say(recorded_main).window;
    assert_non_null(window_find_item(window, "File", "Close"));
    assert_null(window_find_item(window, "Help", "Close"));
    assert_non_null(window_find_item(window, "Help", "About Gateway"));
}

static void rows_belong_to_their_component(void **state)
{
    (void) state;
    struct window *window = say(recorded_devices).window;
    const struct component *list = window_find(window, KIND_BIT(COMPONENT_LIST), NULL, false);
    assert_non_null(list);
    assert_int_equal(list->rows, 2);
    assert_string_equal(window->texts + window->rows[list->first_row + 1].text, "Mobile Authenticator app");
}

static void texts_are_unescaped_and_their_blanks_tidied(void **state)
{
    (void) state;
    struct window *window = say("open\t5\nn\t0\t5\tdialog\tse\t0,0,1,1\tC\t\ta\\\\b\\n\\tc  d\\n\nend\t5\t1\twhole\n").window;
    assert_non_null(window);
    assert_string_equal(window_title(window), "a\\b c d");
}

static void text_of_a_secret_is_not_kept(void **state)
{
    (void) state;
    struct window *window = say("open\t5\nn\t0\t5\tdialog\tse\t0,0,1,1\tC\t\tT\n"
                                "n\t1\t6\tsecret\tsew\t0,0,1,1\tC\t\thidden\nend\t5\t2\twhole\n").window;
    assert_non_null(window);
    assert_string_equal(window_text(window, &window->components[1]), "");
}

static void answers_carry_their_number_and_reason(void **state)
{
    (void) state;
    struct wire_event event = say("ok\t7\n");
    assert_int_equal(event.kind, WIRE_OK);
    assert_int_equal(event.id, 7);
    event = say("err\t8\tno\\tbutton\n");
    assert_int_equal(event.kind, WIRE_REFUSED);
    assert_string_equal(event.why, "no\tbutton");
}

static void nonsense_is_told_and_changes_nothing(void **state)
{
    (void) state;
    static const char *const lines[] = { "\n", "what\n", "n\t0\t1\tframe\n", "n\t0\t1\tframe\ts\t\t\t\tx\n",
        "end\t1\t1\twhole\n",
        "open\tx\n", "open\t0\n", "close\n", "ok\n", "err\t-1\n", "i\t0\t\tx\n", "ok\t99999999999999999999\n" };
    for (unsigned i = 0; i < ARRAY_LENGTH(lines); i++) assert_int_equal(say(lines[i]).kind, WIRE_SENSELESS);
    for (unsigned i = 0; i < WINDOW_SLOTS; i++) assert_int_equal(wire.windows[i].id, 0);
}

static void dump_is_passed_over(void **state)
{
    (void) state;
    assert_int_equal(say("dump\t3\nn\t0\t3\ttext\tsew\t0,0,1,1\tC\t\ttyped\nend\t3\t1\twhole\n").kind, WIRE_NOTHING);
}

static void dump_of_an_open_window_is_a_change_of_it(void **state)
{
    (void) state;
    say("open\t3\nn\t0\t3\tdialog\tse\t0,0,1,1\tC\t\tBefore\nend\t3\t1\twhole\n");
    struct wire_event event = say("dump\t3\nn\t0\t3\tdialog\tse\t0,0,1,1\tC\t\tNow\nend\t3\t1\twhole\n");
    assert_int_equal(event.kind, WIRE_CHANGED);
    assert_string_equal(window_title(event.window), "Now");
}

static void rows_of_a_tree_have_levels(void **state)
{
    (void) state;
    struct wire_event event = say("open\t3\nn\t0\t3\ttree\tse\t0,0,1,1\tC\t\t\ni\t0\t1o\tRoot\ni\t1\t12c\tLeaf\n"
                                  "i\t2\t\tItem\ni\t3\t999\tDeep\nend\t3\t1\twhole\n");
    assert_int_equal(event.kind, WIRE_OPENED);
    const struct row *rows = event.window->rows;
    assert_int_equal(rows[0].level, 1);
    assert_true(rows[0].unfolded && !rows[0].selected);
    assert_int_equal(rows[1].level, 12);
    assert_true(rows[1].selected && !rows[1].unfolded);
    assert_string_equal(window_row_text(event.window, &rows[1]), "Leaf");
    assert_int_equal(rows[2].level, 0);
    assert_true(rows[3].level >= 25);
}

static void endless_line_is_cut_and_the_next_one_heard(void **state)
{
    (void) state;
    static char line[3 * WIRE_LINE];
    memset(line, 'x', sizeof line);
    assert_int_equal(push(line, sizeof line, 1000).kind, WIRE_NOTHING);
    assert_int_equal(say("\n").kind, WIRE_SENSELESS);
    assert_int_equal(say("bye\n").kind, WIRE_BYE);
}

static void window_larger_than_the_model_is_cut(void **state)
{
    (void) state;
    char line[64];
    say("open\t5\nn\t0\t5\tframe\tse\t0,0,1,1\tC\t\tBig\n");
    for (int i = 0; i < WINDOW_COMPONENTS + 10; i++) {
        text_print(line, "n\t1\t%d\tlabel\tse\t0,0,1,1\tC\t\ttext %d\n", i + 6, i);
        say(line);
    }
    struct wire_event event = say("end\t5\t9\twhole\n");
    assert_int_equal(event.kind, WIRE_OPENED);
    assert_true(event.window->cut);
    assert_int_equal(event.window->count, WINDOW_COMPONENTS);
}

static void window_without_a_slot_is_said_to_be_so(void **state)
{
    (void) state;
    char message[128];
    enum wire_event_kind kind = WIRE_NOTHING;
    for (int i = 1; i <= WINDOW_SLOTS + 1; i++) {
        text_print(message, "open\t%d\nn\t0\t%d\tframe\tse\t0,0,1,1\tC\t\tT\nend\t%d\t1\twhole\n", i, i, i);
        kind = say(message).kind;
        assert_int_equal(kind, i <= WINDOW_SLOTS ? WIRE_OPENED : WIRE_CROWDED);
    }
    assert_int_equal(say("close\t1\n").kind, WIRE_CLOSED);
    assert_int_equal(say(message).kind, WIRE_OPENED);
}

static void command_is_escaped_and_says_when_it_does_not_fit(void **state)
{
    (void) state;
    char room[64];
    struct text text = TEXT_IN(room);
    wire_command(&text, 3, "set", 18, "a\\b\tc\nd\re");
    assert_string_equal(room, "3\tset\t18\ta\\\\b\\tc\\nd\\re\n");
    text = (struct text) { .bytes = room, .room = 10 };
    wire_command(&text, 3, "set", 18, "abc");
    assert_true(text.cut);
}

static void description_masks_secrets_and_control_characters(void **state)
{
    (void) state;
    static const char *const secrets[] = { "hunter2", "", "Jdoe", NULL };
    char room[256];
    struct text text = TEXT_IN(room);
    struct window *window = say("open\t5\nn\t0\t5\tdialog\tse\t0,0,1,1\tC\t\tHi jdoe\nn\t1\t6\tlabel\ts\t0,0,1,1\tC\t\t"
        "one\\ntwo hunter2\nn\t1\t7\tbutton\tse\t0,0,1,1\tC\t\tGo\nend\t5\t3\twhole\n").window;
    assert_non_null(window);
    window_describe(window, secrets, &text);
    assert_string_equal(room, "\"Hi ***\": texts [\"one two ***\"] buttons [\"Go\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(window_is_the_same_whatever_the_pieces, reset),
        cmocka_unit_test_setup(items_are_found_below_their_menu_only, reset),
        cmocka_unit_test_setup(rows_belong_to_their_component, reset),
        cmocka_unit_test_setup(texts_are_unescaped_and_their_blanks_tidied, reset),
        cmocka_unit_test_setup(text_of_a_secret_is_not_kept, reset),
        cmocka_unit_test_setup(answers_carry_their_number_and_reason, reset),
        cmocka_unit_test_setup(nonsense_is_told_and_changes_nothing, reset),
        cmocka_unit_test_setup(dump_is_passed_over, reset),
        cmocka_unit_test_setup(dump_of_an_open_window_is_a_change_of_it, reset),
        cmocka_unit_test_setup(rows_of_a_tree_have_levels, reset),
        cmocka_unit_test_setup(endless_line_is_cut_and_the_next_one_heard, reset),
        cmocka_unit_test_setup(window_larger_than_the_model_is_cut, reset),
        cmocka_unit_test_setup(window_without_a_slot_is_said_to_be_so, reset),
        cmocka_unit_test_setup(command_is_escaped_and_says_when_it_does_not_fit, reset),
        cmocka_unit_test_setup(description_masks_secrets_and_control_characters, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
