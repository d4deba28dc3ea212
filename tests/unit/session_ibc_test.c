/* SPDX-License-Identifier: MIT
 *
 * IBC from outside: its lines as events, its config.ini from settings, its ends and what they mean.
 */
#include "session/ibc_command.h"
#include "session/ibc_end.h"
#include "session/ibc_ini.h"
#include "session/ibc_log.h"
#include "session/ibc_story.h"

#include "base/macros.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MARK "2026-11-22 23:52:30:520 IBC: "

/* ---- its lines ---- */

static struct story_turn say(struct ibc_story *story, const char *message)
{
    static char line[512];
    text_print(line, MARK "%s", message);
    return ibc_story_take(story, line);
}

/* The events of some messages, in order. */
static void expect(struct ibc_story *story, const char *message, enum session_event event)
{
    struct story_turn turn = say(story, message);
    if (turn.event != event) fail_msg("\"%s\" told %d, not %d", message, (int) turn.event, (int) event);
}

static void log_in(struct ibc_story *story)
{
    expect(story, "Login dialog WINDOW_OPENED: LoginState is LOGGED_OUT", EVENT_LOGIN_WINDOW);
    expect(story, "Setting password", EVENT_NONE);
    expect(story, "Login attempt: 1", EVENT_LOGIN_SUBMITTED);
    expect(story, "detected frame entitled: Authenticating...; event=Opened", EVENT_NONE);
}

static void a_login_is_told_step_by_step(void **state)
{
    (void) state;
    struct ibc_story story = { 0 };
    assert_int_equal(say(&story, "version: 3.24.1").duties, STORY_SETTINGS_READ);
    expect(&story, "CommandServer started and is ready to accept commands", EVENT_NONE);
    assert_true(story.commands_ready);
    log_in(&story);
    expect(&story, "detected dialog entitled: Second Factor Authentication; event=Opened", EVENT_SECOND_FACTOR_WANTED);
    expect(&story, "Second Factor Authentication initiated", EVENT_NONE);
    expect(&story, "detected dialog entitled: Second Factor Authentication; event=Closed", EVENT_SECOND_FACTOR_GIVEN);
    expect(&story, "detected frame entitled: Starting application...; event=Closed", EVENT_NONE);
    expect(&story, "Login has completed", EVENT_LOGGED_IN);
    expect(&story, "Configuration tasks completed", EVENT_CONFIGURED);
    expect(&story, "Login has completed: exiting via [File, Close] menu", EVENT_NONE);
    expect(&story, "CommandServer closing", EVENT_NONE);
    assert_false(story.commands_ready);
}

static void what_the_program_itself_writes_is_no_message_of_ibc(void **state)
{
    (void) state;
    struct ibc_story story = { 0 };
    assert_int_equal(ibc_story_take(&story, "Login has completed").event, EVENT_NONE);
    assert_int_equal(ibc_story_take(&story, "2026-11-22 23:52:30:520 ABC: Login has completed").event, EVENT_NONE);
    assert_int_equal(ibc_story_take(&story, "").event, EVENT_NONE);
    assert_false(story.logged_in);
}

static void each_way_to_fail_has_its_event(void **state)
{
    (void) state;
    static const struct {
        const char *message, *next;
        enum session_event event;
    } ways[] = {
        { "Login failed", NULL, EVENT_CREDENTIALS_REFUSED },
        { "detected dialog entitled: Unrecognized Username or Password; event=Opened", NULL, EVENT_CREDENTIALS_REFUSED },
        { "Connection to server failed: server is not available.", NULL, EVENT_SERVER_AWAY },
        { "Too many failed login attempts. Please wait 2 seconds", NULL, EVENT_TOO_MANY_ATTEMPTS },
        { "Login error message:", "The server reported an error.", EVENT_LOGIN_TROUBLE },
        { "Login error message:", "Invalid username or password.", EVENT_CREDENTIALS_REFUSED },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        struct ibc_story story = { 0 };
        log_in(&story);
        struct story_turn turn = say(&story, ways[i].message);
        if (ways[i].next) {
            assert_int_equal(turn.event, EVENT_NONE);
            turn = ibc_story_take(&story, ways[i].next);
            assert_string_equal(turn.why, ways[i].next);
        }
        assert_int_equal(turn.event, ways[i].event);
        assert_true(story.failed);
    }
}

