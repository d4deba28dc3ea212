/* SPDX-License-Identifier: MIT
 *
 * Settings: defaults, aliases, files, problems, and what a child may know.
 */
#define _GNU_SOURCE
#include "config_kit.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The tables of the contract, in its order. */
static void defaults_are_what_the_contract_says(void **state)
{
    static const struct {
        const char *name, *initial;
    } contract[] = {
        { "PUID", "1000" }, { "PGID", "1000" }, { "TZ", "America/New_York" }, { "TRADING_MODE", "paper" }, { "IB_USER", "" },
        { "IB_PASSWORD", "" }, { "IB_USER_PAPER", "" }, { "IB_PASSWORD_PAPER", "" }, { "VNC_PWD", "" },
        { "VNC_SCREEN_DIMENSION", "1600x1200x16" }, { "DISPLAY", ":0" }, { "READ_ONLY_API", "no" },
        { "TWOFA_TIMEOUT_ACTION", "exit" }, { "TWOFA_EXIT_INTERVAL", "60" }, { "TWOFA_DEVICE", "" },
        { "RELOGIN_AFTER_TWOFA_TIMEOUT", "no" }, { "AUTO_RESTART_TIME", "" }, { "AUTO_LOGOFF_TIME", "" },
        { "COLD_RESTART_TIME", "" }, { "BYPASS_WARNING", "yes" }, { "SAVE_TWS_SETTINGS", "Every 30 mins" },
        { "EXISTING_SESSION_DETECTED_ACTION", "primary" }, { "CUSTOM_CONFIG", "no" }, { "JAVA_HEAP_SIZE", "auto" },
        { "JAVA_OPTS", "" }, { "ENABLE_SOCAT", "yes" }, { "RELAY_ALLOW", "" }, { "SSH_TUNNEL", "" },
        { "SSH_USER_TUNNEL", "" }, { "SSH_REMOTE_PORT", "" }, { "SSH_VNC_PORT", "" }, { "SSH_RDP_PORT", "" },
        { "SSH_PASSPHRASE", "" }, { "SSH_OPTIONS", "" }, { "SSH_ALIVE_INTERVAL", "20" }, { "SSH_ALIVE_COUNT", "3" },
        { "SSH_RESTART", "5" }, { "SUPERVISORD_UI_PORT", "" }, { "SUPERVISORD_UI_USER", "" }, { "SUPERVISORD_UI_PASS", "" },
    };
    (void) state;
    for (size_t i = 0; i < ARRAY_LENGTH(contract); i++) {
        size_t row = 0;
        while (row < settings_count && !text_equal(settings[row].name, contract[i].name)) row++;
        if (row == settings_count) fail_msg("%s is no setting", contract[i].name);
        assert_string_equal(settings[row].initial, contract[i].initial);
    }
}

static void defaults_become_values(void **state)
{
    (void) state;
    LOAD("IB_USER=u", "IB_PASSWORD=p");
    assert_no_problem();
    assert_int_equal(config.puid, 1000);
    assert_string_equal(config.time_zone, "America/New_York");
    assert_int_equal(config.trading_mode, TRADING_PAPER);
    assert_int_equal(config.screen.width, 1600);
    assert_int_equal(config.screen.height, 1200);
    assert_int_equal(config.screen.depth, 16);
    assert_int_equal(config.display.number, 0);
    assert_true(config.relay_enabled);
    assert_int_equal(config.ui_port, 0);
    assert_int_equal(config.ssh_tunnel, SSH_TUNNEL_NONE);
    assert_int_equal(config.cold_restart_time.minutes, -1);
    assert_string_equal(config.vnc_password, "");
    assert_int_equal(config_api_port(&config, 0), 4002);
    assert_int_equal(config_relay_port(&config, 0), 4004);
    assert_string_equal(config.log_dir, "/data/log");
}

/* As many compose files have it: NAME: ${NAME:-} */
static void an_empty_variable_is_as_good_as_none(void **state)
{
    (void) state;
    for (size_t i = 0; i < settings_count; i++) {
        char entry[96];
        text_print(entry, "%s=", settings[i].name);
        if (settings[i].required) continue;
        LOAD("IB_USER=u", "IB_PASSWORD=p", entry, "IBC_AllowBlindTrading=");
        assert_no_problem();
    }
}

static void ports_follow_program_and_mode(void **state)
{
    (void) state;
    LOAD("IB_USER=u", "IB_PASSWORD=p", "TRADING_MODE=both", "IB_USER_PAPER=q", "IB_PASSWORD_PAPER=r", "PROGRAM=tws");
    assert_int_equal(problems.count, 0);
    assert_int_equal(config_instances(&config), 2);
    assert_int_equal(config_api_port(&config, 0), 7496);
    assert_int_equal(config_relay_port(&config, 0), 7498);
    assert_int_equal(config_api_port(&config, 1), 7497);
    assert_int_equal(config_relay_port(&config, 1), 7499);
}

static void names_of_other_images_are_understood(void **state)
{
    (void) state;
    LOAD("TWS_USERID=u", "TWS_PASSWORD=p", "TIME_ZONE=Europe/Berlin", "VNC_SERVER_PASSWORD=v");
    assert_int_equal(problems.count, 0);
    assert_string_equal(config.user, "u");
    assert_string_equal(config.password, "p");
    assert_string_equal(config.time_zone, "Europe/Berlin");
    assert_string_equal(config.vnc_password, "v");
}

