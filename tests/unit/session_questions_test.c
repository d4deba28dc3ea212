/* SPDX-License-Identifier: MIT
 *
 * Questions and notices: what is answered, by whose rule, and what is left to a person.
 */
#include "session/dialogs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "session_shown.h"

static const struct dialog_context paper = { .paper = true }, live = { .paper = false };

/* Every rule says yes, or no. */
static struct dialog_context all(enum answer answer)
{
    struct dialog_context context = { .restarting = true, .reconnecting = true, .configuring = true,
                                      .answers.existing = EXISTING_SESSION_PRIMARY };
    for (unsigned i = 0; i < RULES; i++) context.answers.by_rule[i] = answer;
    return context;
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

/* A dialog with a text and up to two buttons, with ids 7 and 8. */
static struct window *ask(const char *kind, const char *title, const char *says, const char *first, const char *second)
{
    char message[1024];
    wire_reset(&wire);
    text_print(message, "open\t5\nn\t0\t5\t%s\tse\t0,0,1,1\tC\t\t%s\nn\t1\t6\tlabel\tse\t0,0,1,1\tC\t\t%s\n"
               "n\t1\t7\tbutton\tse\t0,0,1,1\tC\t\t%s\nn\t1\t8\tbutton\tse\t0,0,1,1\tC\t\t%s\n"
               "end\t5\t4\twhole\n", kind, title, says, first, second);
    return show(message);
}

enum { FIRST = 7, SECOND = 8, NEITHER = 0 };

static const struct {
    const char *name, *kind, *title, *says, *first, *second;
    int64_t yes, no; /* what is clicked where the rule says so */
    enum answer otherwise; /* of a user who decides nothing: REPORT where it is LEAVE */
} questions[] = {
    { "newer version", "dialog", "Notice", "A Newer Version is available", "OK", "No", FIRST, FIRST, ANSWER_YES },
    { "newer version", "frame", "Notice", "Newer Version", "No", "Maybe", FIRST, FIRST, ANSWER_YES },
    { "tip of the day", "dialog", "Tip of the Day", "x", "Next", "Close", SECOND, SECOND, ANSWER_YES },
    { "login messages", "frame", "Login Messages", "x", "Print", "Close", SECOND, SECOND, ANSWER_YES },
    { "re-login", "dialog", "Re-login is required", "x", "Re-login", "Exit", FIRST, FIRST, ANSWER_YES },
    { "password notice", "frame", "Password Notice", "x", "OK", "Change", FIRST, NEITHER, ANSWER_LEAVE },
    { "incoming connection", "dialog", "Q", "Accept incoming connection from 1.2.3.4?", "Yes", "No", FIRST, SECOND,
      ANSWER_LEAVE },
    { "write access", "dialog", "API client needs write access action confirmation", "x", "Yes", "No", FIRST, SECOND,
      ANSWER_LEAVE },
    { "blind trading", "dialog", "Order Preview", "blind trading", "Override and Transmit", "Cancel", FIRST, NEITHER,
      ANSWER_LEAVE },
    { "blind trading", "dialog", "Q", "This is blind trading. Are you sure you want to submit this order?", "No", "Yes",
      SECOND, NEITHER, ANSWER_LEAVE },
    { "cryptocurrency order", "dialog", "Cryptocurrency order confirmation", "x", "Transmit", "Cancel", FIRST, SECOND,
      ANSWER_LEAVE },
    { "existing session", "dialog", "EXISTING SESSION DETECTED", "x", "Continue Login", "Exit Application", FIRST, FIRST,
      ANSWER_YES },
    { "existing session", "dialog", "Existing session detected", "x", "Cancel", "Reconnect This Session", SECOND,
      SECOND, ANSWER_YES },
    { "handoff of the trading login", "dialog", "Trading Login Handoff", "x", "Disconnect Other Session", "Cancel", FIRST,
      FIRST, ANSWER_YES },
    { "new API port", "dialog", "Q", "will apply the new socket port setting. Go on?", "Yes", "No", FIRST, FIRST,
      ANSWER_YES },
    { "restart confirmation", "dialog", "Q", "Are you sure you would like to restart the application?", "Yes", "No", FIRST,
      FIRST, ANSWER_YES },
    { "reconnection confirmation", "dialog", "IBKR Gateway", "Are you sure you want to execute \"simulate ccp disconnect\"?",
      "OK", "Cancel", FIRST, FIRST, ANSWER_YES },
};

static void expect(unsigned i, enum answer answer, int64_t component)
{
    struct dialog_context context = all(answer);
    struct window *window = ask(questions[i].kind, questions[i].title, questions[i].says, questions[i].first,
                                questions[i].second);
    struct decision decision = dialog_decide(window, &context);
    if (!decision.dialog || strcmp(decision.dialog->name, questions[i].name) != 0) fail_msg("%s", questions[i].name);
    assert_int_equal(decision.component, component);
    assert_int_equal(decision.act, component ? DIALOG_CLICK : DIALOG_REPORT);
}

static void questions_are_answered_as_their_rules_say(void **state)
{
    (void) state;
    for (unsigned i = 0; i < ARRAY_LENGTH(questions); i++) {
        expect(i, ANSWER_YES, questions[i].yes);
        expect(i, ANSWER_NO, questions[i].no);
        expect(i, ANSWER_LEAVE, questions[i].otherwise == ANSWER_LEAVE ? NEITHER : questions[i].yes);
    }
}

static void what_others_began_is_not_ours_to_answer(void **state)
{
    (void) state;
    static const char *const texts[] = {
        "apply the new socket port setting", "Are you sure you want to reset API order ID sequence?",
        "Are you sure you would like to restart the application?", "Are you sure you want to exit?"
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct decision decision = dialog_decide(ask("dialog", "Q", texts[i], "Yes", "No"), &paper);
        assert_non_null(decision.dialog);
        assert_int_equal(decision.act, DIALOG_NOTHING);
    }
}

/* ResetOrderIdsAtStart and a person who presses the same button are told apart. */
static void reset_of_the_order_ids_is_answered_by_who_asked_for_it(void **state)
{
    (void) state;
    for (int start = 0; start <= 1; start++) {
        struct dialog_context context = { .configuring = start };
        enum answer *answer = start ? &context.answers.order_ids_at_start : &context.answers.order_ids_by_user;
        static const int64_t clicked[] = { [ANSWER_LEAVE] = NEITHER, [ANSWER_YES] = FIRST, [ANSWER_NO] = SECOND };
        for (*answer = ANSWER_LEAVE; *answer <= ANSWER_NO; (*answer)++) {
            struct window *window = ask("dialog", "Q", "Are you sure you want to reset API order ID sequence?", "Yes", "No");
            struct decision decision = dialog_decide(window, &context);
            assert_int_equal(decision.component, clicked[*answer]);
            assert_int_equal(decision.act, *answer == ANSWER_LEAVE ? DIALOG_NOTHING : DIALOG_CLICK);
        }
    }
}

static void notices_without_a_button_of_ours_are_reported(void **state)
{
    (void) state;
    assert_int_equal(dialog_decide(make("frame", "Login Messages", "other", ""), &paper).act, DIALOG_REPORT);
    struct dialog_context yes = all(ANSWER_YES);
    assert_int_equal(dialog_decide(make("frame", "NSE Compliance", "other", ""), &yes).act, DIALOG_CLOSE);
    assert_int_equal(dialog_decide(make("frame", "NSE Compliance", "other", ""), &paper).act, DIALOG_REPORT);
}

static void bid_and_ask_sizes_are_deferred_without_the_box(void **state)
{
    (void) state;
    static const char message[] =
        "open\t5\nn\t0\t5\tdialog\tse\t0,0,1,1\tC\t\tNotice\n"
        "n\t1\t6\ttext\tse\t0,0,1,1\tC\t\tBid, Ask and Last Size Display Update\n"
        "n\t1\t7\tcheck\tse\t0,0,1,1\tC\t\tDon't display this message again.\n"
        "n\t1\t8\tbutton\tse\t0,0,1,1\tC\t\tI understand - display market data\nend\t5\t4\twhole\n";
    struct dialog_context context = all(ANSWER_YES);
    struct decision decision = dialog_decide(show(message), &context);
    assert_int_equal(decision.component, 8);
    assert_int_equal(decision.check, 7);
    context = all(ANSWER_NO);
    decision = dialog_decide(wire_window(&wire, 5), &context);
    assert_int_equal(decision.component, 8);
    assert_int_equal(decision.check, 0);
    context = all(ANSWER_LEAVE);
    assert_int_equal(dialog_decide(wire_window(&wire, 5), &context).act, DIALOG_REPORT);
}

/* Row 15 of what IBC does: before the login is complete, and a second time, and after it. */
static void existing_sessions_are_met_as_the_action_says(void **state)
{
    (void) state;
    static const struct {
        enum existing_session_action action;
        int64_t first, second, after;
    } rows[] = {
        { EXISTING_SESSION_PRIMARY, FIRST, SECOND, FIRST },
        { EXISTING_SESSION_PRIMARY_OVERRIDE, FIRST, SECOND, SECOND },
        { EXISTING_SESSION_SECONDARY, SECOND, SECOND, SECOND },
        { EXISTING_SESSION_MANUAL, NEITHER, NEITHER, NEITHER },
    };
    struct window *window = ask("dialog", "EXISTING SESSION DETECTED", "x", "Continue Login", "Exit Application");
    for (unsigned i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct dialog_context context = { .answers.existing = rows[i].action };
        assert_int_equal(dialog_decide(window, &context).component, rows[i].first);
        context.continued = 1;
        assert_int_equal(dialog_decide(window, &context).component, rows[i].second);
        context.was_logged_in = true;
        assert_int_equal(dialog_decide(window, &context).component, rows[i].after);
        context.stopping = true;
        assert_int_equal(dialog_decide(window, &context).component, NEITHER);
    }
}

static void failures_of_a_login_are_told_apart_by_what_they_say(void **state)
{
    (void) state;
    static const struct {
        const char *title, *says;
        enum session_event event;
    } failures[] = {
        { "Login failed", "Your account has been locked. Please contact Customer Service.", EVENT_LOCKED_OUT },
        { "Login failed", "Your password has expired.", EVENT_LOCKED_OUT },
        { "Login failed", "Too many failed login attempts. Please wait 2 minutes", EVENT_TOO_MANY_ATTEMPTS },
        { "Login failed", "Your session has expired. Please log in again.", EVENT_TOKEN_REFUSED },
        { "Unrecognized Username or Password", "x", EVENT_CREDENTIALS_REFUSED },
        { "Login", "The server is not currently available.", EVENT_SERVER_AWAY },
        { "IBKR Gateway", "Connection to server failed: x", EVENT_SERVER_AWAY },
        { "Login Error", "x", EVENT_LOGIN_TROUBLE },
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(failures); i++) {
        struct dialog_context yes = all(ANSWER_YES);
        struct decision decision = dialog_decide(ask("dialog", failures[i].title, failures[i].says, "OK", "Help"), &yes);
        assert_non_null(decision.dialog);
        assert_int_equal(decision.dialog->opened, failures[i].event);
        assert_int_equal(decision.act, DIALOG_NOTHING);
    }
}

static void second_factor_inside_the_login_window_is_no_login(void **state)
{
    (void) state;
    struct window *window = ask("frame", "IBKR Gateway", "SECOND FACTOR AUTHENTICATION", "Log In", "x");
    assert_int_equal(dialog_decide(window, &live).dialog->role, DIALOG_SECOND_FACTOR);
    window = ask("frame", "IBKR Gateway", "LOGIN", "Log In", "x");
    assert_int_equal(dialog_decide(window, &live).dialog->role, DIALOG_LOGIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(questions_are_answered_as_their_rules_say, reset),
        cmocka_unit_test_setup(what_others_began_is_not_ours_to_answer, reset),
        cmocka_unit_test_setup(reset_of_the_order_ids_is_answered_by_who_asked_for_it, reset),
        cmocka_unit_test_setup(notices_without_a_button_of_ours_are_reported, reset),
        cmocka_unit_test_setup(bid_and_ask_sizes_are_deferred_without_the_box, reset),
        cmocka_unit_test_setup(existing_sessions_are_met_as_the_action_says, reset),
        cmocka_unit_test_setup(failures_of_a_login_are_told_apart_by_what_they_say, reset),
        cmocka_unit_test_setup(second_factor_inside_the_login_window_is_no_login, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