static void a_refusal_without_a_password_typed_is_the_token_s(void **state)
{
    (void) state;
    struct ibc_story resumed = { .resumed = true }, again = { 0 };
    struct story_turn turn = say(&resumed, "Login dialog WINDOW_OPENED: LoginState is LOGGED_OUT");
    assert_int_equal(turn.duties, STORY_TOKEN_IN_DOUBT);
    expect(&resumed, "detected dialog entitled: Unrecognized Username or Password; event=Opened", EVENT_TOKEN_REFUSED);
    log_in(&again);
    expect(&again, "Login has completed", EVENT_LOGGED_IN);
    expect(&again, "Re-login to session", EVENT_RELOGIN);
    expect(&again, "detected dialog entitled: Unrecognized Username or Password; event=Opened", EVENT_TOKEN_REFUSED);
}

static void a_splash_that_closes_early_means_the_login_window_is_back(void **state)
{
    (void) state;
    struct ibc_story story = { 0 };
    assert_int_equal(say(&story, "detected frame entitled: Authenticating...; event=Closed").duties, 0);
    log_in(&story);
    assert_int_equal(say(&story, "detected frame entitled: Authenticating...; event=Closed").duties, STORY_LOGIN_STALLS);
    assert_int_equal(say(&story, "detected frame entitled: Connecting to server...; event=Opened").duties,
                     STORY_LOGIN_GOES_ON);
    expect(&story, "Login has completed", EVENT_LOGGED_IN);
    assert_int_equal(say(&story, "detected frame entitled: Loading...; event=Closed").duties, 0);
}

static void a_window_ibc_does_not_know_is_described_until_it_closes(void **state)
{
    (void) state;
    char described[512] = "";
    struct text text = TEXT_IN(described);
    struct ibc_story story = { 0 };
    expect(&story, "Window structure for frame entitled: Authenticating...; event=Opened", EVENT_NONE);
    assert_int_equal(story.window_count, 0);
    expect(&story, "Window structure for dialog entitled: Something New; event=Opened", EVENT_NONE);
    ibc_story_take(&story, "");
    ibc_story_take(&story, "|   |   null(javax.swing.JPanel){Object.Component.Container.JComponent.JPanel}");
    ibc_story_take(&story, "|   |   |   null(javax.swing.JLabel){JLabel: JDoe, it is due.}");
    ibc_story_take(&story, "|   |   |   null(javax.swing.JButton){JButton: Proceed anyway}");
    ibc_story_take(&story, "|   |   |   null(javax.swing.JButton){JButton: Not now}");
    assert_int_equal(say(&story, "Configuration tasks completed").duties, STORY_WINDOWS_CHANGED);
    assert_true(ibc_story_needs_person(&story));
    static const char *const secrets[] = { "jdoe", NULL };
    ibc_story_describe(&story.windows[0], secrets, &text);
    assert_string_equal(described, "\"Something New\": texts [***, it is due.] buttons [Proceed anyway | Not now]");
    assert_int_equal(say(&story, "detected dialog entitled: Something New; event=Closed").duties, STORY_WINDOWS_CHANGED);
    assert_false(ibc_story_needs_person(&story));
}

static void no_flood_of_windows_or_text_breaks_the_story(void **state)
{
    (void) state;
    char line[2048];
    struct ibc_story story = { 0 };
    for (int i = 0; i < 100; i++) {
        text_print(line, MARK "Window structure for dialog entitled: %0*d; event=Opened", 900 + i, i);
        ibc_story_take(&story, line);
        memset(line, 'x', sizeof line);
        memcpy(line, "{JLabel: ", 9);
        line[sizeof line - 1] = 0;
        ibc_story_take(&story, line);
    }
    assert_int_equal(story.window_count, STORY_WINDOWS);
}