static void all_problems_come_together_and_secrets_are_masked(void **state)
{
    (void) state;
    LOAD("TRADING_MODE=papr", "IB_PASSWORD=hun\tter2", "SUPERVISORD_UI_PORT=99999", "VNC_SCREEN_DIMENSION=big",
         "TZ=Mars/Olympus", "BIND_ADDRESS=localhost", "DISPLAY=0", "SUPERVISORD_UI_USER=me", "IB_USR=x");
    assert_true(complains("TRADING_MODE=\"papr\": is none of paper, live, both; for example TRADING_MODE=paper"));
    assert_true(complains("IB_USER: is missing; for example IB_USER=jdoe123"));
    assert_true(complains("IB_PASSWORD=\"***\": holds a control character"));
    assert_true(complains("SUPERVISORD_UI_PORT=\"99999\": is not a number from 1 to 65535"));
    assert_true(complains("VNC_SCREEN_DIMENSION=\"big\""));
    assert_true(complains("TZ=\"Mars/Olympus\""));
    assert_true(complains("BIND_ADDRESS=\"localhost\""));
    assert_true(complains("DISPLAY=\"0\""));
    assert_true(complains("SUPERVISORD_UI_PASS: is missing"));
    assert_true(complains("IB_USR: is no setting; did you mean IB_USER?"));
    assert_false(complains("hun"));
    assert_int_equal(problems.count, 10);
}

static void both_sessions_need_both_accounts(void **state)
{
    (void) state;
    LOAD("IB_USER=u", "IB_PASSWORD=p", "TRADING_MODE=both");
    assert_int_equal(problems.count, 2);
    assert_true(complains("IB_PASSWORD_PAPER: is missing: TRADING_MODE=both needs the paper account too"));
}

static void a_secret_comes_from_a_file_without_its_newline(void **state)
{
    (void) state;
    char path[] = "/tmp/gatehouse-config-test-XXXXXX", entry[96];
    int fd = mkstemp(path);
    assert_int_equal(dprintf(fd, " $p a\\ss\"'#=\xc3\xa4 \n"), 16);
    close(fd);
    text_print(entry, "IB_PASSWORD_FILE=%s", path);
    LOAD("IB_USER=u", entry);
    unlink(path);
    assert_int_equal(problems.count, 0);
    assert_string_equal(config.password, " $p a\\ss\"'#=\xc3\xa4 ");
}

static void a_secret_given_twice_or_in_no_file_is_one_problem(void **state)
{
    (void) state;
    LOAD("IB_USER=u", "IB_PASSWORD=p", "IB_PASSWORD_FILE=/dev/null");
    assert_int_equal(problems.count, 1);
    assert_true(complains("IB_PASSWORD=\"***\": is given together with IB_PASSWORD_FILE; give one of them"));
    config_wipe(&config);
    LOAD("IB_USER=u", "IB_PASSWORD_FILE=/no/such/file");
    assert_int_equal(problems.count, 1);
    assert_true(complains("IB_PASSWORD_FILE=\"/no/such/file\": cannot be read: No such file or directory"));
}

static void a_child_knows_only_what_its_audience_may(void **state)
{
    (void) state;
    struct config child;
    LOAD("IB_USER=u", "IB_PASSWORD=p", "VNC_PWD=v", "TRADING_MODE=live", "SIMULATOR_USERS=a:b\\c", "RUN_DIR=/run/x");
    assert_true(config_load_sealed(&child, config_seal(&config, AUDIENCE_SESSION_0)));
    assert_string_equal(child.password, "p");
    assert_string_equal(child.vnc_password, "");
    assert_string_equal(child.run_dir, "/run/x");
    assert_int_equal(child.trading_mode, TRADING_LIVE);
    assert_string_equal(child.simulator, "SIMULATOR_USERS=a:b\\\\c\n");
    config_wipe(&child);
    assert_true(config_load_sealed(&child, config_seal(&config, AUDIENCE_EVERYBODY)));
    assert_string_equal(child.password, "");
    assert_string_equal(child.user, "");
    assert_string_equal(child.simulator, "");
    config_wipe(&child);
}

static void the_environment_block_is_scrubbed(void **state)
{
    (void) state;
    char user[] = "IB_USER=u", password[] = "IB_PASSWORD_FILE=/run/secrets/p", simulator[] = "SIMULATOR_USERS=a:b",
         path[] = "PATH=/bin";
    char *environment[] = { user, path, password, simulator, NULL };
    config_scrub_environment(environment);
    assert_ptr_equal(environment[0], path);
    assert_null(environment[1]);
    assert_string_equal(user, "");
    assert_string_equal(password, "");
    assert_string_equal(simulator, "");
    assert_int_equal(user[strlen("IB_USER=")], 0);
}

static void the_table_is_sound(void **state)
{
    (void) state;
    for (size_t i = 0; i < settings_count; i++) {
        assert_non_null(settings[i].name);
        assert_non_null(settings[i].initial);
        assert_non_null(settings[i].help);
        assert_int_equal(settings[i].kind == KIND_CHOICE, settings[i].choices != NULL);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(settings[i].name, settings[j].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_what_the_contract_says),
        cmocka_unit_test_teardown(defaults_become_values, wipe),
        cmocka_unit_test_teardown(an_empty_variable_is_as_good_as_none, wipe),
        cmocka_unit_test_teardown(ports_follow_program_and_mode, wipe),
        cmocka_unit_test_teardown(names_of_other_images_are_understood, wipe),
        cmocka_unit_test_teardown(all_problems_come_together_and_secrets_are_masked, wipe),
        cmocka_unit_test_teardown(both_sessions_need_both_accounts, wipe),
        cmocka_unit_test_teardown(a_secret_comes_from_a_file_without_its_newline, wipe),
        cmocka_unit_test_teardown(a_secret_given_twice_or_in_no_file_is_one_problem, wipe),
        cmocka_unit_test_teardown(a_child_knows_only_what_its_audience_may, wipe),
        cmocka_unit_test(the_environment_block_is_scrubbed),
        cmocka_unit_test(the_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
