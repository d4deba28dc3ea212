/* SPDX-License-Identifier: MIT
 *
 * Which prompt gets a code, and which must never get one.
 */
#include "session/factor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { WINDOW = 1, LABEL, LIST, FIELD, OK, READ_ONLY };
enum { USABLE = COMPONENT_SHOWING | COMPONENT_ENABLED };

static struct window window;
static const struct factor_context nothing = { .device = "" }, secret = { .device = "", .can_make_codes = true };

static void add(int64_t id, enum component_kind kind, unsigned flags, const char *text)
{
    struct component component = { .id = id, .depth = id > WINDOW, .kind = (uint8_t) kind, .flags = (uint8_t) flags };
    window_add(&window, &component, "", 0, text, strlen(text));
}

static void begin(const char *title, const char *says)
{
    window_reset(&window, WINDOW);
    add(WINDOW, COMPONENT_DIALOG, USABLE, title);
    add(LABEL, COMPONENT_LABEL, USABLE, says);
}

static void show_prompt(const char *title, const char *says)
{
    begin(title, says);
    add(FIELD, COMPONENT_TEXT, USABLE | COMPONENT_EDITABLE, "");
    add(OK, COMPONENT_BUTTON, USABLE, "OK");
}

static void show_devices(const char *const *names, int selected)
{
    begin("Second Factor Authentication", "Select second factor device");
    add(LIST, COMPONENT_LIST, USABLE, "");
    for (int i = 0; names[i]; i++) {
        struct row row = { .index = i, .selected = i == selected };
        window_add_row(&window, &row, names[i], strlen(names[i]));
    }
    add(OK, COMPONENT_BUTTON, USABLE, "OK");
}

static void telephone_is_waited_for(void **state)
{
    (void) state;
    begin("Second Factor Authentication", "A notification was sent to your phone.");
    add(OK, COMPONENT_BUTTON, USABLE, "Cancel");
    struct factor_plan plan = factor_plan(&window, &secret);
    assert_int_equal(plan.prompt, PROMPT_TELEPHONE);
    assert_int_equal(plan.step, FACTOR_WAIT);
}

static void code_goes_into_the_prompt_of_the_authenticator_alone(void **state)
{
    (void) state;
    static const struct {
        const char *title, *says;
        enum factor_prompt prompt;
    } prompts[] = {
        { "Second Factor Authentication", "Enter the code of your Mobile Authenticator app", PROMPT_AUTHENTICATOR },
        { "Second Factor Authentication", "Enter the one-time code", PROMPT_AUTHENTICATOR },
        { "Second Factor Authentication", "Enter security code", PROMPT_CODE },
        { "Second Factor Authentication", "A code was sent to you by text message (not the authenticator)", PROMPT_MESSAGE },
        { "Second Factor Authentication", "Enter the SMS code", PROMPT_MESSAGE },
        { "Security Code Card Authentication", "Index 12 and 34", PROMPT_CARD },
        { "Second Factor Authentication", "Challenge: 123 456. Enter the response string", PROMPT_CHALLENGE },
    };
    for (unsigned i = 0; i < sizeof prompts / sizeof *prompts; i++) {
        show_prompt(prompts[i].title, prompts[i].says);
        struct factor_plan plan = factor_plan(&window, &secret);
        bool ours = prompts[i].prompt == PROMPT_AUTHENTICATOR;
        assert_int_equal(plan.prompt, prompts[i].prompt);
        assert_int_equal(plan.step, ours ? FACTOR_TYPE : FACTOR_PERSON);
        assert_int_equal(plan.component, ours ? FIELD : 0);
        assert_int_equal(plan.button, ours ? OK : 0);
        assert_true(ours || plan.why[0]);
        assert_int_equal(factor_plan(&window, &nothing).step, FACTOR_PERSON);
    }
}

static void prompt_that_says_nothing_is_the_authenticators_if_we_chose_it(void **state)
{
    (void) state;
    struct factor_context chosen = secret;
    chosen.chose_authenticator = true;
    show_prompt("Second Factor Authentication", "Enter security code");
    assert_int_equal(factor_plan(&window, &chosen).step, FACTOR_TYPE);
    show_prompt("Second Factor Authentication", "Enter the SMS code");
    assert_int_equal(factor_plan(&window, &chosen).step, FACTOR_PERSON);
}

static void fields_of_a_login_are_not_taken_for_a_prompt(void **state)
{
    (void) state;
    struct factor_context chosen = secret;
    chosen.chose_authenticator = true;
    begin("IBKR Gateway", "SECOND FACTOR AUTHENTICATION with your authenticator");
    add(FIELD, COMPONENT_TEXT, USABLE | COMPONENT_EDITABLE, "");
    add(FIELD + 10, COMPONENT_SECRET, USABLE | COMPONENT_EDITABLE, "");
    assert_int_equal(factor_plan(&window, &chosen).step, FACTOR_WAIT);
}