static void a_device_that_is_not_listed_needs_a_person(void **state)
{
    (void) state;
    struct ibc_story story = { 0 };
    log_in(&story);
    expect(&story, "could not find second factor device 'No such' in the list", EVENT_PERSON_WANTED);
    assert_true(ibc_story_needs_person(&story));
}

static void another_session_of_the_user_is_told_as_ibc_answers_it(void **state)
{
    (void) state;
    static const char *const gives_way[] = {
        "End this session and let the other session proceed (scenario 2)",
        "Other session must be primary or primary override, so end this session and let the other one proceed (scenario 4)",
        "Other session may be primary, so end this session and let the other one proceed (scenario 6)",
    };
    static const char *const goes_on[] = {
        "Don't know the type of the other session, so continue this one (scenario 3)",
        "Continue this session and let the other session exit (scenario 5)",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(gives_way); i++) expect(&(struct ibc_story) { 0 }, gives_way[i], EVENT_OTHER_SESSION);
    for (size_t i = 0; i < ARRAY_LENGTH(goes_on); i++) expect(&(struct ibc_story) { 0 }, goes_on[i], EVENT_NONE);
}

static void a_session_left_to_a_person_is_shown_until_it_is_answered(void **state)
{
    (void) state;
    struct ibc_story story = { 0 };
    log_in(&story);
    expect(&story, "detected dialog entitled: EXISTING SESSION DETECTED; event=Opened", EVENT_NONE);
    assert_false(ibc_story_needs_person(&story));
    expect(&story, "User must choose whether to continue with this session (scenario 1)", EVENT_PERSON_WANTED);
    assert_true(ibc_story_needs_person(&story));
    assert_string_equal(story.windows[0].title, "EXISTING SESSION DETECTED");
    struct story_turn turn = say(&story, "detected dialog entitled: EXISTING SESSION DETECTED; event=Closed");
    assert_int_equal(turn.duties, STORY_WINDOWS_CHANGED);
    assert_false(ibc_story_needs_person(&story));
}

static void answers_of_the_command_server_are_told_apart(void **state)
{
    (void) state;
    assert_int_equal(ibc_command_reply("OK Shutting down: STOP command"), IBC_REPLY_OK);
    assert_int_equal(ibc_command_reply("OK "), IBC_REPLY_OK);
    assert_int_equal(ibc_command_reply("ERROR Command invalid"), IBC_REPLY_ERROR);
    assert_int_equal(ibc_command_reply("INFO something"), IBC_REPLY_NONE);
    assert_int_equal(ibc_command_reply("OKAY"), IBC_REPLY_NONE);
    assert_int_equal(ibc_command_reply(""), IBC_REPLY_NONE);
}

/* ---- its config.ini ---- */

static char ini_text[16384];

static const char *write_ini(const struct config *config, const char *password)
{
    struct text text = TEXT_IN(ini_text);
    struct ibc_ini ini = { .config = config, .user = "someone42", .password = password, .paper = true, .api_port = 4002,
                           .command_port = 7462 };
    assert_true(ibc_ini_write(&ini, &text));
    return ini_text;
}

/* The value that counts: the last. */
static void assert_value(const char *text, const char *key, const char *value)
{
    char wanted[256], found[256] = "(none)";
    size_t length = strlen(key);
    text_print(wanted, "%s", value);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        if (strncmp(line, key, length) == 0 && line[length] == '=')
            text_print(found, "%.*s", (int) (strcspn(line, "\n") - length - 1), line + length + 1);
    if (!text_equal(found, wanted)) fail_msg("%s is \"%s\", not \"%s\"", key, found, wanted);
}

static struct config given(void)
{
    return (struct config) { .twofa_device = "IB Key", .save_settings = "Every 30 mins", .bypass_warning = true,
                             .twofa_exit_interval = 90, .auto_restart_time.minutes = 23 * 60 + 45,
                             .auto_logoff_time.minutes = -1, .cold_restart_time.minutes = 17 * 60, .ibc = "" };
}

static void settings_become_keys_of_ibc(void **state)
{
    (void) state;
    struct config config = given();
    const char *text = write_ini(&config, "Tr0ub4dor&3");
    assert_value(text, "IbLoginId", "someone42");
    assert_value(text, "IbPassword", "Tr0ub4dor&3");
    assert_value(text, "TradingMode", "paper");
    assert_value(text, "OverrideTwsApiPort", "4002");
    assert_value(text, "CommandServerPort", "7462");
    assert_value(text, "BindAddress", "127.0.0.1");
    assert_value(text, "ReadOnlyApi", "no");
    assert_value(text, "SecondFactorDevice", "IB Key");
    assert_value(text, "SecondFactorAuthenticationExitInterval", "90");
    assert_value(text, "AutoRestartTime", "11:45 PM");
    assert_value(text, "AutoLogoffTime", "(none)");
    assert_value(text, "ColdRestartTime", "");
    assert_value(text, "ExistingSessionDetectedAction", "primary");
    assert_value(text, "SaveTwsSettingsAt", "Every 30 mins");
    assert_value(text, "BypassRedirectOrderWarning", "yes");
}

static void times_have_two_digits_and_capitals(void **state)
{
    (void) state;
    static const struct {
        int minutes;
        const char *text;
    } times[] = { { 0, "12:00 AM" }, { 9 * 60 + 5, "09:05 AM" }, { 12 * 60, "12:00 PM" }, { 13 * 60, "01:00 PM" } };
    for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
        struct config config = given();
        config.auto_logoff_time.minutes = times[i].minutes;
        assert_value(write_ini(&config, "x"), "AutoLogoffTime", times[i].text);
    }
}

static void a_user_s_own_key_wins_but_not_over_what_counts_logins(void **state)
{
    (void) state;
    struct config config = given();
    config.ibc = "AllowBlindTrading=yes\nReadOnlyApi=yes\nReloginAfterSecondFactorAuthenticationTimeout=yes\n"
                 "BindAddress=0.0.0.0\nIbPassword=other\n";
    const char *text = write_ini(&config, "mine");
    assert_value(text, "AllowBlindTrading", "yes");
    assert_value(text, "ReadOnlyApi", "yes");
    assert_value(text, "ReloginAfterSecondFactorAuthenticationTimeout", "no");
    assert_value(text, "BindAddress", "127.0.0.1");
    assert_value(text, "IbPassword", "mine");
}

static void a_password_is_escaped_and_what_does_not_fit_is_refused(void **state)
{
    (void) state;
    char small[64];
    struct text text = TEXT_IN(small), whole = TEXT_IN(ini_text);
    struct config config = given();
    assert_value(write_ini(&config, "a\\b#c=\xc3\xa9"), "IbPassword", "a\\\\b#c=\\u00E9");
    struct ibc_ini ini = { .config = &config, .user = "u", .password = "p" };
    assert_false(ibc_ini_write(&ini, &text));
    ini.password = "\xff";
    assert_false(ibc_ini_write(&ini, &whole));
}

static void the_command_port_of_a_user_s_file_is_found(void **state)
{
    (void) state;
    assert_int_equal(ibc_ini_command_port("# CommandServerPort=1\r\n  CommandServerPort = 7462\r\n"), 7462);
    assert_int_equal(ibc_ini_command_port("CommandServerPort=1\nCommandServerPort:2"), 2);
    assert_int_equal(ibc_ini_command_port("CommandServerPort=\nFIX=no\n"), 0);
    assert_int_equal(ibc_ini_command_port("CommandServerPort=99999\n"), 0);
    assert_int_equal(ibc_ini_command_port(""), 0);
}

/* ---- its ends ---- */

static void every_end_has_a_meaning(void **state)
{
    (void) state;
    for (unsigned evidence = 0; evidence < 32; evidence++)
        for (int status = 0; status < 256; status++) assert_non_null(ibc_end_find(evidence, status));
}