static void device_is_selected_and_then_confirmed(void **state)
{
    (void) state;
    static const char *const names[] = { "IB Key", "Mobile\xc2\xa0" "Authenticator App", NULL };
    struct factor_context context = { .device = "mobile authenticator app" };
    show_devices(names, -1);
    struct factor_plan plan = factor_plan(&window, &context);
    assert_int_equal(plan.prompt, PROMPT_DEVICES);
    assert_int_equal(plan.step, FACTOR_SELECT);
    assert_int_equal(plan.component, LIST);
    assert_int_equal(plan.value, 1);
    show_devices(names, 1);
    plan = factor_plan(&window, &context);
    assert_int_equal(plan.step, FACTOR_PRESS);
    assert_int_equal(plan.component, OK);
    assert_true(plan.is_authenticator);
    context.device = "IB Key";
    plan = factor_plan(&window, &context);
    assert_int_equal(plan.value, 0);
    assert_false(plan.is_authenticator);
}

static void device_that_is_not_there_is_said_with_those_that_are(void **state)
{
    (void) state;
    static const char *const names[] = { "IB Key", "SMS", NULL };
    struct factor_context context = { .device = "DSC+" };
    show_devices(names, 0);
    struct factor_plan plan = factor_plan(&window, &context);
    assert_int_equal(plan.step, FACTOR_PERSON);
    assert_string_equal(plan.why, "TWOFA_DEVICE \"DSC+\" is none of the devices: \"IB Key\", \"SMS\"");
    plan = factor_plan(&window, &nothing);
    assert_int_equal(plan.step, FACTOR_PERSON);
    assert_string_equal(plan.why, "TWOFA_DEVICE does not say which of the devices: \"IB Key\", \"SMS\"");
}

static void without_a_name_only_what_is_certain_is_chosen(void **state)
{
    (void) state;
    static const char *const one[] = { "IB Key", NULL }, *const two[] = { "IB Key", "Authenticator", NULL },
                      *const three[] = { "Authenticator A", "Authenticator B", NULL };
    show_devices(one, -1);
    assert_int_equal(factor_plan(&window, &nothing).step, FACTOR_SELECT);
    show_devices(two, -1);
    assert_int_equal(factor_plan(&window, &nothing).step, FACTOR_PERSON);
    assert_int_equal(factor_plan(&window, &secret).value, 1);
    show_devices(three, -1);
    assert_int_equal(factor_plan(&window, &secret).step, FACTOR_PERSON);
}

static void method_beside_the_field_is_selected_first(void **state)
{
    (void) state;
    static const char *const names[] = { "IB Key", "Authenticator" };
    for (int selected = 0; selected < 2; selected++) {
        begin("Second Factor Authentication", "Enter the code");
        add(LIST, COMPONENT_COMBO, USABLE, "");
        for (int i = 0; i < 2; i++) {
            struct row row = { .index = i, .selected = i == selected };
            window_add_row(&window, &row, names[i], strlen(names[i]));
        }
        add(FIELD, COMPONENT_TEXT, USABLE | COMPONENT_EDITABLE, "");
        add(OK, COMPONENT_BUTTON, USABLE, "OK");
        assert_int_equal(factor_plan(&window, &secret).step, selected == 1 ? FACTOR_TYPE : FACTOR_SELECT);
    }
}

static void read_only_login_needs_no_second_factor(void **state)
{
    (void) state;
    struct factor_context context = { .device = "", .read_only_login = true };
    show_prompt("Second Factor Authentication", "Enter security code");
    add(READ_ONLY, COMPONENT_BUTTON, USABLE, "Enter Read Only");
    struct factor_plan plan = factor_plan(&window, &context);
    assert_int_equal(plan.step, FACTOR_PRESS);
    assert_int_equal(plan.component, READ_ONLY);
    assert_int_equal(factor_plan(&window, &nothing).step, FACTOR_PERSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(telephone_is_waited_for),
        cmocka_unit_test(code_goes_into_the_prompt_of_the_authenticator_alone),
        cmocka_unit_test(prompt_that_says_nothing_is_the_authenticators_if_we_chose_it),
        cmocka_unit_test(fields_of_a_login_are_not_taken_for_a_prompt),
        cmocka_unit_test(device_is_selected_and_then_confirmed),
        cmocka_unit_test(device_that_is_not_there_is_said_with_those_that_are),
        cmocka_unit_test(without_a_name_only_what_is_certain_is_chosen),
        cmocka_unit_test(method_beside_the_field_is_selected_first),
        cmocka_unit_test(read_only_login_needs_no_second_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