static void every_row_of_the_table_is_reached_and_means_what_it_says(void **state)
{
    (void) state;
    static const struct {
        unsigned evidence;
        int status;
        enum session_event event;
        bool full_login;
    } ends[] = {
        { IBC_END_PAUSED | IBC_END_TOKEN | IBC_END_LOGGED_IN, 0, EVENT_IMPOSSIBLE, false },
        { IBC_END_COLD | IBC_END_FAILED, 0, EVENT_JVM_EXITED, true },
        { IBC_END_COLD | IBC_END_LOGGED_IN | IBC_END_TOKEN, 0, EVENT_JVM_RESTARTS, true },
        { IBC_END_COLD, 0, EVENT_JVM_EXITED, true },
        { IBC_END_TOKEN | IBC_END_LOGGED_IN, 0, EVENT_JVM_RESTARTS, false },
        { 0, 77, EVENT_IMPOSSIBLE, false }, { 0, 78, EVENT_IMPOSSIBLE, false }, { 0, 79, EVENT_IMPOSSIBLE, false },
        { 0, 80, EVENT_IMPOSSIBLE, false }, { 0, 81, EVENT_IMPOSSIBLE, false }, { 0, 82, EVENT_IMPOSSIBLE, false },
        { 0, 83, EVENT_IMPOSSIBLE, false }, { 0, 84, EVENT_IMPOSSIBLE, false }, { 0, 86, EVENT_IMPOSSIBLE, false },
        { 0, 87, EVENT_LOGIN_BACK, false }, { 0, 88, EVENT_JVM_EXITED, false }, { 0, 76, EVENT_JVM_EXITED, false },
        { 0, 1, EVENT_JVM_EXITED, false }, { 0, 130, EVENT_JVM_EXITED, false }, { 0, 143, EVENT_JVM_EXITED, false },
        { IBC_END_TOKEN, 137, EVENT_JVM_EXITED, false }, { IBC_END_LOGGED_IN, 0, EVENT_JVM_EXITED, false },
        { 0, 0, EVENT_JVM_EXITED, false }, { 0, 159, EVENT_JVM_EXITED, false },
    };
    unsigned reached[64] = { 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        const struct ibc_end *end = ibc_end_find(ends[i].evidence, ends[i].status);
        assert_int_equal(end->event, ends[i].event);
        assert_int_equal(end->full_login, ends[i].full_login);
        reached[end - ibc_ends]++;
    }
    for (unsigned i = 0; i < ibc_end_count; i++)
        if (!reached[i]) fail_msg("row %u is reached by no end", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_is_told_step_by_step),
        cmocka_unit_test(what_the_program_itself_writes_is_no_message_of_ibc),
        cmocka_unit_test(each_way_to_fail_has_its_event),
        cmocka_unit_test(a_refusal_without_a_password_typed_is_the_token_s),
        cmocka_unit_test(a_splash_that_closes_early_means_the_login_window_is_back),
        cmocka_unit_test(a_window_ibc_does_not_know_is_described_until_it_closes),
        cmocka_unit_test(no_flood_of_windows_or_text_breaks_the_story),
        cmocka_unit_test(a_device_that_is_not_listed_needs_a_person),
        cmocka_unit_test(another_session_of_the_user_is_told_as_ibc_answers_it),
        cmocka_unit_test(a_session_left_to_a_person_is_shown_until_it_is_answered),
        cmocka_unit_test(answers_of_the_command_server_are_told_apart),
        cmocka_unit_test(settings_become_keys_of_ibc),
        cmocka_unit_test(times_have_two_digits_and_capitals),
        cmocka_unit_test(a_user_s_own_key_wins_but_not_over_what_counts_logins),
        cmocka_unit_test(a_password_is_escaped_and_what_does_not_fit_is_refused),
        cmocka_unit_test(the_command_port_of_a_user_s_file_is_found),
        cmocka_unit_test(every_end_has_a_meaning),
        cmocka_unit_test(every_row_of_the_table_is_reached_and_means_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
